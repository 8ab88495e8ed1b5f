"""What a program writes: rows go in by intake, without touching what the key does not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange import feed, reading, rules
from khuevan.exchange.profiles import Sight, not_yours
from khuevan.exchange.shapes import etag, key_of, said_texts, spoken
from khuevan.intake.public import (
    Brought,
    Closing,
    Importable,
    Key,
    Merged,
    Mode,
    bring,
    importable,
    rows_by_key,
    typed_key,
)

Texts = Mapping[str, str | None]


def put(
    *, name: str, key: Key, row: Texts, seen: Sight, careful: bool, if_match: str, if_none_match: str,
    actor: Actor, at: datetime,
) -> Brought:  # fmt: skip
    """Make one row, or change it while it is as the program read it.

    Refuses with ``KeysDiffer``, ``ConditionMissing`` and ``Changed``; also where somebody changed the row
    between the look and the writing.
    """
    thing = importable(name, actor)
    if key_of(row, thing.description) != key:
        raise rules.KeysDiffer()
    mark = feed.newest()
    before = _row(name, key, actor, seen)
    if careful and before is not None and not (if_match or if_none_match):
        raise rules.ConditionMissing()
    unlike = if_match and (before is None or (if_match != "*" and etag(before) not in _marks(if_match)))
    if unlike or (if_none_match and before is not None):
        raise rules.Changed()
    brought = bring_rows(name=name, rows=[row], seen=seen, mode=Mode.ALL, actor=actor, at=at)
    if (if_match or if_none_match) and feed.touched(thing=thing, actor=actor, since=mark, key=key):
        raise rules.Changed()
    return brought


def close(
    *, name: str, key: Key, day: date, reason: str, seen: Sight, careful: bool, if_match: str, actor: Actor,
    at: datetime,
) -> dict[str, Any] | None:  # fmt: skip
    """End a row from a day on; answers how the list has it now, ``None`` where it is gone.

    Refuses with ``OutOfReach``, ``NotClosable``, ``NotWhole``, ``DayAhead``, ``ConditionMissing`` and
    ``Changed``, and as the room does, where something stands on it.
    """
    thing = importable(name, actor)
    mark = feed.newest()
    if thing.gives_rows:
        before = reading.one(name=name, key=key, actor=actor, fields=seen.reads)
        if careful and not if_match:
            raise rules.ConditionMissing()
        if if_match and if_match != "*" and etag(before) not in _marks(if_match):
            raise rules.Changed()
    end(thing, key, day=day, reason=reason, seen=seen, actor=actor, at=at)
    if if_match and feed.touched(thing=thing, actor=actor, since=mark, key=key):
        raise rules.Changed()
    return _row(name, key, actor, seen) if thing.gives_rows else None


def end(
    thing: Importable, key: Key, *, day: date, reason: str, seen: Sight, actor: Actor, at: datetime
) -> None:
    """End a row by its natural key, as its room does."""
    if thing.close is None:
        raise rules.NotClosable()
    whole = len(seen.writes) == len(thing.description.columns)
    rules.require_closing(whole=whole, day=day, today=timezone.localdate(at))
    try:
        typed = typed_key(thing.description, key)
    except ValueError:
        raise OutOfReach(thing.description.name) from None
    thing.close(Closing(typed, day, reason), actor, at)


def bring_rows(
    *, name: str, rows: Sequence[Texts], seen: Sight, mode: Mode, actor: Actor, at: datetime
) -> Brought:
    """Bring rows in: all or none, or each for itself. Columns that the key does not see stand as they are;
    a column that it may not write is a fault of its row."""
    thing = importable(name, actor)
    faults = not_yours(rows, seen)
    apart = {fault.row for fault in faults}
    if faults and (mode is Mode.ALL or len(apart) == len(rows)):
        return Brought(Merged(), tuple(faults))
    numbers = [number for number in range(1, len(rows) + 1) if number not in apart]
    whole = _completed(thing, [rows[number - 1] for number in numbers], seen, actor)
    brought = bring(name=name, rows=whole, actor=actor, at=at, mode=mode)
    found = (replace(fault, row=numbers[fault.row - 1]) for fault in brought.faults)
    return Brought(brought.merged, (*faults, *found))


def require_unchanged(*, name: str, if_match: str, careful: bool, actor: Actor) -> None:
    """Refuse with ``Changed`` where the list is not as the program read it, by the list's ETag."""
    thing = importable(name, actor)
    if careful and not if_match:
        raise rules.ConditionMissing()
    if not if_match or if_match == "*":
        return
    places = [mark.strip('"') for mark in _marks(if_match)]
    if not any(
        place.isdecimal() and place.isascii() and len(place) < 19
        and not _moved_on(thing, actor, int(place))
        for place in places
    ):  # fmt: skip
        raise rules.Changed()


def _moved_on(thing: Importable, actor: Actor, place: int) -> bool:
    """Whether the list is another since a place; without a feed of its own, whether anything is."""
    if thing.source and thing.source.traces:
        return feed.touched(thing=thing, actor=actor, since=place)
    return feed.newest() > place


def _marks(said: str) -> list[str]:
    return [mark.strip().removeprefix("W/") for mark in said.split(",")]


def _row(name: str, key: Key, actor: Actor, seen: Sight) -> dict[str, Any] | None:
    try:
        return reading.one(name=name, key=key, actor=actor, fields=seen.reads)
    except OutOfReach:
        return None


def _completed(thing: Importable, rows: Sequence[Texts], seen: Sight, actor: Actor) -> Sequence[Texts]:
    """Rows with what the register has where the key has nothing to say."""
    kept = seen.kept(thing.description)
    if not kept or not thing.gives_rows:
        return rows
    keys = [key_of(row, thing.description) for row in rows]
    frame = rows_by_key(thing, actor, keys, kept)
    assert frame is not None
    stands = {key_of(row, thing.description): said_texts(row) for row in spoken(frame, thing.description)}
    return [
        {name: text for name, text in stands.get(key, {}).items() if name in kept} | dict(row)
        for key, row in zip(keys, rows, strict=True)
    ]
