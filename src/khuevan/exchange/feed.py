"""What has changed in a register since somebody looked: rows, deletions and changes of key, in the order of
the commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from khuevan.access.public import Actor
from khuevan.exchange.rules import FeedTooOld, SinceUnknown
from khuevan.exchange.shapes import key_of, said_key, spoken
from khuevan.intake.public import Importable, Key, rows_by_key
from khuevan_kernel.actor import EVERYWHERE

_CHANGES = """
SELECT c.place, h.id, h.anchor, h.key, h.path ^@ ANY (%(reach)s), h.was_key, h.was_path ^@ ANY (%(reach)s)
FROM exchange_commit c JOIN exchange_change h ON h.resource = c.resource AND h.xact = c.xact
WHERE c.resource = %(resource)s AND c.place >= %(place)s AND (c.place > %(place)s OR h.id > %(step)s)
  AND (h.path ^@ ANY (%(reach)s) OR h.was_path ^@ ANY (%(reach)s))
ORDER BY c.place, h.id LIMIT %(limit)s"""
# The oldest place from which the feed is whole; the newest there is; whether the reach itself moved since.
_BOUNDS = """
SELECT coalesce((SELECT max(place) FROM exchange_commit WHERE resource = %(resource)s AND whole), 0),
       coalesce((SELECT max(place) FROM exchange_commit), 0),
       EXISTS (SELECT FROM exchange_commit c JOIN exchange_change h ON h.resource = '' AND h.xact = c.xact
               WHERE c.resource = '' AND c.place > %(place)s
                 AND h.path ^@ ANY (%(reach)s) <> h.was_path ^@ ANY (%(reach)s))"""
_TOUCHED = """
SELECT EXISTS (
    SELECT FROM exchange_commit c JOIN exchange_change h ON h.resource = c.resource AND h.xact = c.xact
    WHERE c.resource = %(resource)s AND c.place > %(place)s
      AND (%(key)s::text[] IS NULL OR h.key = %(key)s::text[] OR h.was_key = %(key)s::text[])
      AND (h.path ^@ ANY (%(reach)s) OR h.was_path ^@ ANY (%(reach)s)))"""
_OUTGOING = """
SELECT id, key, version, event, business_at, place FROM exchange_outgoing
WHERE resource = %s AND (place > %s OR (place = %s AND id > %s)) ORDER BY place, id LIMIT %s"""
_OLD = "c.at < now() - make_interval(days => %s)"
_FLOOR = f"""
UPDATE exchange_commit SET whole = true WHERE (resource, place) IN (
    SELECT c.resource, max(c.place) FROM exchange_commit c WHERE {_OLD} GROUP BY c.resource) AND NOT whole"""
_FORGET_CHANGES = f"""
DELETE FROM exchange_change h USING exchange_commit c
WHERE h.resource = c.resource AND h.xact = c.xact AND {_OLD}"""
_FORGET_COMMITS = f"""
DELETE FROM exchange_commit c WHERE {_OLD} AND EXISTS (
    SELECT FROM exchange_commit n WHERE n.resource = c.resource AND n.whole AND n.place > c.place)"""
WHOLE_PLACE = 2**62


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes. ``next`` is where to go on; ``oldest`` and ``newest`` are the bounds of the feed."""

    items: list[dict[str, Any]]
    next: str
    oldest: str
    newest: str


@dataclass(frozen=True, slots=True)
class _Step:
    place: int
    step: int
    anchor: int | None
    key: Key | None
    was: Key | None


