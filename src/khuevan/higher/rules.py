"""The decisions of this room; nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from khuevan_kernel.law import Citation, Refusal, msgid
from khuevan_kernel.standards import cycle_days

# From which states a decision leads, and to which.
STEPS = {
    "reserve": ({"studying"}, "reserved"),
    "stop": ({"studying", "reserved"}, "stopped"),
    "resume": ({"reserved", "stopped"}, "studying"),
    "leave": ({"studying", "reserved", "stopped"}, "left"),
    "transfer": ({"studying", "reserved"}, "moved"),
    "graduate": ({"studying"}, "graduated"),
}
DEGREE_STEPS = {
    "corrected": {"valid", "corrected"},
    "revoked": {"valid", "corrected"},
    "cancelled": {"valid", "corrected"},
}
DEGREES_LAW = Citation("Thông tư 21/2019/TT-BGDĐT", "quy chế quản lý văn bằng, chứng chỉ")


class RowChanged(Refusal):
    """Somebody else changed the row since it was read."""

    code = "higher.row_changed"
    says = msgid("Dòng này đã được người khác sửa sau khi bạn mở. Chưa có gì của bạn được ghi.")
    remedy = msgid("So hai bản ở dưới, sửa lại nếu cần rồi lưu lần nữa.")


class RowKnown(Refusal):
    """What is to be added stands already."""

    code = "higher.row_known"
    says = msgid("Sổ đã có dòng mang mã này.")
    remedy = msgid("Mở dòng đó để sửa, hoặc kiểm tra lại mã.")


class ReasonMissing(Refusal):
    """A change without its reason."""

    code = "higher.reason_missing"
    says = msgid("Mỗi thay đổi cần một lý do.")
    remedy = msgid("Ghi căn cứ của thay đổi, ví dụ số quyết định.")


ENDED = {"left", "moved", "graduated"}


class StudentsLeft(Refusal):
    """A programme does not end while somebody studies in it."""

    code = "higher.students_left"
    says = msgid("Chương trình còn %(count)s người học chưa tốt nghiệp hoặc thôi học.")
    remedy = msgid(
        "Ghi quyết định cho từng người học trước; chưa dừng hẳn thì đặt tình trạng “không tuyển mới”."
    )


class EndWrong(Refusal):
    """A row does not end on that day."""

    code = "higher.end_wrong"
    says = msgid("Không kết thúc được dòng này vào ngày %(day)s.")
    remedy = msgid("Chọn ngày sau ngày bắt đầu; xem các trường khác của dòng có còn hợp lệ không.")


def require_left(count: int) -> None:
    """Refuse to end a programme in which ``count`` persons still study."""
    if count:
        raise StudentsLeft(count=count)


class StepWrong(Refusal):
    """A decision does not fit the state of the study."""

    code = "higher.step_wrong"
    says = msgid("Quyết định này không áp dụng cho người học đang ở tình trạng hiện nay.")
    remedy = msgid("Xem lại tình trạng và các quyết định đã có, rồi chọn quyết định khác.")


class DayWrong(Refusal):
    """A decision's day is before what it follows, or in the future."""

    code = "higher.day_wrong"
    says = msgid("Ngày %(day)s không được: phải từ ngày %(since)s đến hôm nay.")
    remedy = msgid("Kiểm tra ngày ghi trên quyết định.")


class DegreeEnded(Refusal):
    """A degree that was revoked or cancelled stays so."""

    code = "higher.degree_ended"
    says = msgid("Văn bằng đã bị thu hồi hoặc hủy bỏ, không thay đổi được nữa.")
    remedy = msgid("Nếu quyết định trước sai, cần một quyết định mới và văn bằng mới.")


class TooEarly(Refusal):
    """A step of the year's cycle before its day."""

    code = "higher.too_early"
    says = msgid("Năm %(year)s chưa chốt được trước ngày %(day)s.")
    remedy = msgid("Chờ đến ngày đó, hoặc chọn năm trước.")


class FrozenAlready(Refusal):
    """A frozen year is not frozen again: what changed since shows as a difference."""

    code = "higher.frozen_already"
    says = msgid("Số liệu năm %(year)s đã chốt.")
    remedy = msgid("Thay đổi sau khi chốt hiện thành chênh lệch ở trang chuẩn.")


class NothingFrozen(Refusal):
    """A year cannot be published before it is frozen."""

    code = "higher.nothing_frozen"
    says = msgid("Năm %(year)s chưa chốt đủ số liệu và tài chính.")
    remedy = msgid("Chốt số liệu, rồi chốt tài chính, trước khi công bố.")


def require_reason(reason: str) -> None:
    """A reason of five signs or more."""
    if len(reason.strip()) < 5:
        raise ReasonMissing


def require_same(then: str, now: str) -> None:
    """What was read is what stands."""
    if then != now:
        raise RowChanged


def next_state(*, kind: str, state: str) -> str:
    """The state that a decision leads to, or ``StepWrong``."""
    before, after = STEPS[kind]
    if state not in before:
        raise StepWrong
    return after


def require_day(*, day: date, since: date, today: date) -> None:
    """A decision is not before what it follows, nor in the future."""
    if not since <= day <= today:
        raise DayWrong(day=day, since=since)


def require_degree_step(*, state: str, to: str) -> None:
    """A degree that stands may be corrected, revoked or cancelled; what has ended stays."""
    if state not in DEGREE_STEPS[to]:
        raise DegreeEnded(DEGREES_LAW)


def require_frozen_in_turn(*, year: int, stage: str, today: date, standing: Iterable[str]) -> None:
    """Data are frozen from 31/12 on, finance from 31/3 and after the data; each once."""
    day = cycle_days(year)[stage]
    if today < day:
        raise TooEarly(year=str(year), day=day)
    if stage in standing:
        raise FrozenAlready(year=str(year))
    if stage == "finance" and "data" not in standing:
        raise NothingFrozen(year=str(year))


def reaches_the_country(branches: Iterable[str]) -> bool:
    """Whether one of the branches is everything, or the root unit."""
    return any(branch.count("/") <= 2 for branch in branches)


def vacant_months(terms: Iterable[tuple[str, date, date | None]], since: date, until: date) -> int:
    """Whole months between two days in which neither a chair nor a rector held office on any day.

    >>> vacant_months([("chair", date(2024, 1, 1), date(2025, 3, 15))], date(2025, 1, 1), date(2026, 1, 1))
    9
    """
    held = [(begin, end or until) for post, begin, end in terms if post in {"chair", "rector"}]
    months = 0
    first = date(since.year, since.month, 1)
    while first < until:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        months += not any(begin < after and end > first for begin, end in held)
        first = after
    return months
