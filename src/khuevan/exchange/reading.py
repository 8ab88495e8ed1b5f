"""What a program reads: rows of a register in the key's reach, page by page in the order of their keys."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import polars as pl

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange.rules import CursorUnknown, PartitionUnknown
from khuevan.exchange.shapes import cursor_after, key_before, key_of, spoken
from khuevan.intake.public import Description, importable

MOST_PARTITIONS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and where the next page begins; ``None`` on the last one."""

    items: list[dict[str, Any]]
    next: str | None


def _rows(name: str, actor: Actor) -> tuple[Description, pl.DataFrame]:
    thing = importable(name, actor)
    if thing.export is None:
        raise OutOfReach(name)
    return thing.description, thing.export(actor)


def page(*, name: str, actor: Actor, limit: int, after: str, partition: str, fields: frozenset[str]) -> Page:
    """A page of a register, keys ascending. ``partition`` is ``k/n``: the k-th of n parts of the keys.

    Refuses with ``UnknownImportable``, ``CursorUnknown`` or ``PartitionUnknown``.
    """
    thing, frame = _rows(name, actor)
    part, parts = _partition(partition)
    keyed = frame.with_columns(khuevan_key=pl.concat_list(pl.col(list(thing.key)).cast(pl.String)))
    keys: list[tuple[str, ...]] = [tuple(key) for key in keyed["khuevan_key"].to_list()]
    start = key_before(after, thing) if after else None
    if after and start is None:
        raise CursorUnknown()
    chosen = sorted(
        (key, place)
        for place, key in enumerate(keys)
        if (start is None or key > start) and _part_of(key, parts) == part
    )
    shown, more = chosen[:limit], len(chosen) > limit
    items = spoken(frame[[place for _, place in shown]], thing)
    if fields:
        items = [{n: v for n, v in row.items() if n in fields or n in thing.key} for row in items]
    return Page(items, cursor_after(shown[-1][0]) if more else None)


def one(*, name: str, key: tuple[str, ...], actor: Actor) -> dict[str, Any]:
    """One row by its natural key, or ``OutOfReach``."""
    thing, frame = _rows(name, actor)
    if len(key) != len(thing.key):
        raise OutOfReach(name)
    here = [pl.col(column).cast(pl.String) == value for column, value in zip(thing.key, key, strict=True)]
    found = [row for row in spoken(frame.filter(here), thing) if key_of(row, thing) == key]
    if not found:
        raise OutOfReach(name)
    return found[0]


def _partition(said: str) -> tuple[int, int]:
    part, _, parts = said.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts) <= MOST_PARTITIONS):
        raise PartitionUnknown(most=MOST_PARTITIONS)
    return int(part) - 1, int(parts)


def _part_of(key: tuple[str, ...], parts: int) -> int:
    return zlib.crc32("\x1f".join(key).encode()) % parts
