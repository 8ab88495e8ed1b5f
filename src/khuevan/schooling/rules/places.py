"""Where a learner may have a place, and how one ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from khuevan_kernel.law import Citation, Refusal, msgid

CHARTER = Citation("Quyết định 4998/QĐ-BGDĐT; Thông tư 42/2021/TT-BGDĐT", "Điều 10")


class PlaceRefused(Refusal):
    """A learner cannot have a place there and then; ``code`` says why. ``FAULTS`` has each kind."""

    code = "schooling.place-refused"
    says = msgid("Không xếp được chỗ học này.")
    remedy = msgid("Xem lại lớp, ngày và tình trạng của học sinh.")


class SchoolClosed(PlaceRefused):
    """The school does not stand that day, or is suspended."""

    code = "KV-S-0002"
    says = msgid("Trường đã đóng, tạm dừng, hoặc chưa hoạt động vào ngày nhập học.")
    remedy = msgid("Chọn một trường đang hoạt động, hoặc xem lại ngày nhập học.")


class LevelNotTaught(PlaceRefused):
    """The school does not teach the grade's level."""

    code = "KV-S-0003"
    says = msgid("Trường không dạy cấp học của lớp này.")
    remedy = msgid("Chọn lớp thuộc cấp học của trường; nếu trường vừa thêm cấp học, cập nhật hồ sơ trường.")


class DayOutsideYear(PlaceRefused):
    """The day does not belong to the school year."""

    code = "KV-S-0004"
    says = msgid("Ngày không thuộc năm học của lớp (từ 1/8 đến 31/7 năm sau).")
    remedy = msgid("Xem lại ngày, hoặc chọn lớp của đúng năm học.")


class InTwoSchools(PlaceRefused):
    """The learner studies elsewhere and has not left."""

    code = "KV-S-0005"
    says = msgid(
        "Học sinh đang học ở một trường khác trong năm học này: một người chỉ học một trường mỗi ngày."
    )
    remedy = msgid("Làm thủ tục chuyển trường với trường kia trước.")


class PlacesOverlap(PlaceRefused):
    """The place would begin before the last one ended."""

    code = "KV-S-0006"
    says = msgid("Ngày bắt đầu sớm hơn ngày rời chỗ học trước.")
    remedy = msgid("Chọn ngày từ ngày rời chỗ học trước trở đi; cùng ngày thì được.")


class AlreadyHere(PlaceRefused):
    """The learner is in a class of this school already."""

    code = "KV-S-0007"
    says = msgid("Học sinh đã ở một lớp của trường trong năm học này.")
    remedy = msgid("Nếu cần, dùng việc đổi lớp.")


class AgeUnlikely(PlaceRefused):
    """The year of birth does not fit the grade by far."""

    code = "KV-S-0008"
    says = msgid("Năm sinh cách quá xa tuổi của khối lớp.")
    remedy = msgid("Xem lại năm sinh (hay nhầm thế kỷ) hoặc khối lớp.")


class WorkAhead(PlaceRefused):
    """Somebody would begin to work on a day to come."""

    code = "KV-S-0022"
    says = msgid("Ngày bắt đầu làm việc ở tương lai.")
    remedy = msgid("Ghi ngày theo quyết định tuyển dụng, không sau hôm nay.")


class OnStaffAlready(PlaceRefused):
    """The person works at the school already."""

    code = "KV-S-0030"
    says = msgid("Người này đang làm việc ở trường rồi.")
    remedy = msgid("Mở người này trong danh sách nhân sự và sửa ở đó.")


class NotAPlace(PlaceRefused):
    """The learner has no open place to change or to end."""

    code = "KV-S-0009"
    says = msgid("Học sinh không có chỗ học đang mở trong năm học này ở trường bạn phụ trách.")
    remedy = msgid("Xem lại quá trình học của học sinh; có thể việc này đã được làm.")


class ReasonMissing(PlaceRefused):
    """Leaving needs a way and, for dropping out, a reason of the list."""

    code = "KV-S-0010"
    says = msgid("Chưa nói rõ học sinh rời trường như thế nào, hoặc thôi học mà chưa có lý do.")
    remedy = msgid("Chọn cách rời trường; với thôi học, chọn một lý do trong danh mục.")


FAULTS: Mapping[str, type[PlaceRefused]] = {
    kind.code: kind
    for kind in (
        SchoolClosed, LevelNotTaught, DayOutsideYear, InTwoSchools, PlacesOverlap, AlreadyHere, AgeUnlikely,
    )
}  # fmt: skip


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row after it was shown. ``now`` is how it stands, ``sent`` what came."""

    code = "schooling.changed-meanwhile"
    says = msgid("Trong lúc bạn xem, người khác đã sửa. Hiện nay: %(now)s. Bạn gửi: %(sent)s.")
    remedy = msgid("Xem lại bản hiện nay rồi sửa tiếp; chưa có gì của bạn được ghi.")
    words: ClassVar[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Leaving:
    """How somebody leaves: a code of the list ``how`` and, for dropping out, of ``dropout``."""

    how: str
    reason: str = ""
    note: str = ""


def refuse_place(code: str) -> PlaceRefused:
    """The refusal that a fault's code stands for, with what it rests on."""
    return FAULTS[code](CHARTER)


def require_a_leaving(leaving: Leaving, *, ways: frozenset[str], reasons: frozenset[str]) -> None:
    """Refuses with ``ReasonMissing`` what says too little: dropping out needs a reason of the list."""
    if leaving.how not in ways - {"class"} or (leaving.how == "dropped" and leaving.reason not in reasons):
        raise ReasonMissing(CHARTER)
