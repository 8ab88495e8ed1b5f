"""What the interface speaks: one typed shape for each importable thing, made from its description."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, create_model

from khuevan.intake.public import Column, Description, Kind

_PARTIAL = r"^(19|20)\d\d(-\d\d){0,2}$"


def shape_of(thing: Description) -> type[BaseModel]:
    """The model of one row: required columns have no default, all others may be null or left out."""
    fields: dict[str, Any] = {
        one.name: (_type(one), ...) if _needed(one, thing) else (_type(one) | None, None)
        for one in thing.columns
    }
    name = "".join(part.title() for part in thing.name.replace("_", ".").split("."))
    made = create_model(name, __config__=ConfigDict(extra="forbid", title=name), **fields)
    made.__doc__ = f"{thing.vi} · {thing.en} ({thing.version})"
    return cast(type[BaseModel], made)


def _needed(column: Column, thing: Description) -> bool:
    return column.required or column.name in thing.key


def _type(column: Column) -> Any:
    about: dict[str, Any] = {
        "title": f"{column.vi} · {column.en}",
        "description": f"{column.note_vi} {column.note_en}".strip(),
    }
    if column.kind is Kind.CODE:
        values = tuple(code.value for code in column.codes)
        meaning = "; ".join(f"{code.value}: {code.vi} · {code.en}" for code in column.codes)
        return Annotated[Literal[values], Field(**about | {"description": meaning})]
    if column.kind is Kind.INTEGER:
        bounds: dict[str, Any] = {"ge": column.least, "le": column.most}
        return Annotated[StrictInt, Field(**about, **bounds)]
    if column.kind is Kind.BOOL:
        return Annotated[StrictBool, Field(**about)]
    if column.kind is Kind.DATE:
        return Annotated[date, Field(**about)]
    if column.kind is Kind.PARTIAL:
        return Annotated[str, Field(**about, pattern=_PARTIAL)]
    if column.kind in {Kind.DECIMAL, Kind.MARK}:  # text: a number of JSON may be read as a binary fraction
        return Annotated[str, Field(**about, pattern=rf"^-?\d{{1,15}}(\.\d{{1,{column.scale}}})?$")]
    pattern: dict[str, Any] = {"pattern": f"^(?:{column.pattern})$"} if column.pattern else {}
    return Annotated[str, Field(**about, min_length=1, max_length=column.length, **pattern)]


def texts(row: BaseModel) -> dict[str, str | None]:
    """A row as intake reads it: text by column, null where there is nothing."""
    return {name: _text(value) for name, value in row.model_dump(exclude_none=True).items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def spoken(frame: pl.DataFrame, thing: Description) -> list[dict[str, Any]]:
    """Rows of an export as the interface says them, without the columns that hold nothing."""
    return [
        {name: _said(value) for name, value in row.items() if value is not None}
        for row in frame.select([one.name for one in thing.columns]).to_dicts()
    ]


def _said(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def key_of(row: Mapping[str, Any], thing: Description) -> tuple[str, ...]:
    """A row's natural key, as text."""
    return tuple(str(row[name]) for name in thing.key)


def etag(row: Mapping[str, Any]) -> str:
    """The mark of a row's content: equal marks, equal rows."""
    said = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def cursor_after(key: Sequence[str]) -> str:
    """An opaque place in a list: after the row of this key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def key_before(cursor: str, thing: Description) -> tuple[str, ...] | None:
    """The key that a cursor stands after; ``None`` for one that was not made for this list."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"==="))
    except (binascii.Error, ValueError):
        return None
    right = isinstance(key, list) and len(key) == len(thing.key) and all(isinstance(k, str) for k in key)
    return tuple(key) if right else None
