"""What follows from a year, and which class a class becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from khuevan.schooling.rules.years import GENERAL_GRADES, last_of_level
from khuevan_kernel.grading import OtherCircular, of_primary, of_secondary, primary, secondary
from khuevan_kernel.law import Refusal, msgid

OPEN = frozenset({"retest", "training", "guided"})
NAMED_BY_GRADE = re.compile(r"^(\d{1,2})(?!\d)(.*)$")


class LaterChanges(Refusal):
    """What a turn-over wrote was changed since: taking it back would lose that."""

    code = "schooling.turn-over-changed-since"
    says = msgid("Có %(count)s thay đổi sau khi lên lớp: %(named)s.")
    remedy = msgid("Đưa những thay đổi này về như cũ trước, hoặc sửa từng học sinh thay vì hoàn tác cả đợt.")


class NothingToUndo(Refusal):
    """No turn-over wrote anything here."""

    code = "schooling.no-turn-over"
    says = msgid("Chưa có gì để hoàn tác: năm học này chưa lên lớp ở đây.")
    remedy = msgid("Xem lại năm học và đơn vị.")


class NothingOpen(Refusal):
    """The outcome of this learner's year is not open."""

    code = "schooling.outcome-not-open"
    says = msgid("Kết quả năm học của học sinh này không còn chờ quyết định.")
    remedy = msgid("Xem lại danh sách đang chờ.")


class NoReason(Refusal):
    """A decision needs its reason."""

    code = "schooling.no-reason"
    says = msgid("Chưa ghi lý do.")
    remedy = msgid("Ghi lý do, ví dụ số quyết định hoặc biên bản.")


def outcome(*, grade: int, school_year: int, study: str, conduct: str, absences: int, told: str) -> str:
    """What follows from a year: ``promoted``, ``completed``, ``repeat``, one of ``OPEN``; empty: no result.

    ``told`` is an outcome that was decided already. Children of preschool go up with their age group. For
    years whose grade followed an older circular the levels say no more than passed or not.
    """
    if grade not in GENERAL_GRADES:
        return "completed" if last_of_level(grade) else "promoted"
    if told:
        return told
    if not study:
        return ""
    try:
        if grade < 6:
            return of_primary.outcome(primary(grade, school_year), grade=grade, level=study).value
        judged = of_secondary.outcome(
            secondary(grade, school_year), grade=grade, study=study, conduct=conduct or "Đ", absences=absences
        )
    except OtherCircular:
        failed = study in {"CHT", "CĐ"} or conduct == "CĐ"
        return "retest" if failed else "completed" if last_of_level(grade) else "promoted"
    return judged.value


def next_name(name: str, grade: int, peers: Sequence[str], above: Sequence[str]) -> str | None:
    """What the class of next year's grade is called into which a class goes; ``None``: there is none.

    Where names begin with the grade, the number alone changes; else the class's place among its ``peers``
    leads to the same place ``above``. Both are in the order of names.

    >>> next_name("6A2", 6, ["6A1", "6A2"], ["7A1"]), next_name("Mầm 2", -2, ["Mầm 1", "Mầm 2"], ["Chồi 1"])
    ('7A2', 'Chồi 1')
    """
    if not above:
        return None
    numbered = NAMED_BY_GRADE.match(name)
    if numbered and int(numbered[1]) == grade:
        return f"{grade + 1}{numbered[2]}"
    return above[peers.index(name) % len(above)] if name in peers else above[0]


def entry_grades(grades: Iterable[int], level: Mapping[int, str]) -> set[int]:
    """The grades of a school into which nobody goes up: the lowest it has of each level."""
    lowest: dict[str, int] = {}
    for grade in sorted(grades):
        lowest.setdefault(level[grade], grade)
    return set(lowest.values())
