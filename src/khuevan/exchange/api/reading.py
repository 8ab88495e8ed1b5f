"""How a body is read: strictly, so that what one program means no other reads otherwise."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from khuevan_kernel.law import msgid


class Unclear(ValueError):
    """A body that is not JSON, or JSON that two readers could take for two things."""

    status = HTTPStatus.BAD_REQUEST
    code = "exchange.json-unclear"
    says = msgid("Nội dung không phải JSON rõ ràng.")
    remedy = msgid("Gửi JSON mã hóa UTF-8: mỗi trường một lần, không có NaN, ký tự NUL hay nửa cặp thay thế.")

    def __init__(self, path: str = "") -> None:
        super().__init__(self.code)
        self.path = path


class NotJson(Unclear):
    """Another type of content than the operation takes."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "exchange.not-json"
    says = msgid("Thao tác này chỉ nhận application/json.")
    remedy = msgid("Gửi “Content-Type: application/json”; tệp thì nộp ở /api/v1/files/…")


class Strict(Parser):
    """JSON without doubled names, NaN, NUL or halves of surrogate pairs, and under its own type."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python's own objects."""
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
            raise NotJson()
        try:
            said = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
            raise Unclear() from None
        if b"\\u" in request.body:
            _require_text(said)
        return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise Unclear(next(name for name, count in counts.items() if count > 1)[:60])
    return found


def _no_number(name: str) -> float:
    raise Unclear(name)


def _require_text(said: Any) -> None:
    text = json.dumps(said, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unclear() from None
    if "\\u0000" in text:
        raise Unclear()
