"""What can be asked of intake: batches, and what was wrong in them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import polars as pl
from django.conf import settings

from khuevan.access.public import Permission
from khuevan.intake import store
from khuevan.intake.checking import no_faults
from khuevan.intake.contracts import ROW, BatchFacts, Fault, Merged, Mode, Phase
from khuevan.intake.models import Batch
from khuevan_kernel.actor import Actor
from khuevan_kernel.identity import References

ENDED_BADLY = frozenset({Phase.REFUSED, Phase.FAILED})
OPEN = ENDED_BADLY | {Phase.WAITING, Phase.RUNNING}


def references() -> References:
    """The references of batches in addresses."""
    return References(settings.SECRET_KEY, "batch")


def facts(row: Batch) -> BatchFacts:
    """A batch as others see it."""
    return BatchFacts(
        row.pk, references().of(row.pk), row.importable, row.path, row.filename, row.digest, row.size,
        Mode(row.mode), row.dry_run, Phase(row.phase), row.rows_done, row.rows_total,
        row.accepted, row.refused,
        Merged(row.inserted, row.updated, row.unchanged),
        tuple(Fault(**one) for one in row.refusal),
        references().of(row.same_as) if row.same_as else "", row.cancel_asked, row.created_at,
        row.finished_at,
    )  # fmt: skip


def acting(actor: Actor) -> dict[str, object]:
    """An actor as a batch remembers them."""
    reaches = {permission: sorted(branches) for permission, branches in actor.reaches.items()}
    return asdict(actor) | {"reaches": reaches}


def actor_of_batch(batch: int) -> Actor:
    """Who handed a batch in, with the reach they had then."""
    kept = Batch.objects.for_system("a worker acts as who handed it in").one(pk=batch).acting
    reaches = {permission: frozenset(branches) for permission, branches in kept["reaches"].items()}
    return Actor(**(kept | {"reaches": reaches}))


def batches(actor: Actor, limit: int = 50) -> list[BatchFacts]:
    """The newest batches in the actor's reach."""
    rows = Batch.objects.visible_to(actor, Permission.INTAKE_RUN).order_by("-id")
    return [facts(row) for row in rows[:limit]]


def own_open_batches(actor: Actor, since: datetime, limit: int = 50) -> list[BatchFacts]:
    """What the actor handed in since then and still has to look at, newest first.

    It waits, or it failed or was refused and no later file of the same kind went in.
    """
    rows = Batch.objects.visible_to(actor, Permission.INTAKE_RUN).filter(
        acting__id=actor.id, created_at__gte=since
    )
    found, settled = [], set()
    for row in rows.order_by("-id")[:limit]:
        phase = Phase(row.phase)
        if phase in {Phase.DONE, Phase.KNOWN} and not row.dry_run:
            settled.add(row.importable)
        elif phase in OPEN and (phase not in ENDED_BADLY or row.importable not in settled):
            found.append(facts(row))
    return found


def batch(actor: Actor, ref: str) -> BatchFacts:
    """One batch, or ``OutOfReach``."""
    number = references().number(ref)
    return facts(Batch.objects.visible_to(actor, Permission.INTAKE_RUN).one(pk=number))


def unfinished() -> list[int]:
    """The batches that wait, or whose worker may be gone: running one that is being run changes nothing."""
    rows = Batch.objects.for_system("work that has to go on").filter(phase__in=[Phase.WAITING, Phase.RUNNING])
    return list(rows.order_by("id").values_list("pk", flat=True))


def faults(one: BatchFacts, *, code: str = "", column: str = "", limit: int = 200) -> pl.DataFrame:
    """The faults of a batch's rows, by row: ``ROW``, ``column``, ``code``, ``value``."""
    file = store.findings(one.id, "faults.parquet")
    found = pl.read_parquet(file) if file.exists() else no_faults()
    if code:
        found = found.filter(pl.col("code") == code)
    if column:
        found = found.filter(pl.col("column") == column)
    return found.sort(ROW, maintain_order=True).head(limit)


def fault_counts(one: BatchFacts) -> list[tuple[str, str, int]]:
    """How often each code was found in each column: code, column, count, the most frequent first."""
    file = store.findings(one.id, "faults.parquet")
    if not file.exists():
        return []
    counted = (
        pl.read_parquet(file).group_by("code", "column").len().sort("len", "code", descending=[True, False])
    )
    return [(str(code), str(column), int(count)) for code, column, count in counted.rows()]
