"""What is refused where classes, support, attendance and staff are noted."""

from __future__ import annotations

from datetime import date

from khuevan_kernel.law import Refusal, msgid


class ClassNameTaken(Refusal):
    """Another class of the school has the name this year."""

    code = "schooling.class-name-taken"
    says = msgid("Trường đã có lớp %(name)s trong năm học này.")
    remedy = msgid("Chọn một tên khác, hoặc dùng lớp đã có.")


class NotOnStaff(Refusal):
    """Only who works at the school can have a class."""

    code = "schooling.not-on-staff"
    says = msgid("Người được chọn không làm việc ở trường này.")
    remedy = msgid("Chọn một giáo viên trong danh sách nhân sự của trường.")


class ClassUsed(Refusal):
    """A class with a history stays."""

    code = "schooling.class-used"
    says = msgid("Lớp đã có học sinh, giáo viên, điểm danh hoặc điểm; lớp được giữ lại.")
    remedy = msgid(
        "Chuyển học sinh sang lớp khác nếu cần; lớp không còn ai vẫn nằm trong lịch sử của trường."
    )


class EndedAlready(Refusal):
    """A post ends once."""

    code = "schooling.ended-already"
    says = msgid("Người này đã thôi việc ở trường từ ngày %(until)s.")
    remedy = msgid("Xem lại quá trình công tác; có thể việc này đã được làm.")


class EndsBefore(Refusal):
    """A post ends after it began."""

    code = "schooling.ends-before"
    says = msgid("Ngày thôi việc phải sau ngày bắt đầu làm việc, %(since)s.")
    remedy = msgid("Chọn ngày đầu tiên không còn làm việc, sau ngày bắt đầu.")


def require_ends_after(*, until: date, since: date, ended: date | None) -> None:
    """Refuse the end of a post that has ended, or had not begun."""
    if ended is not None:
        raise EndedAlready(until=ended)
    if until <= since:
        raise EndsBefore(since=since)


def require_unused(*, used: bool) -> None:
    """Refuse to take out what has a history."""
    if used:
        raise ClassUsed()


class UnknownSupport(Refusal):
    """The code is not of the list."""

    code = "schooling.unknown-support"
    says = msgid("Chế độ, chính sách này không có trong danh mục.")
    remedy = msgid("Chọn một mục trong danh mục.")


class DayAhead(Refusal):
    """Attendance is taken of what has been."""

    code = "schooling.day-ahead"
    says = msgid("Ngày điểm danh chưa tới, hoặc không thuộc năm học của lớp.")
    remedy = msgid("Chọn ngày hôm nay hoặc một ngày đã qua của năm học.")
