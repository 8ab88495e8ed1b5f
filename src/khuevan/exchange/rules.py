"""What a key may be."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from khuevan_kernel.law import Refusal, msgid

LONGEST = timedelta(days=365)
MOST_KEYS = 20
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
    remedy = msgid("Bắt đầu lại không có “after”, rồi dùng “next” của trang trước.")


class PartitionUnknown(Refusal):
    """A part is said as k/n."""

    code = "exchange.partition-unknown"
    says = msgid("“partition” phải có dạng k/n, với 1 ≤ k ≤ n ≤ %(most)s.")
    remedy = msgid("Ví dụ: chạy song song bốn luồng với 1/4, 2/4, 3/4, 4/4.")


class KeysDiffer(Refusal):
    """What is put at an address bears the key of the address."""

    code = "exchange.keys-differ"
    says = msgid("Khóa tự nhiên trong nội dung khác khóa trong địa chỉ.")
    remedy = msgid("Gửi lại với cùng một khóa ở cả hai nơi.")


class Changed(Refusal):
    """The row is not the one that the program had read."""

    code = "exchange.changed-since"
    says = msgid("Bản ghi đã khác với bản mà phần mềm đọc; chưa có gì thay đổi.")
    remedy = msgid("Đọc lại bản ghi, xem khác biệt, rồi gửi với ETag mới.")
