"""Forms, deadlines, sums and checks of reports. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khuevan.reports.contracts import IN_FORCE, TOTAL, Cell, Figures, Form, Level, Line, Section, State
from khuevan_kernel.law import Law, Refusal, msgid

REGULATIONS = Path(__file__).parents[3] / "regulations" / "reports"
MOVED_MUCH = 20  # per cent of last year's learners from which a change asks for a remark
LEVELS = {"commune": Level.COMMUNE, "province": Level.PROVINCE, "ministry": Level.MINISTRY}


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in force on a day: their sections, and the columns that sections may have."""

    grades: Mapping[str, tuple[int, ...]]
    degrees: tuple[str, ...]
    sections: tuple[Section, ...]

    def of(self, form: str, period: str) -> tuple[Section, ...]:
        """The sections of a form in a period, in their order."""
        return tuple(one for one in self.sections if form in one.forms and period in one.periods)

    def columns(self, section: Section, form: str) -> tuple[str, ...]:
        """The columns of a section after its total."""
        match section.columns:
            case "grades":
                return tuple(str(grade) for grade in self.grades[form])
            case "degrees":
                return tuple(degree or "unknown" for degree in self.degrees)
            case "rooms":
                return ("area",)
        return ()


def _line(said: Mapping[str, Any]) -> Line:
    where = {name: tuple(values) for name, values in said.get("where", {}).items()}
    return Line(
        said["code"], said["vi"], said["en"], said["measure"], where, said.get("field", ""),
        said["definition_vi"], said["definition_en"],
    )  # fmt: skip


def _forms(says: Mapping[str, Any]) -> Forms:
    sections = (
        Section(
            one["code"], one["vi"], one["en"], one["columns"], tuple(one["periods"]), tuple(one["forms"]),
            one["source_vi"], one["source_en"], tuple(_line(said) for said in one["line"]),
        )
        for one in says["section"]
    )  # fmt: skip
    grades = {form: tuple(grades) for form, grades in says["grades"].items()}
    return Forms(grades, tuple(says["degrees"]), tuple(sections))


FORMS: Law[Forms] = Law.from_toml(REGULATIONS / "forms.toml", _forms)
DEADLINES: Law[dict[str, Any]] = Law.from_toml(REGULATIONS / "deadlines.toml", dict)


def decisive_day(school_year: int) -> date:
    """The day whose forms and deadlines hold for a school year: 5 September, when it opens."""
    return date(school_year, 9, 5)


def day_of(school_year: int, period: str, what: str) -> date:
    """The first day of a period (``opens``) or the last day of a level, as the country sets it.

    >>> day_of(2026, "mid", "school")
    datetime.date(2027, 1, 31)
    """
    said = DEADLINES.on(decisive_day(school_year)).says[period][what]
    return date(school_year + int(said.get("next", False)), said["month"], said["day"])


def level_of(kind: str, sector: str) -> Level | None:
    """Whose report a unit makes; ``None`` for units that make none.

    >>> level_of("primary", "general"), level_of("commune", "office"), level_of("university", "higher")
    (<Level.SCHOOL: 'school'>, <Level.COMMUNE: 'commune'>, None)
    """
    return Level.SCHOOL if sector in [*Form] else LEVELS.get(kind)


def summed(reports: Iterable[Figures]) -> dict[str, dict[str, int]]:
    """The sum of figures, cell by cell; nought is left out but for totals.

    >>> summed([{"a": {"total": 1, "1": 1}}, {"a": {"total": 2}}])
    {'a': {'total': 3, '1': 1}}
    """
    sums: dict[str, dict[str, int]] = {}
    for figures in reports:
        for line, cells in figures.items():
            into = sums.setdefault(line, {TOTAL: 0})
            for column, value in cells.items():
                into[column] = into.get(column, 0) + value
    return sums


def differing(before: Figures, after: Figures) -> tuple[Cell, ...]:
    """The cells in which two figures differ, in their order.

    >>> differing({"a": {"total": 1}}, {"a": {"total": 1, "1": 2}})
    (Cell(line='a', column='1', before=0, after=2),)
    """
    found = []
    for line in {**before, **after}:
        old, new = before.get(line, {}), after.get(line, {})
        found += [
            Cell(line, column, old.get(column, 0), new.get(column, 0))
            for column in {**old, **new}
            if old.get(column, 0) != new.get(column, 0)
        ]
    return tuple(found)


CHECKS = {
    "no_classes": msgid("Không có lớp nào."),
    "no_learners": msgid("Không có người học nào."),
    "no_teachers": msgid("Không có giáo viên nào."),
    "unknown_sex": msgid("Có hồ sơ chưa ghi giới tính."),
    "no_rooms": msgid("Chưa khai cơ sở vật chất."),
    "few_rooms": msgid("Số phòng học ít hơn số lớp."),
    "moved_much": msgid("Số người học khác cùng kì năm trước quá 20 %."),
    "missing": msgid("Có đơn vị chưa kí báo cáo."),
}


