"""What the interface speaks: one typed shape for each importable thing, made from its description."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, create_model

from khuevan.exchange.shapes import as_text, title_of
from khuevan.intake.public import Column, Description, Kind

_PARTIAL = r"^(19|20)\d\d(-\d\d){0,2}$"


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
    return {name: None if value is None else as_text(value) for name, value in said.items()}
