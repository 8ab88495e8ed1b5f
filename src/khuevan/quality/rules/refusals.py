"""What this room refuses, in words."""

from __future__ import annotations

from khuevan_kernel.law import Refusal, msgid


class RuleUnclear(Refusal):
    """A rule lacks something that it needs."""

    code = "quality.rule-unclear"
    says = msgid("Quy tắc chưa đủ: %(what)s.")
    remedy = msgid("Điền phần còn thiếu rồi lưu lại.")
    words = {
        "code": msgid("mã có dạng KV-Q-9001, từ 9000 dành cho quy tắc của Bộ, hoặc mã của quy tắc đã có"),
        "words": msgid("câu báo lỗi và cách sửa bằng cả hai ngôn ngữ"),
        "dataset": msgid("loại dữ liệu"), "severity": msgid("mức độ"),
        "marks": msgid("cột được đánh dấu phải là một cột của dữ liệu"),
        "shows": msgid("cột được hiện phải có trong dữ liệu và không chứa thông tin cá nhân"),
        "provision": msgid("căn cứ"),
    }  # fmt: skip


class DayPassed(Refusal):
    """A rule is put in force from today on at the earliest, and after its earlier version."""

    code = "quality.day-passed"
    says = msgid("Quy tắc không có hiệu lực lùi: ngày %(day)s đã qua hoặc không sau phiên bản trước.")
    remedy = msgid("Chọn một ngày từ hôm nay trở đi và sau ngày của phiên bản trước.")


class InForceAlready(Refusal):
    """A version that was put in force is not written over."""

    code = "quality.in-force-already"
    says = msgid("Phiên bản này đã có hiệu lực, không ghi đè được.")
    remedy = msgid("Viết một phiên bản mới cùng mã.")


class ReasonMissing(Refusal):
    """An explanation, a waiver or a re-opening needs a reason."""

    code = "quality.reason-missing"
    says = msgid("Chưa ghi lý do.")
    remedy = msgid("Ghi lý do để người xem sau hiểu được.")


class WaivedFromAbove(Refusal):
    """An issue is waived by an office above the unit, not by the unit."""

    code = "quality.waived-from-above"
    says = msgid("Đơn vị không tự bỏ qua lỗi của chính mình.")
    remedy = msgid("Giải trình, hoặc đề nghị cơ quan cấp trên bỏ qua.")


class WaiverTooLong(Refusal):
    """A waiver ends; a year is the longest."""

    code = "quality.waiver-too-long"
    says = msgid("Việc bỏ qua phải có ngày hết, sau hôm nay và trong vòng một năm.")
    remedy = msgid("Chọn ngày hết trong vòng một năm.")


class NothingChosen(Refusal):
    """No issue was chosen that this can be done to."""

    code = "quality.nothing-chosen"
    says = msgid("Chưa chọn vấn đề nào mà việc này làm được.")
    remedy = msgid("Đánh dấu những vấn đề cần xử lí rồi làm lại.")


class OfficeElsewhere(Refusal):
    """An issue is assigned to its unit or to an office above it."""

    code = "quality.office-elsewhere"
    says = msgid("Chỉ giao cho chính đơn vị có vấn đề hoặc cơ quan cấp trên của nó.")
    remedy = msgid("Chọn đơn vị hoặc cơ quan quản lí của đơn vị.")


class StateChanged(Refusal):
    """Somebody else has handled the issue since it was shown."""

    code = "quality.state-changed"
    says = msgid("Có người đã xử lí vấn đề này từ khi trang được mở; tình trạng hiện nay: %(state)s.")
    remedy = msgid("Xem lại vấn đề rồi làm tiếp.")
    words = {
        "open": msgid("đang mở"), "explained": msgid("đã giải trình"), "waived": msgid("được bỏ qua"),
        "gone": msgid("đã hết"),
    }  # fmt: skip


class AlreadyHeld(Refusal):
    """The system holds everything that is asked for."""

    code = "quality.already-held"
    says = msgid("Hệ thống đã có tất cả những gì cần hỏi: %(fields)s.")
    remedy = msgid("Lấy ở nơi được chỉ trong phần trả lời, không hỏi lại nhà trường.")


class AskedAlready(Refusal):
    """Another request that stands asks the same of the same."""

    code = "quality.asked-already"
    says = msgid("Một yêu cầu khác đang hỏi đúng những điều này: %(title)s.")
    remedy = msgid("Dùng chung kết quả của yêu cầu đó.")


class AskUnclear(Refusal):
    """A request lacks something that it needs."""

    code = "quality.ask-unclear"
    says = msgid("Yêu cầu chưa đủ: %(what)s.")
    remedy = msgid("Điền phần còn thiếu rồi gửi lại.")
    words = {
        "title": msgid("tên"), "legal_basis": msgid("căn cứ pháp lí"), "fields": msgid("các trường cần hỏi"),
        "level": msgid("hỏi theo người học, lớp, nhân sự hay trường"), "kinds": msgid("loại trường"),
        "due": msgid("hạn trả lời sau hôm nay"), "times_a_year": msgid("mỗi năm mấy lần, từ 1 đến 52"),
    }  # fmt: skip


class AskSettled(Refusal):
    """The request has its answer."""

    code = "quality.ask-settled"
    says = msgid("Yêu cầu này đã được trả lời.")
    remedy = msgid("Xem câu trả lời ở yêu cầu.")