def checks(figures: Figures, *, missing: int, last_year: Figures | None) -> list[str]:
    """What a signer should look at, by the keys of ``CHECKS``: it asks for a remark, and forbids nothing."""

    def total(line: str) -> int | None:
        cells = figures.get(line)
        return None if cells is None else cells.get(TOTAL, 0)

    learners, classes, rooms = total("learners"), total("classes"), _rooms(figures)
    then = (last_year or {}).get("learners", {}).get(TOTAL, 0)
    found = {
        "no_classes": classes == 0,
        "no_learners": learners == 0,
        "no_teachers": total("staff.teachers") == 0,
        "unknown_sex": bool(total("learners.unknown_sex")),
        "no_rooms": rooms == 0,
        "few_rooms": bool(rooms and classes and rooms < classes),
        "moved_much": bool(then and learners is not None and abs(learners - then) * 100 > then * MOVED_MUCH),
        "missing": missing > 0,
    }
    return [code for code, wrong in found.items() if wrong]


def _rooms(figures: Figures) -> int | None:
    rooms = [cells.get(TOTAL, 0) for line, cells in figures.items() if line.startswith("rooms.")]
    return sum(rooms) if rooms else None


class NotYourOffice(Refusal):
    """Reports are signed and given back in the name of one office alone."""

    code = "reports.not-your-office"
    says = msgid("Báo cáo này không phải do đơn vị bạn đang làm việc kí.")
    remedy = msgid("Chọn đúng nơi làm việc ở trang Vai trò của tôi, hoặc để đơn vị đó kí.")


class NotOpenYet(Refusal):
    """The period has not begun."""

    code = "reports.not-open-yet"
    says = msgid("Kì báo cáo này mở từ ngày %(opens)s.")
    remedy = msgid("Xem trước số liệu; kí khi kì báo cáo mở.")


class SignedAlready(Refusal):
    """A version is in force."""

    code = "reports.signed-already"
    says = msgid("Báo cáo này đã được kí.")
    remedy = msgid("Xem bản đã kí. Muốn sửa, đề nghị cấp trên trả lại.")


class FiguresMoved(Refusal):
    """The figures changed between looking and signing."""

    code = "reports.figures-moved"
    says = msgid("Số liệu đã thay đổi sau khi bạn mở trang, nên chưa kí.")
    remedy = msgid("Xem lại các ô đã đổi, rồi kí.")


class RemarkNeeded(Refusal):
    """Something in the figures asks for a remark."""

    code = "reports.remark-needed"
    says = msgid("Có điểm cần giải trình trước khi kí.")
    remedy = msgid("Ghi nhận xét giải trình các điểm đã nêu.")


class NothingBelow(Refusal):
    """There is nothing to sum up."""

    code = "reports.nothing-below"
    says = msgid("Chưa có báo cáo cấp dưới nào được kí.")
    remedy = msgid("Nhắc các đơn vị ở trang Tiến độ, rồi kí khi có báo cáo.")


class NotInForce(Refusal):
    """There is no signed version to give back."""

    code = "reports.not-in-force"
    says = msgid("Không có bản báo cáo nào đang có hiệu lực để trả lại.")
    remedy = msgid("Xem tiến độ: đơn vị chưa kí, hoặc báo cáo đã được trả lại.")


class LockedAbove(Refusal):
    """The report that it is part of is itself locked."""

    code = "reports.locked-above"
    says = msgid("Báo cáo tổng hợp của bạn đã được cấp trên kí và khóa.")
    remedy = msgid("Đề nghị cấp trên trả lại báo cáo của bạn trước, rồi trả lại báo cáo cấp dưới.")


class ReasonMissing(Refusal):
    """Giving back needs a reason."""

    code = "reports.reason-missing"
    says = msgid("Chưa có lý do trả lại.")
    remedy = msgid("Ghi lý do để đơn vị biết cần sửa gì.")


class DeadlineUnclear(Refusal):
    """A province's own deadline has no decision, or lies before the period opens."""

    code = "reports.deadline-unclear"
    says = msgid("Thời hạn chưa rõ: ngày hoặc văn bản.")
    remedy = msgid("Chọn ngày sau khi kì báo cáo mở và ghi số văn bản.")


def require_signable(
    *, office: str, path: str, opens: date, today: date, state: str | None, same: bool, below: int | None,
    fingerprint: str, seen: str, warned: bool, remark: str,
) -> None:  # fmt: skip
    """Refuses with the first of the refusals above that holds.

    ``state`` is that of the version in force, ``same`` whether it says what would be signed; ``below`` is how
    many reports an office would sum, ``None`` at a school.
    """
    if office != path:
        raise NotYourOffice()
    if today < opens:
        raise NotOpenYet(opens=opens)
    if state == State.LOCKED or (state == State.SIGNED and (same or below is None)):
        raise SignedAlready()
    if below == 0:
        raise NothingBelow()
    if fingerprint != seen:
        raise FiguresMoved()
    if warned and not remark.strip():
        raise RemarkNeeded()


def require_returnable(
    *, office: str, above: str, state: str | None, state_above: str | None, reason: str
) -> None:
    """Refuses giving back: by another office, of nothing, without a reason, or below a locked report."""
    if office != above:
        raise NotYourOffice()
    if state not in IN_FORCE:
        raise NotInForce()
    if state == State.LOCKED and state_above == State.LOCKED:
        raise LockedAbove()
    if not reason.strip():
        raise ReasonMissing()
