"""When two records may be joined and parted, and what is proposed to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khuevan_kernel.law import Refusal, msgid

CHOSEN = ("name", "birth", "sex", "ethnicity", "nationality", "national", "unit")
COLUMNS = {
    "name": ("name", "search_name", "sort_name"),
    "birth": ("birth_date", "birth_precision"),
    "sex": ("sex",),
    "ethnicity": ("ethnicity",),
    "nationality": ("nationality",),
    "unit": ("unit_id",),
}
DECISIONS = ("different", "unsure", "open")
# What hangs on a person, by table, in the words of refusals and pages.
HANGING = {
    "access_account": msgid("tài khoản"),
    "higher_employment": msgid("công tác ở đại học"),
    "higher_study": msgid("theo học đại học"),
    "people_change": msgid("lịch sử"),
    "people_correctionrequest": msgid("yêu cầu đính chính"),
    "people_edit": msgid("lần sửa hồ sơ"),
    "people_guardian": msgid("người giám hộ"),
    "people_identifier": msgid("số định danh"),
    "people_merge": msgid("lần nhập hồ sơ"),
    "people_person": msgid("thông tin của hồ sơ"),
    "people_place": msgid("nơi sinh, quê quán, nơi ở"),
    "quality_issue": msgid("lỗi dữ liệu"),
    "schooling_absence": msgid("buổi nghỉ học"),
    "schooling_absencetotal": msgid("tổng số buổi nghỉ"),
    "schooling_departure": msgid("thôi học, chuyển đi"),
    "schooling_employment": msgid("công tác tại trường"),
    "schooling_enrolment": msgid("ghi danh"),
    "schooling_healthcheck": msgid("kiểm tra sức khoẻ"),
    "schooling_qualification": msgid("bằng cấp"),
    "schooling_reason": msgid("lý do"),
    "schooling_staffyear": msgid("đánh giá viên chức"),
    "schooling_support": msgid("chính sách, hỗ trợ"),
    "schooling_teaching": msgid("phân công giảng dạy"),
    "schooling_yearresult": msgid("kết quả năm học"),
    "transfers_transfer": msgid("chuyển trường"),
}


class NoTruth(Refusal):
    """No synthetic country was built here, so nothing says which records are one person."""

    code = "people.no-truth"
    says = msgid("Ở đây chưa dựng đất nước giả lập nào, nên không có sự thật để chấm.")
    remedy = msgid("Chạy khuevan nation build rồi chấm lại.")


class OneRecord(Refusal):
    """A record cannot be joined with itself."""

    code = "people.one-record"
    says = msgid("Hai bên là cùng một hồ sơ.")
    remedy = msgid("Chọn hai hồ sơ khác nhau.")


class JoinedAlready(Refusal):
    """One of the two has been taken into another record."""

    code = "people.joined-already"
    says = msgid("Một trong hai hồ sơ đã được nhập vào hồ sơ khác.")
    remedy = msgid("Mở lại danh sách; nếu lần nhập trước sai, hãy tách nó ra.")


class RecordsChanged(Refusal):
    """Somebody changed one of the two since they were shown side by side."""

    code = "people.records-changed"
    says = msgid("Một trong hai hồ sơ đã thay đổi từ lúc trang này được mở.")
    remedy = msgid("Xem lại hai bên như hiện nay rồi quyết định.")


class WhyMissing(Refusal):
    """A decision on two records has no reason."""

    code = "people.decision-without-reason"
    says = msgid("Quyết định về hai hồ sơ chưa có lý do.")
    remedy = msgid("Ghi căn cứ: giấy tờ đã xem, hoặc ai đã xác nhận.")


class DecisionUnclear(Refusal):
    """It is not said what was decided, or which value is kept."""

    code = "people.decision-unclear"
    says = msgid("Chưa rõ quyết định, hoặc giữ giá trị nào.")
    remedy = msgid("Chọn một quyết định, và với mỗi chỗ khác nhau chọn một bên.")


class BothHold(Refusal):
    """Both records hold something that one person can have once, and no rule says which one stands."""

    code = "people.both-hold"
    says = msgid("Cả hai hồ sơ đều có mục mà một người chỉ có một: %(what)s.")
    remedy = msgid("Sửa hoặc kết thúc một trong hai mục ở nơi giữ nó, rồi nhập hồ sơ.")
    words = HANGING


class BothSignIn(Refusal):
    """Both records have an account that signs in."""

    code = "people.both-sign-in"
    says = msgid("Cả hai hồ sơ đều có tài khoản đang dùng.")
    remedy = msgid("Khoá tài khoản không dùng nữa, rồi nhập hồ sơ.")


class NotTheLast(Refusal):
    """The record that another was taken into has itself been taken into a third."""

    code = "people.not-the-last-merge"
    says = msgid("Hồ sơ nhận về sau đã được nhập tiếp vào hồ sơ khác.")
    remedy = msgid("Tách lần nhập sau trước, rồi tách lần này.")


class PartedAlready(Refusal):
    """The merge has been undone."""

    code = "people.undone-already"
    says = msgid("Lần nhập hồ sơ này đã được tách ra.")
    remedy = msgid("Xem lịch sử ở lần nhập.")


class TouchedSince(Refusal):
    """What the merge changed or moved was changed again since, so that it cannot be put back as it was."""

    code = "people.touched-since-merge"
    says = msgid("Từ sau khi nhập hồ sơ, mục này đã được sửa tiếp: %(what)s. Tách ra sẽ làm mất lần sửa đó.")
    remedy = msgid("Đưa mục đó về như ngay sau khi nhập, rồi tách; hoặc lập hồ sơ mới cho người kia.")
    words = HANGING


def require_two(one: int, other: int) -> None:
    """Refuses a record with itself."""
    if one == other:
        raise OneRecord()


def require_why(reason: str) -> None:
    """Refuses a decision without a reason."""
    if not reason.strip():
        raise WhyMissing()


def require_choices(keep: Mapping[str, str]) -> None:
    """Refuses choices of unknown fields or sides."""
    if set(keep) - set(CHOSEN) or set(keep.values()) - {"staying", "moving"}:
        raise DecisionUnclear()


def proposed(staying: Mapping[str, Any], moving: Mapping[str, Any]) -> dict[str, str]:
    """Which side's value to keep, field by field: the staying record's, unless the other one knows more.

    Knows more: a name with tone marks against one without or more of its words, a full date against a year, a
    known sex or ethnicity, a national number where there is none.

    >>> from datetime import date
    >>> one = {"name": "LE THI HOA", "birth_precision": "y", "sex": 2, "ethnicity": 1, "national": None}
    >>> other = {"name": "Lê Thị Hoà", "birth_precision": "d", "sex": 0, "ethnicity": 1, "national": "001"}
    >>> [field for field, side in proposed(one, other).items() if side == "moving"]
    ['name', 'birth', 'national']
    """
    rank = {"d": 3, "m": 2, "y": 1}

    def better(field: str, worth: Any) -> str:
        return "moving" if worth(moving) > worth(staying) else "staying"

    return {
        "name": better("name", lambda one: (not one["name"].isascii(), len(one["name"].split()))),
        "birth": better("birth", lambda one: rank.get(one["birth_precision"], 0)),
        "sex": better("sex", lambda one: one["sex"] != 0),
        "ethnicity": better("ethnicity", lambda one: one["ethnicity"] != 56),
        "nationality": "staying",
        "national": better("national", lambda one: bool(one["national"])),
        "unit": "staying",
    }
