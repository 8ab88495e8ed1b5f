"""What a key may be."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from khuevan.exchange.contracts import Fields, Held, Record, RecordEvent, Taken
from khuevan.intake.contracts import Fault
from khuevan_kernel.law import Refusal, msgid

LONGEST = timedelta(days=365)
MOST_KEYS = 20
RATE, SANDBOX_RATE = 1200, 300  # requests a minute
PREFIX = "kv_"


class KeyTooLong(Refusal):
    """A key has to end within a year."""

    code = "exchange.key-too-long"
    says = msgid("Khóa chỉ có hiệu lực từ 1 đến 365 ngày.")
    remedy = msgid("Chọn số ngày ngắn hơn; khi sắp hết hạn, tạo khóa mới rồi thôi khóa cũ.")


class TooManyKeys(Refusal):
    """An account keeps few keys."""

    code = "exchange.too-many-keys"
    says = msgid("Tài khoản đã có %(most)s khóa còn hiệu lực.")
    remedy = msgid("Thôi những khóa không dùng nữa rồi tạo lại.")


class NoOffice(Refusal):
    """A key acts for an office; whoever holds none has nothing to give it."""

    code = "exchange.no-office"
    says = msgid("Bạn chưa có vai trò nào để phần mềm làm thay.")
    remedy = msgid("Người phụ trách đơn vị cấp vai trò, sau đó tạo khóa.")


def require_period(since: datetime, until: datetime) -> None:
    """Refuse a key that ends before it begins, or lasts for more than a year."""
    if not since < until <= since + LONGEST:
        raise KeyTooLong()


def new_token() -> str:
    """A token nobody can guess: 256 bits from the system's source, after a prefix that scanners know."""
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a token. It has 256 bits of its own, so that a plain SHA-256 tells nothing of it."""
    return hashlib.sha256(token.encode()).hexdigest()


class CursorUnknown(Refusal):
    """A place in a list is one that the list itself gave."""

    code = "exchange.cursor-unknown"
    says = msgid("Giá trị “after” không phải do danh sách này cấp.")
    remedy = msgid(
        "Bắt đầu lại không có “after”, rồi dùng “next” của trang trước hoặc một phần của /api/v1/partitions."
    )


class KeysDiffer(Refusal):
    """What is put at an address bears the key of the address."""

    code = "exchange.keys-differ"
    says = msgid("Khóa tự nhiên trong nội dung khác khóa trong địa chỉ.")
    remedy = msgid("Gửi lại với cùng một khóa ở cả hai nơi.")


class ProfileEmpty(Refusal):
    """A profile names columns that there are, of resources that its maker may use."""

    code = "exchange.profile-empty"
    says = msgid("Hồ sơ trường phải có tên và ít nhất một trường của danh mục bạn được dùng.")
    remedy = msgid("Đặt tên, đánh dấu những trường phần mềm cần đọc hoặc ghi, rồi lưu lại.")


class NotSynthetic(Refusal):
    """Keys to try things with are for a synthetic country alone."""

    code = "exchange.not-synthetic"
    says = msgid("Cơ sở dữ liệu này không phải đất nước giả lập; không có khóa thử nghiệm ở đây.")
    remedy = msgid("Dựng đất nước giả lập ở một KHUEVAN_HOME khác: khuevan nation build.")


class NoOutbox(Refusal):
    """Records are readied of what the register gives out by one SELECT."""

    code = "exchange.no-outbox"
    says = msgid("Danh mục này chưa có đường ra theo gói bản ghi.")
    remedy = msgid("Xem các danh mục có luồng thay đổi trong /api/v1/openapi.json.")


def profile_fields(
    chosen: Mapping[str, Fields], known: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, list[str]]]:
    """A profile as it is kept; refuses with ``ProfileEmpty`` what names nothing, or what is not there."""
    for name, fields in chosen.items():
        if not (fields.reads | fields.writes) or not (fields.reads | fields.writes) <= known.get(
            name, frozenset()
        ):
            raise ProfileEmpty()
    if not chosen:
        raise ProfileEmpty()
    return {
        name: {"read": sorted(fields.reads), "write": sorted(fields.writes)}
        for name, fields in sorted(chosen.items())
    }


FIELD_UNKNOWN = msgid("Khóa này không có trường đó.")


RESULTS = ("accepted", "cancelled", "ignored", "refused")
RECORD_MOVED = "exchange.record-moved"
RECORD_MOVED_SAYS = msgid(
    "Bản ghi này đã mang một khóa tự nhiên khác; mã bản ghi không dùng lại cho dòng khác."
)


def sender_of(office: str) -> int:
    """Who sends, by the office in whose name: the number of its unit, which stays when branches move."""
    return int(office.rstrip("/").rpartition("/")[2] or 0)


def judged(records: Sequence[Record], held: Mapping[str, Held], key: tuple[str, ...]) -> list[Taken]:
    """What becomes of records by their versions alone, in their order.

    Only the highest version of a record counts, and only above the one that is held. A record stays with the
    natural key it came with.
    """
    highest: dict[str, int] = {}
    for place, one in enumerate(records):
        if one.id not in highest or records[highest[one.id]].version < one.version:
            highest[one.id] = place
    found = []
    for place, one in enumerate(records):
        before = held.get(one.id, Held(0, None, live=False))
        if highest[one.id] != place or one.version <= before.version:
            found.append(Taken(one.id, one.version, "ignored", before.version))
        elif one.event is RecordEvent.CANCEL:
            found.append(Taken(one.id, one.version, "cancelled", one.version))
        elif before.key and before.key != tuple(str(one.row.get(part)) for part in key):
            fault = Fault(RECORD_MOVED, place, key[0])
            found.append(Taken(one.id, one.version, "refused", before.version, (fault,)))
        else:
            found.append(Taken(one.id, one.version, "accepted", one.version))
    return found


class NotByFile(Refusal):
    """A file is the whole row; a key that writes a part of it sends rows."""

    code = "exchange.not-by-file"
    says = msgid("Hồ sơ trường của khóa không gồm mọi trường của danh mục này, nên không nộp cả tệp.")
    remedy = msgid("Gửi từng lượt tới 1.000 bản ghi bằng POST.")


class ConditionMissing(Refusal):
    """A careful key says which version of a row it changes."""

    code = "exchange.condition-missing"
    says = msgid("Khóa này phải gửi “If-Match” hoặc “If-None-Match” khi ghi; chưa có gì thay đổi.")
    remedy = msgid("Đọc trước, rồi gửi ETag đã đọc trong “If-Match”.")


class Changed(Refusal):
    """The row is not the one that the program had read."""

    code = "exchange.changed-since"
    says = msgid("Bản ghi đã khác với bản mà phần mềm đọc; chưa có gì thay đổi.")
    remedy = msgid("Đọc lại bản ghi, xem khác biệt, rồi gửi với ETag mới.")


class NotClosable(Refusal):
    """Such a row is ended by nobody: it is history, or its room does it another way."""

    code = "exchange.not-closable"
    says = msgid("Danh mục này không có việc kết thúc bản ghi; bản ghi vẫn giữ nguyên.")
    remedy = msgid("Sửa bản ghi bằng PUT, hoặc làm việc này trên trang của danh mục.")


class NotWhole(Refusal):
    """A row ends as a whole; a key that writes a part of it does not end it."""

    code = "exchange.not-whole"
    says = msgid("Hồ sơ trường của khóa không được ghi mọi trường, nên không kết thúc bản ghi.")
    remedy = msgid("Dùng khóa có quyền ghi mọi trường của danh mục.")


class DayAhead(Refusal):
    """A row ends today or on a day before."""

    code = "exchange.day-ahead"
    says = msgid("Ngày kết thúc không được ở tương lai.")
    remedy = msgid("Gửi “until” là hôm nay hoặc một ngày đã qua; đó là ngày đầu tiên không còn hiệu lực.")


UNSAID = msgid("Phần mềm của đơn vị báo kết thúc, không nêu lý do.")
CANCELLED = msgid("Bên gửi hủy bản ghi (CANCEL).")


def require_closing(*, whole: bool, day: date, today: date) -> None:
    """Refuse what ends by who may write a part of it alone, or ends in the future."""
    if not whole:
        raise NotWhole()
    if day > today:
        raise DayAhead()


class SinceUnknown(Refusal):
    """A place of the feed is one that the feed itself gave."""

    code = "exchange.since-unknown"
    says = msgid("Giá trị “since” không phải do luồng thay đổi này cấp.")
    remedy = msgid("Gửi “next” của lần đọc trước; lần đầu gọi không có “since”.")


class FeedTooOld(Refusal):
    """The feed no longer holds all that happened since then, or the reach itself is another."""

    code = "exchange.feed-too-old"
    says = msgid(
        "Luồng thay đổi không còn đủ từ chỗ này (từ %(oldest)s đến %(newest)s), hoặc phạm vi đã đổi."
    )
    remedy = msgid("Gọi không có “since” để lấy chỗ hiện tại, đọc lại cả danh sách, rồi theo tiếp từ chỗ đó.")
