"""Records in their envelope: taken once for each version, never twice, never backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange import rules
from khuevan.exchange.contracts import Held, Record, RecordEvent, RecordsTaken, Taken
from khuevan.exchange.profiles import Sight
from khuevan.exchange.writing import bring_rows, end
from khuevan.intake.public import Importable, Mode, importable
from khuevan.journal.public import record
from khuevan_kernel.law import Refusal

_HELD = """
SELECT record, version, key, event <> 'CANCEL' FROM exchange_received
WHERE sender = %s AND resource = %s AND record = ANY (%s)"""
_TAKE = """
INSERT INTO exchange_received (sender, resource, record, version, event, key, business_at, received_at)
SELECT %(sender)s, %(resource)s, r.record, r.version, r.event, string_to_array(r.key, E'\\x1f'),
       r.business_at, %(at)s
FROM unnest(%(records)s::text[], %(versions)s::bigint[], %(events)s::text[], %(keys)s::text[],
            %(times)s::timestamptz[]) r (record, version, event, key, business_at)
ON CONFLICT (sender, resource, record) DO UPDATE SET version = excluded.version, event = excluded.event,
    key = coalesce(excluded.key, exchange_received.key), business_at = excluded.business_at,
    received_at = excluded.received_at"""


@transaction.atomic
def take_records(
    *, name: str, records: Sequence[Record], seen: Sight, actor: Actor, at: datetime
) -> list[Taken]:
    """Take records of an office, each for itself; answers what became of each, in their order.

    One whose version is not above the highest that was taken, or sent with it, is ignored. A cancelled record
    ends the row that it had made, on its business day, where such rows end at all; where something stands on
    the row, it is refused and may be sent again. Refuses with ``UnknownImportable``.
    """
    thing = importable(name, actor)
    sender = rules.sender_of(actor.office)
    held = _held(sender, name, records)
    taken = rules.judged(records, held, thing.description.key)
    for place, said in enumerate(taken):
        if said.result == "cancelled" and said.id in held:
            when = records[place].business_at
            taken[place] = _withdrawn(thing, said, held[said.id], when, seen, actor, at)
    going = [(place, records[place]) for place, one in enumerate(taken) if one.result == "accepted"]
    if going:
        brought = bring_rows(
            name=name, rows=[one.row for _, one in going], seen=seen, mode=Mode.ROWS, actor=actor, at=at
        )
        for number, (place, one) in enumerate(going, 1):
            if faults := tuple(fault for fault in brought.faults if fault.row == number):
                before = held[one.id].version if one.id in held else 0
                taken[place] = replace(taken[place], result="refused", held=before, faults=faults)
    done = [
        (one, records[place]) for place, one in enumerate(taken) if one.result in {"accepted", "cancelled"}
    ]
    if done:
        _write(sender, name, [one for _, one in done], thing.description.key, at)
        counts = [sum(one.result == kind for one in taken) for kind in rules.RESULTS]
        record(RecordsTaken(f"exchange:{name}", name, actor.office, *counts), actor=actor, at=at)
    return taken


def _held(sender: int, name: str, records: Sequence[Record]) -> dict[str, Held]:
    """What was taken of these records; others of this sender and resource wait for the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exchange records {sender} {name}"]
        )
        cursor.execute(_HELD, [sender, name, [one.id for one in records]])
        return {
            record: Held(version, tuple(key) if key else None, live)
            for record, version, key, live in cursor.fetchall()
        }


def _withdrawn(
    thing: Importable, one: Taken, held: Held, business_at: datetime, seen: Sight, actor: Actor, at: datetime
) -> Taken:
    """End the row of a record that is cancelled."""
    if not held.live or held.key is None:
        return one
    day = min(timezone.localdate(business_at), timezone.localdate(at))
    try:
        with transaction.atomic():
            end(thing, held.key, day=day, reason=rules.CANCELLED, seen=seen, actor=actor, at=at)
    except OutOfReach:  # it has ended already, or is another's now
        return one
    except rules.NotClosable as refusal:
        return replace(one, refusal=refusal)
    except Refusal as refusal:
        return replace(one, result="refused", held=held.version, refusal=refusal)
    return one


def _write(sender: int, name: str, records: Sequence[Record], key: tuple[str, ...], at: datetime) -> None:
    keys = [
        None if one.event is RecordEvent.CANCEL else "\x1f".join(str(one.row[part]) for part in key)
        for one in records
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {
            "sender": sender, "resource": name, "at": at, "records": [one.id for one in records],
            "versions": [one.version for one in records], "events": [str(one.event) for one in records],
            "keys": keys, "times": [one.business_at for one in records],
        })  # fmt: skip
