"""What is refused where classes, support, attendance and staff are noted."""

from __future__ import annotations

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
