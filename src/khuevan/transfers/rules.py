"""Who may take which step of a transfer, when, and what the clock says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from khuevan.transfers.contracts import REASONS, Release, Side, State, Step
from khuevan_kernel.law import Decided, Law, Refusal, msgid

REGULATIONS = Path(__file__).parents[3] / "regulations" / "transfers"
CLOCK: Law[Mapping[str, Any]] = Law.from_toml(REGULATIONS / "clock.toml", dict)
SATURDAY = 5
FROM: Mapping[Step, tuple[State, ...]] = {
    Step.CONSENT: (State.ASKED,),
    Step.RELEASE: (State.CONSENTED,),
    Step.OBJECT: (State.CONSENTED,),
    Step.DECIDE: (State.OBJECTED,),
    Step.ADMIT: (State.CONSENTED, State.RELEASED),  # the first only when silence has released
    Step.REFUSE: (State.ASKED, State.CONSENTED, State.OBJECTED, State.RELEASED),
    Step.WITHDRAW: (State.ASKED, State.CONSENTED, State.OBJECTED, State.RELEASED),
}
BY: Mapping[Step, tuple[Side, ...]] = {
    Step.CONSENT: (Side.FAMILY, Side.SENDING, Side.RECEIVING),
    Step.RELEASE: (Side.SENDING, Side.AUTHORITY),
    Step.OBJECT: (Side.SENDING,),
    Step.DECIDE: (Side.AUTHORITY,),
    Step.ADMIT: (Side.RECEIVING,),
    Step.REFUSE: (Side.RECEIVING,),
    Step.WITHDRAW: (Side.FAMILY,),
}
STATES: Mapping[str, str] = {
    State.ASKED: msgid("chờ gia đình đồng ý"), State.CONSENTED: msgid("chờ trường đang học cho chuyển"),
    State.OBJECTED: msgid("chờ cấp trên quyết định"), State.RELEASED: msgid("chờ trường mới nhận vào lớp"),
    State.ADMITTED: msgid("đã nhận vào lớp"), State.REFUSED: msgid("không tiếp nhận"),
    State.WITHDRAWN: msgid("đã rút"),
}  # fmt: skip


class NobodyMatches(Refusal):
    """No learner in the country has this code and this birth date."""

    code = "transfers.nobody-matches"
    says = msgid("Không có người học nào khớp cả mã và ngày sinh.")
    remedy = msgid("Xem lại mã trên học bạ hoặc hồ sơ của gia đình, và ngày sinh; cả hai phải đúng.")


class NotEnrolled(Refusal):
    """The learner has no place at a school this year."""

    code = "transfers.not-enrolled"
    says = msgid("Người học này không đang học ở trường nào trong năm học.")
    remedy = msgid("Ghi danh thẳng vào lớp; không cần chuyển trường.")


class SameSchool(Refusal):
    """The learner is there already."""

    code = "transfers.same-school"
    says = msgid("Người học đang học ở chính trường này.")
    remedy = msgid("Chọn trường khác; đổi lớp trong trường thì làm ở trang lớp.")


class SchoolDoesNotTake(Refusal):
    """The school is closed, or does not teach the grade."""

    code = "transfers.school-does-not-take"
    says = msgid("%(school)s không tiếp nhận được: trường không hoạt động hoặc không dạy lớp %(grade)s.")
    remedy = msgid("Chọn trường khác.")


class OpenAlready(Refusal):
    """A learner is in one transfer at a time."""

    code = "transfers.open-already"
    says = msgid("Người học này đang có một hồ sơ chuyển trường chưa xong.")
    remedy = msgid("Làm tiếp hồ sơ đó, hoặc đề nghị gia đình rút hồ sơ đó trước.")


class NotThisStep(Refusal):
    """The transfer is not at this step, or another has just taken it."""

    code = "transfers.not-this-step"
    says = msgid("Việc này không làm được nữa: hồ sơ đang %(state)s.")
    remedy = msgid("Mở lại hồ sơ để xem bước hiện tại.")
    words = STATES


class ReasonMissing(Refusal):
    """A no needs its reason; so does whoever asks."""

    code = "transfers.reason-missing"
    says = msgid("Chưa có lý do, hoặc lý do không có trong danh mục.")
    remedy = msgid("Chọn hoặc ghi lý do; gia đình và hai trường đều đọc được.")


class EvidenceMissing(Refusal):
    """A consent on paper names the paper."""

    code = "transfers.evidence-missing"
    says = msgid("Đồng ý trên giấy cần ghi ai ký và ngày ký.")
    remedy = msgid("Ghi: người ký, quan hệ, ngày trên đơn.")


class ClassDoesNotFit(Refusal):
    """The class is of another school, year or grade."""

    code = "transfers.class-does-not-fit"
    says = msgid("Lớp này không phải lớp %(grade)s của trường tiếp nhận trong năm học.")
    remedy = msgid("Chọn một lớp trong danh sách.")


class DayImpossible(Refusal):
    """Nobody arrives before they left, or in the future."""

    code = "transfers.day-impossible"
    says = msgid("Ngày này sớm hơn ngày cuối ở trường cũ, hoặc sau hôm nay.")
    remedy = msgid("Ghi ngày đầu tiên người học có mặt ở lớp mới.")


def level_of(grade: int) -> str:
    """The level whose clock holds for a grade (1–12; −3 … 0 by age group).

    >>> [level_of(grade) for grade in (-3, 0, 5, 6, 12)]
    ['preschool', 'preschool', 'primary', 'lower', 'upper']
    """
    if grade < 1:
        return "preschool"
    return "primary" if grade < 6 else "lower" if grade < 10 else "upper"


def due_on(level: str, consented: date) -> Decided[date]:
    """The last day for the school to answer; from the day after it on, silence is release.

    ``level`` is one of ``level_of``; days are Monday to Friday.
    """
    law = CLOCK.on(consented)
    left = int(law.says[level])
    day = consented
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return Decided(day, (law.cites,))


def expected_on(released: date) -> date:
    """The day by which a released learner is expected at the new school."""
    return released + timedelta(days=int(CLOCK.on(released).says["arrival"]))


def silent(state: State, due: date | None, today: date) -> bool:
    """Whether the school has let its time go by."""
    return state is State.CONSENTED and due is not None and due < today


def steps(state: State, sides: frozenset[Side], *, closed: bool, silent: bool) -> frozenset[Step]:
    """What somebody who stands on ``sides`` may do now.

    The office above releases where the school is ``closed`` or was ``silent``; otherwise it decides what the
    school objects to.
    """
    found = {step for step, by in BY.items() if state in FROM[step] and sides & {*by}}
    if Side.SENDING not in sides and not (closed or silent):
        found.discard(Step.RELEASE)
    if state is State.CONSENTED and not silent:
        found.discard(Step.ADMIT)
    return frozenset(found)


def require(step: Step, may: frozenset[Step], state: State) -> None:
    """Refuses with ``NotThisStep`` what cannot be done now."""
    if step not in may:
        raise NotThisStep(state=state)


def require_reason(reason: str, *, coded: bool = False) -> None:
    """Refuses with ``ReasonMissing``."""
    if not reason.strip() or (coded and reason not in REASONS):
        raise ReasonMissing()


def how_released(sides: frozenset[Side], *, silent: bool) -> Release:
    """By whom the learner came free."""
    if Side.SENDING in sides:
        return Release.SCHOOL
    return Release.SILENCE if silent else Release.AUTHORITY
