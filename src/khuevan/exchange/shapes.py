"""What the interface speaks: one typed shape for each importable thing, made from its description."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

import polars as pl
import polars.selectors as cs
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, create_model

from khuevan.intake.public import Column, Description, Key, Kind, Span, typed_key

_PARTIAL = r"^(19|20)\d\d(-\d\d){0,2}$"


def title_of(thing: Description) -> str:
    """What the shape of a thing is called."""
    return "".join(part.title() for part in thing.name.replace("_", ".").split("."))


def shape_of(thing: Description) -> type[BaseModel]:
    """What is sent of one row. Required columns are said to be, and intake asks for them: a key that does not
    write a column need not send it for a row that has it."""
    needed = [one.name for one in thing.columns if _needed(one, thing)]

    def demand(schema: dict[str, Any]) -> None:
        more = [name for name in schema.get("required", []) if name not in needed]
        schema["required"] = [*needed, *more]
        for name in needed:
            said = schema["properties"][name]
            schema["properties"][name] = said["anyOf"][0] if "anyOf" in said else said

    title = title_of(thing)
    return _shape(thing, title, ConfigDict(title=title, extra="forbid", json_schema_extra=demand))


def answer_of(thing: Description) -> type[BaseModel]:
    """What is answered of one row: its key, and what of the other columns is held, asked for and seen."""
    title = f"{title_of(thing)}Row"
    return _shape(thing, title, ConfigDict(title=title, extra="ignore"))


def key_shape_of(thing: Description) -> type[BaseModel]:
    """A natural key, by its columns."""
    parts: dict[str, Any] = {name: (_type(thing.column(name)), ...) for name in thing.key}
    return create_model(f"{title_of(thing)}NaturalKey", **parts)


def _shape(thing: Description, title: str, config: ConfigDict) -> type[BaseModel]:
    fields: dict[str, Any] = {
        one.name: (_type(one), ...) if one.name in thing.key else (_type(one) | None, None)
        for one in thing.columns
    }
    made = create_model(title, __config__=config, **fields)
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
    """A row as intake reads it: text by column, null where nothing shall be, and only what was sent."""
    said = row.model_dump(exclude_unset=True)
    return {name: None if value is None else _text(value) for name, value in said.items()}


def said_texts(row: Mapping[str, Any]) -> dict[str, str | None]:
    """A row that was answered, as intake reads it."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
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