def changes(
    *, thing: Importable, actor: Actor, since: str, limit: int, fields: Collection[str] = ()
) -> Changes:
    """What changed after ``since`` in the actor's reach; without it, nothing but where the feed stands now.

    A row that left the reach is told as deleted. Rows are told as they are now, so that a row that changed
    twice may be told once. Refuses with ``SinceUnknown`` and ``FeedTooOld``.
    """
    place, step = _place(since) if since else (0, 0)
    reach = sorted(actor.reaches.get(thing.permission, ()))
    values: dict[str, Any] = {
        "resource": thing.description.name, "place": place, "step": step, "reach": reach,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS, values)
        oldest, newest, moved = cursor.fetchone()
        if not since:
            return Changes([], str(newest), str(oldest), str(newest))
        if place < oldest or place > newest or (moved and EVERYWHERE not in reach):
            raise FeedTooOld(oldest=oldest, newest=newest)
        cursor.execute(_CHANGES, values | {"limit": limit + 1})
        found = [
            _Step(place, step, anchor, here and tuple(key) or None, was_here and tuple(was) or None)
            for place, step, anchor, key, here, was, was_here in cursor.fetchall()
        ]
    shown, more = found[:limit], len(found) > limit
    after = f"{shown[-1].place}.{shown[-1].step}" if more else str(newest)
    return Changes(_told(thing, actor, shown, fields), after, str(oldest), str(newest))


def newest() -> int:
    """The place of the last commit that anybody can see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(place), 0) FROM exchange_commit")
        return int(cursor.fetchone()[0])


def touched(*, thing: Importable, actor: Actor, since: int, key: Key | None = None) -> bool:
    """Whether somebody changed a row, or any row in reach, after a place of the feed."""
    values: dict[str, Any] = {
        "resource": thing.description.name, "place": since, "key": key and list(key),
        "reach": sorted(actor.reaches.get(thing.permission, ())),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, values)
        return bool(cursor.fetchone()[0])


def _place(since: str) -> tuple[int, int]:
    place, dot, step = since.partition(".")
    sound = place.isdecimal() and place.isascii() and len(place) < 19
    if not sound or (dot and not (step.isdecimal() and step.isascii() and len(step) < 19)):
        raise SinceUnknown()
    return int(place), int(step) if dot else WHOLE_PLACE


def _told(
    thing: Importable, actor: Actor, steps: Sequence[_Step], fields: Collection[str]
) -> list[dict[str, Any]]:
    last = {key: one for one in steps for key in _keys(one)}
    frame = rows_by_key(thing, actor, [*last], fields) if last else None
    rows = (
        {}
        if frame is None
        else {key_of(row, thing.description): row for row in spoken(frame, thing.description)}
    )
    now = {(last[key].place, last[key].anchor): key for key in last if key in rows}
    told: dict[Key, dict[str, Any]] = {}
    for key, step in sorted(last.items(), key=lambda item: (item[1].place, item[1].step)):
        version, name = f"{step.place}.{step.step}", said_key(key, thing.description)
        if key in rows:
            told.setdefault(key, {"version": version, "change": "upsert", "key": name, "row": rows[key]})
        elif new := now.get((step.place, step.anchor)):
            told[new] = {
                "version": version, "change": "key", "old_key": name,
                "key": said_key(new, thing.description), "row": rows[new],
            }  # fmt: skip
        else:
            told[key] = {"version": version, "change": "delete", "key": name}
    return [*told.values()]


def _keys(step: _Step) -> Iterable[Key]:
    return [key for key in (step.was, step.key) if key]


def outgoing(*, thing: Importable, actor: Actor, since: int, limit: int, after: int) -> list[dict[str, Any]]:
    """Records of the outbox that got their version after a turn, by turns and ids, with their rows.

    ``after`` is the number of the last record of the page before, in its turn ``since``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OUTGOING, [thing.description.name, since, since, after, limit])
        records = cursor.fetchall()
    keys = [tuple(key) for _, key, _, event, _, _ in records if event != "CANCEL"]
    frame = rows_by_key(thing, actor, keys) if keys else None
    rows = (
        {} if frame is None else {key_of(r, thing.description): r for r in spoken(frame, thing.description)}
    )
    return [
        {"id": number, "key": tuple(key), "version": version, "event": event, "at": at, "place": place,
         "row": rows.get(tuple(key), {})}
        for number, key, version, event, at, place in records
    ]  # fmt: skip


def forget(days: int) -> int:
    """Forget what changed more than some days ago; answers how many transactions.

    Whoever still stands there is told to read anew. For the worker.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, [days])
        cursor.execute(_FORGET_CHANGES, [days])
        cursor.execute(_FORGET_COMMITS, [days])
        return int(cursor.rowcount)
