"""What we send to the National Data Centre: records with ids of their own and versions that only rise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from khuevan.access.public import Actor
from khuevan.exchange import feed, rules
from khuevan.exchange.contracts import RecordsReadied, Turn
from khuevan.intake.public import Importable, Key, digests_into, importable
from khuevan.journal.public import record

_NOW = "CREATE TEMPORARY TABLE exchange_now (key text[], digest bytea) ON COMMIT DROP"
_TOUCHED = "CREATE TEMPORARY TABLE exchange_touched (key text[]) ON COMMIT DROP"
_NOTE = "INSERT INTO pg_temp.exchange_touched SELECT string_to_array(k, E'\\x1f') FROM unnest(%s::text[]) k"
MOST_TOUCHED = 20_000  # keys past which it is quicker to look at all rows
_LAST = "SELECT coalesce(max(place), 0) FROM exchange_outgoing WHERE resource = %(resource)s"
_RENAMED = """
UPDATE exchange_outgoing SET key = %(new)s
WHERE resource = %(resource)s AND key = %(old)s AND event <> 'CANCEL'
  AND NOT EXISTS (SELECT FROM exchange_outgoing o WHERE o.resource = %(resource)s AND o.key = %(new)s
                  AND o.event <> 'CANCEL')"""
_CHANGED = """
UPDATE exchange_outgoing o SET version = o.version + 1, event = 'UPdate', digest = n.digest,
    place = %(place)s, business_at = %(at)s
FROM pg_temp.exchange_now n
WHERE o.resource = %(resource)s AND o.key = n.key AND o.event <> 'CANCEL' AND o.digest <> n.digest"""
_NEW = """
INSERT INTO exchange_outgoing (resource, key, version, event, digest, business_at, place)
SELECT %(resource)s, n.key, 1, 'NEW', n.digest, %(at)s, %(place)s FROM pg_temp.exchange_now n
WHERE NOT EXISTS (SELECT FROM exchange_outgoing o
                  WHERE o.resource = %(resource)s AND o.key = n.key AND o.event <> 'CANCEL')"""
_GONE = """
UPDATE exchange_outgoing o SET version = o.version + 1, event = 'CANCEL', place = %(place)s,
    business_at = %(at)s
WHERE o.resource = %(resource)s AND o.event <> 'CANCEL'
  AND NOT EXISTS (SELECT FROM pg_temp.exchange_now n WHERE n.key = o.key)"""
_OF_TOUCHED = " AND o.key IN (SELECT key FROM pg_temp.exchange_touched)"


@transaction.atomic
def ready_records(*, name: str, actor: Actor, at: datetime) -> Turn:
    """Give every record that is new, changed or gone since the last turn its next version.

    A record keeps its id through a change of its natural key; one that is gone is cancelled, and what comes
    again under its key has another id. The first turn, and one after a gap in the feed, looks at every row.
    Refuses with ``NoOutbox``.
    """
    thing = importable(name, actor)
    if not (thing.source and thing.source.traces):
        raise rules.NoOutbox()
    values: dict[str, Any] = {"resource": name, "at": at}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exchange outbox {name}"])
        cursor.execute(_LAST, values)
        last = cursor.fetchone()[0]
        values["place"] = place = max(feed.newest(), 1)
        cursor.execute(_NOW)
        keys = _touched(thing, actor, last) if last else None
        digests_into("pg_temp.exchange_now", thing, actor, keys)
        gone = _GONE
        if keys is not None:
            cursor.execute(_TOUCHED)
            cursor.execute(_NOTE, [["\x1f".join(key) for key in keys]])
            gone += _OF_TOUCHED
        counts = []
        for statement in (_CHANGED, _NEW, gone):
            cursor.execute(statement, values)
            counts.append(cursor.rowcount)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.exchange_now, pg_temp.exchange_touched")
    changed, new, cancelled = counts
    if any(counts):
        event = RecordsReadied(f"exchange:{name}", name, place, new, changed, cancelled)
        record(event, actor=actor, at=at)
    return Turn(place, new, changed, cancelled)


def _touched(thing: Importable, actor: Actor, last: int) -> list[Key] | None:
    """The keys that changed since a place, with records moved to their new keys; ``None``: look at all."""
    name, since, found = thing.description.name, str(last), dict[Key, None]()
    while True:
        try:
            told = feed.changes(
                thing=thing, actor=actor, since=since, limit=10_000, fields=thing.description.key
            )
        except rules.FeedTooOld:
            return None
        for one in told.items:
            key = tuple(map(str, one["key"].values()))
            if one["change"] == "key":
                old = tuple(map(str, one["old_key"].values()))
                with connection.cursor() as cursor:
                    cursor.execute(_RENAMED, {"resource": name, "old": list(old), "new": list(key)})
                found[old] = None
            found[key] = None
        if len(found) > MOST_TOUCHED:
            return None
        if told.next == told.newest:
            return [*found]
        since = told.next
