from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum


class NotCanonical(TypeError):
    """A value has no single way to be written, so it cannot be hashed: a float, a local time, an object."""


def canonical(value: object) -> str:
    """One text for one value: JSON with sorted keys, no spaces, NFC, no floats; moments in UTC.

    Takes None, bool, int, str, Decimal, date, aware datetime, Enum, lists, tuples, sets and mappings with
    text keys; refuses anything else with ``NotCanonical``.

    >>> canonical({"b": [1, None], "a": Decimal("8.50")})
    '{"a":"8.50","b":[1,null]}'
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: object) -> str:
    """The SHA-256 of a value's canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        if any(not isinstance(name, str) for name in value):
            raise NotCanonical("a mapping has a key that is not text")
        return {unicodedata.normalize("NFC", name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=canonical)
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotCanonical("a moment without a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonical(f"{type(value).__name__} has no canonical form")
