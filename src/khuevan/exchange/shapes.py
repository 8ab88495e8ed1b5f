"""How the interface says rows and keys, and their places and marks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import polars.selectors as cs

from khuevan.intake.public import Description, Key, Span, typed_key


def title_of(thing: Description) -> str:
    """What the shape of a thing is called."""
    return "".join(part.title() for part in thing.name.replace("_", ".").split("."))


def said_texts(row: Mapping[str, Any]) -> dict[str, str | None]:
    """A row that was answered, as intake reads it."""
    return {name: as_text(value) for name, value in row.items()}


def as_text(value: object) -> str:
    """One value as intake reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def spoken(frame: pl.DataFrame, thing: Description) -> list[dict[str, Any]]:
    """Rows of an export as the interface says them, without the columns that hold nothing."""
    columns = [one.name for one in thing.columns if one.name in frame.columns]
    said = frame.select(columns).with_columns((cs.date() | cs.decimal()).cast(pl.String))
    return [{n: v for n, v in row.items() if v is not None} for row in said.iter_rows(named=True)]


def _said(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def key_of(row: Mapping[str, Any], thing: Description) -> Key:
    """A row's natural key, as text."""
    return tuple(str(row[name]) for name in thing.key)


def said_key(key: Key, thing: Description) -> dict[str, Any]:
    """A natural key as the interface says it: by its columns."""
    return {name: _said(part) for name, part in zip(thing.key, typed_key(thing, key), strict=True)}


def etag(row: Mapping[str, Any]) -> str:
    """The mark of a row's content: equal marks, equal rows."""
    said = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def cursor_of(span: Span) -> str:
    """An opaque place in a list: after the row of one key, and no further than that of another."""
    return base64.urlsafe_b64encode(json.dumps([span.after, span.upto]).encode()).decode().rstrip("=")


def span_of(cursor: str, thing: Description) -> Span | None:
    """The keys that a cursor leads to; ``None`` for one that was not made for this list."""
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"==="))
        after, upto = said
        for key in (after, upto):
            if key is not None:
                typed_key(thing, tuple(key))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    if not all(key is None or all(isinstance(part, str) for part in key) for key in (after, upto)):
        return None
    return Span(after and tuple(after), upto and tuple(upto))
