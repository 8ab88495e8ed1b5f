"""What a program reads: rows of a register in the key's reach, page by page in the order of their keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange.rules import CursorUnknown
from khuevan.exchange.shapes import cursor_of, key_of, span_of, spoken
from khuevan.intake.public import Importable, Key, Span, importable, rows_between, rows_by_key, spans

MOST_PARTITIONS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and where the next page begins; ``None`` on the last one."""

    items: list[dict[str, Any]]
    next: str | None


def page(*, name: str, actor: Actor, limit: int, after: str, fields: Collection[str] = ()) -> Page:
    """A page of a register, keys ascending, from the place ``after`` on: a page's ``next``, or a partition.

    Refuses with ``UnknownImportable`` or ``CursorUnknown``.
    """
    thing = _readable(name, actor)
    span = Span() if not after else span_of(after, thing.description)
    if span is None:
        raise CursorUnknown()
    frame = rows_between(thing, actor, span, limit + 1, fields)
    assert frame is not None
    items = spoken(frame.head(limit), thing.description)
    more = frame.height > limit
    return Page(items, cursor_of(Span(key_of(items[-1], thing.description), span.upto)) if more else None)


def partitions(*, name: str, actor: Actor, number: int) -> list[str]:
    """Where up to ``number`` readers begin who read a register side by side: each row is read by one of them,
    also a row that is added meanwhile. Refuses with ``UnknownImportable``."""
    return [cursor_of(span) for span in spans(_readable(name, actor), actor, number)]


def one(*, name: str, key: Key, actor: Actor, fields: Collection[str] = ()) -> dict[str, Any]:
    """One row by its natural key, or ``OutOfReach``."""
    thing = _readable(name, actor)
    try:
        frame = rows_by_key(thing, actor, [key], fields)
    except ValueError:
        raise OutOfReach(name) from None
    found = [] if frame is None else spoken(frame, thing.description)
    if [key_of(row, thing.description) for row in found] != [key]:
        raise OutOfReach(name)
    return found[0]


def _readable(name: str, actor: Actor) -> Importable:
    thing = importable(name, actor)
    if not thing.gives_rows:
        raise OutOfReach(name)
    return thing
