"""What the interface speaks: one typed shape for each importable thing, made from its description."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, create_model

from khuevan.exchange.shapes import as_text, title_of
from khuevan.intake.public import Column, Description, Kind

_PARTIAL = r"^(19|20)\d\d(-\d\d){0,2}$"
_ABOUT = {"title", "description", "examples"}
_EXAMPLES = {
    Kind.BOOL: True, Kind.DATE: "2026-09-01", Kind.PARTIAL: "2015-03-04", Kind.DECIMAL: "1.5",
    Kind.MARK: "8.5",
}  # fmt: skip
_TEXTS = (  # what patterns are tried with
    "00123", "HS0001", "12345678901", "001215000123", "0912345678", "7480201", "2026", "1", "A",
)  # fmt: skip


def shape_of(thing: Description) -> type[BaseModel]:
    """What is sent of one row. Required columns are said to be, and intake asks for them: a key that does not
    write a column need not send it for a row that has it."""
    columns = {one.name: one for one in thing.columns}
    needed = [one.name for one in thing.columns if _needed(one, thing)]

    def demand(schema: dict[str, Any]) -> None:
        more = [name for name in schema.get("required", []) if name not in needed]
        schema["required"] = [*needed, *more]
        for name in needed:
            said = schema["properties"][name]
            if "anyOf" in said:
                schema["properties"][name] = said["anyOf"][0] | {n: said[n] for n in said if n in _ABOUT}
        schema["examples"] = [{name: example for name in needed if (example := example_of(columns[name]))}]

    title = title_of(thing)
    return _shape(thing, title, ConfigDict(title=title, extra="forbid", json_schema_extra=demand))


def answer_of(thing: Description) -> type[BaseModel]:
    """What is answered of one row: its key, and what of the other columns is held, asked for and seen."""
    title = f"{title_of(thing)}Row"
    return _shape(thing, title, ConfigDict(title=title, extra="ignore"))


def key_shape_of(thing: Description) -> type[BaseModel]:
    """A natural key, by its columns."""
    parts: dict[str, Any] = {
        name: (Annotated[_type(one), Field(**_about(one))], ...)
        for name, one in ((name, thing.column(name)) for name in thing.key)
    }
    return create_model(f"{title_of(thing)}NaturalKey", **parts)


def _shape(thing: Description, title: str, config: ConfigDict) -> type[BaseModel]:
    fields: dict[str, Any] = {
        one.name: (Annotated[_type(one), Field(**_about(one))], ...)
        if one.name in thing.key
        else (Annotated[_type(one) | None, Field(**_about(one))], None)
        for one in thing.columns
    }
    made = create_model(title, __config__=config, **fields)
    made.__doc__ = f"{thing.vi} · {thing.en} ({thing.version})"
    return cast(type[BaseModel], made)


def _needed(column: Column, thing: Description) -> bool:
    return column.required or column.name in thing.key


def _about(column: Column) -> dict[str, Any]:
    about: dict[str, Any] = {"title": f"{column.vi} · {column.en}"}
    said = f"{column.note_vi} {column.note_en}".strip()
    if column.kind is Kind.CODE:
        said = "; ".join(f"{code.value}: {code.vi} · {code.en}" for code in column.codes)
    if said:
        about["description"] = said
    if (example := example_of(column)) is not None:
        about["examples"] = [example]
    return about


def example_of(column: Column) -> Any:
    """A value that the column takes; ``None`` where none is at hand."""
    if column.kind is Kind.CODE:
        return column.codes[0].value if column.codes else None
    if column.kind is Kind.INTEGER:
        least, most = column.least, column.most
        return next((n for n in (2026, 1) if _within(n, least, most)), least)
    if column.kind in _EXAMPLES:
        return _EXAMPLES[column.kind]
    known = (one for one in _TEXTS if len(one) <= column.length and re.fullmatch(column.pattern, one))
    return next(known, None) if column.pattern else f"{column.vi}"[: column.length]


def _within(number: int, least: Any, most: Any) -> bool:
    return (least is None or least <= number) and (most is None or number <= most)


def _type(column: Column) -> Any:
    if column.kind is Kind.CODE:
        return Literal[tuple(code.value for code in column.codes)]
    if column.kind is Kind.INTEGER:
        bounds: dict[str, Any] = {"ge": column.least, "le": column.most}
        return Annotated[StrictInt, Field(**bounds)]
    if column.kind is Kind.BOOL:
        return StrictBool
    if column.kind is Kind.DATE:
        return date
    if column.kind is Kind.PARTIAL:
        return Annotated[str, Field(pattern=_PARTIAL)]
    if column.kind in {Kind.DECIMAL, Kind.MARK}:  # text: a number of JSON may be read as a binary fraction
        return Annotated[str, Field(pattern=rf"^-?\d{{1,15}}(\.\d{{1,{column.scale}}})?$")]
    pattern: dict[str, Any] = {"pattern": f"^(?:{column.pattern})$"} if column.pattern else {}
    return Annotated[str, Field(min_length=1, max_length=column.length, **pattern)]


def texts(row: BaseModel) -> dict[str, str | None]:
    """A row as intake reads it: text by column, null where nothing shall be, and only what was sent."""
    said = row.model_dump(exclude_unset=True)
    return {name: None if value is None else as_text(value) for name, value in said.items()}
