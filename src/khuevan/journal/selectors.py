"""What can be asked of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from khuevan.journal.contracts import Recorded
from khuevan.journal.models import Entry, Leaf, SignedHead
from khuevan_kernel.log import Head


def entries(
    *, event: str = "", actor: str = "", subject: str = "", before: int | None = None, limit: int = 50
) -> list[Recorded]:
    """Entries, newest first, that match what is given; ``before`` is the number of the last one shown."""
    found = Entry.objects.order_by("-id")
    given = {"event": event, "actor": actor, "subject": subject, "id__lt": before}
    return _recorded(found.filter(**{name: value for name, value in given.items() if value})[:limit])


def entries_of(
    subjects: Iterable[str], event: str, *, actor: str = "", since: datetime | None = None, limit: int = 200
) -> list[Recorded]:
    """The entries of one kind about any of the subjects, newest first."""
    found = Entry.objects.filter(subject__in=list(subjects), event=event)
    if actor:
        found = found.filter(actor=actor)
    if since is not None:
        found = found.filter(recorded_at__gte=since)
    return _recorded(found.order_by("-id")[:limit])


def entry(number: int) -> Recorded | None:
    """One entry; ``None`` where there is none."""
    return next(iter(_recorded(Entry.objects.filter(pk=number))), None)


def heads(*, before: int | None = None, limit: int = 50) -> list[Head]:
    """Signed heads, newest first."""
    found = SignedHead.objects.order_by("-size")
    if before is not None:
        found = found.filter(size__lt=before)
    return [Head(row.size, bytes(row.root), row.at, row.key, bytes(row.signature)) for row in found[:limit]]


def _recorded(rows: QuerySet[Entry]) -> list[Recorded]:
    held = list(rows)
    leaves = {leaf.entry: leaf for leaf in Leaf.objects.filter(entry__in=[row.pk for row in held])}
    return [_as_contract(row, leaves.get(row.pk)) for row in held]


def _as_contract(row: Entry, leaf: Leaf | None) -> Recorded:
    told = json.loads(row.body)
    return Recorded(
        number=row.pk, index=leaf.index if leaf else -1, hash=bytes(leaf.hash).hex() if leaf else "",
        event=row.event, actor=row.actor, office=told["office"], purpose=told["purpose"], subject=row.subject,
        facts=told["facts"], because=tuple(told["because"]), at=told["at"], recorded_at=row.recorded_at,
        recorded_text=f"{row.recorded_at:%Y-%m-%dT%H:%M:%S.%fZ}", body=row.body,
    )  # fmt: skip
