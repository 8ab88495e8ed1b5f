"""Every write of this room: load, decide, write, record, return."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime

from django.db import connection, transaction

from khuevan.access.public import Actor
from khuevan.journal.public import record
from khuevan.operations import selectors
from khuevan.operations.contracts import FiguresChanged, Kept
from khuevan.operations.models import Snapshot
from khuevan.operations.rules import REGISTER
from khuevan_kernel.figure import summed


@transaction.atomic
def count_anew(*, actor: Actor, on: date, at: datetime, within: str = "0") -> Kept:
    """Count the register of a day and keep it. Recorded where the figures are others than before.

    ``actor`` is the system: what is kept is the whole country's. ``within`` is the longest that a statement
    may take (``2s``); past it, Django's ``OperationalError`` and nothing kept.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"review {on}"])
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [within])
        found = selectors.count(actor=actor, on=on, at=at)
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    figures = summed(REGISTER, found.counts)
    before = selectors.kept(on)
    told = {"counted_at": at, "counts": [astuple(count) for count in found.counts]}
    Snapshot.objects.update_or_create(as_of=on, defaults=told)
    if before is None or summed(REGISTER, before.counts) != figures:
        event = FiguresChanged(f"review:{on}", on, {one.code: one.value for one in figures})
        record(event, actor=actor, at=at)
    return found
