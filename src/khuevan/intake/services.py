"""The writes of intake: a file is received, run, and may be stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

import polars as pl
import structlog
from django.db import DatabaseError, OperationalError, connection, transaction

from khuevan.access.public import Permission
from khuevan.intake import store
from khuevan.intake.checking import Checker
from khuevan.intake.contracts import (
    ROW,
    BatchFacts,
    BatchMerged,
    BatchReceived,
    BatchStopped,
    Brought,
    Fault,
    Importable,
    Limits,
    Merged,
    Mode,
    Phase,
)
from khuevan.intake.models import Batch
from khuevan.intake.reading.source import EXTRA, Chunk
from khuevan.intake.registry import importable as importable_named
from khuevan.intake.rules import FileRefused
from khuevan.intake.running import Cancelled, Checked, Findings, Ticker, checked_chunks
from khuevan.intake.selectors import acting, facts
from khuevan.journal.public import record
from khuevan_kernel.actor import Actor

log = structlog.get_logger("khuevan.intake")


@transaction.atomic
def receive(
    *, name: str, file: BinaryIO, filename: str, mode: Mode, dry_run: bool, actor: Actor, at: datetime,
    limits: Limits | None = None,
) -> BatchFacts:  # fmt: skip
    """Take a file in for an importable thing, in the name of the actor's office; nothing is read yet.

    Refuses with ``UnknownImportable``, and with ``FileRefused`` where it is too large.
    """
    thing = importable_named(name, actor)
    digest, size = store.keep(file, limits or Limits())
    row = Batch.objects.create(
        importable=name, version=thing.description.version, path=actor.office or "/", digest=digest,
        size=size,
        filename=store.safe_name(filename), mode=mode, dry_run=dry_run, acting=acting(actor), created_at=at,
    )  # fmt: skip
    record(BatchReceived(str(row), name, row.path, digest, mode, dry_run), actor=actor, at=at)
    return facts(row)


@transaction.atomic
def cancel(*, batch: int, actor: Actor, at: datetime) -> BatchFacts:
    """Ask an import to stop. One that waits has stopped by it; one that runs stops after its next piece."""
    mine = Batch.objects.visible_to(actor, Permission.INTAKE_RUN)
    row = mine.one(pk=batch)
    if facts(row).over or row.cancel_asked:
        return facts(row)
    row.cancel_asked = True
    row.save(update_fields=["cancel_asked"])
    record(BatchStopped(str(row), row.path), actor=actor, at=at)
    return facts(row)


def run(*, batch: int, actor: Actor, at: datetime, limits: Limits | None = None) -> BatchFacts:
    """Read, check and merge a batch; ``actor`` is who handed it in. Calling it again changes nothing more.

    Everything is one transaction: a worker that dies leaves nothing behind, and the next one starts anew. A
    batch that another worker is at is left to it. Rows go in by the importable's own ``merge``.
    """
    try:
        with transaction.atomic():
            row = _claimed(batch)
            if row is None or facts(row).over:
                return _facts_of(batch)
            event = _run(row, actor, at, limits or Limits())
            if event:
                record(event, actor=actor, at=at)
    except Cancelled:
        _ended(batch, Phase.CANCELLED, at)
    except OperationalError:
        raise  # the database went away: nothing is lost, the batch stands as it was and is run again
    except DatabaseError as trouble:
        log.error("batch failed", batch=batch, exc_info=trouble)
        _ended(batch, Phase.FAILED, at, Fault("KV-I-0401"))
    return _facts_of(batch)


@transaction.atomic
def bring(
    *, name: str, rows: Sequence[Mapping[str, str | None]], actor: Actor, at: datetime, mode: Mode = Mode.ALL
) -> Brought:
    """Bring rows that are no file into a register: all of them or, where one has a fault, none.

    By ``Mode.ROWS`` each stands for itself, and those without a fault go in. Each row is text by the
    description's column names; faults count the rows from 1. The same checks, the same merge and the same
    entry of the journal as for a file. Refuses with ``UnknownImportable``.
    """
    thing = importable_named(name, actor)
    schema = {ROW: pl.Int64} | dict.fromkeys(
        [*(one.name for one in thing.description.columns), EXTRA], pl.String
    )
    frame = pl.DataFrame([{ROW: number, **row} for number, row in enumerate(rows, 1)], schema=schema)
    findings = Findings(Limits())
    checked = Checker(thing.description).check(Chunk(frame, plain=False, share=1.0))
    good = findings.add(Checked(*checked, frame, 1.0), thing, actor, at)
    found, refused = findings.frames(thing.description)
    of_refused = found.join(refused.select(ROW), on=ROW, how="semi", maintain_order="left").to_dicts()
    faults = tuple(Fault(row["code"], row[ROW], row["column"]) for row in of_refused)
    if good.is_empty() or (faults and mode is Mode.ALL):
        return Brought(Merged(), faults)
    said = json.dumps([*map(dict, rows)], ensure_ascii=False, sort_keys=True).encode()
    batch = Batch(
        importable=name, version=thing.description.version, path=actor.office or "/", size=len(said),
        digest=hashlib.sha256(said).hexdigest(), filename="", mode=mode, dry_run=False, phase=Phase.DONE,
        acting=acting(actor), accepted=good.height, refused=findings.refused, rows_done=len(rows),
        rows_total=len(rows),
        created_at=at, finished_at=at,
    )  # fmt: skip
    _in_turn(batch)
    batch.save()
    merged = thing.merge(good.drop(ROW), actor, at, facts(batch))
    batch.inserted, batch.updated, batch.unchanged = merged.inserted, merged.updated, merged.unchanged
    batch.save(update_fields=["inserted", "updated", "unchanged"])
    record(_merged(batch), actor=actor, at=at)
    return Brought(merged, faults)


def _facts_of(batch: int) -> BatchFacts:
    return facts(Batch.objects.for_system("the batch that was run").one(pk=batch))


def _claimed(batch: int) -> Batch | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake batch {batch}"])
        if not cursor.fetchone()[0]:
            return None
    return Batch.objects.for_system("the batch to run").one(pk=batch)


def _run(row: Batch, actor: Actor, at: datetime, limits: Limits) -> BatchMerged | None:
    thing = importable_named(row.importable, actor)
    if row.cancel_asked:
        raise Cancelled
    if not row.dry_run and (known := _same_file(row)):
        row.phase, row.same_as, row.finished_at = Phase.KNOWN, known.pk, at
        row.accepted, row.refused, row.unchanged = known.accepted, known.refused, known.accepted
        row.save()
        return None
    findings = Findings(limits)
    with Ticker(row.pk) as ticker, store.working_folder() as folder:
        try:
            with transaction.atomic():  # a file refused at its end takes back what its beginning brought
                chunks = checked_chunks(store.kept(row.digest), thing, folder, limits)
                merged = _merge_all(row, thing, chunks, findings, ticker, actor, at)
        except FileRefused as refused:
            _refused(row, refused, at)
            return None
    store.write_findings(row.pk, *findings.frames(thing.description))
    held_back = row.mode == Mode.ALL and findings.refused > 0
    row.accepted, row.refused = findings.accepted, findings.refused
    row.rows_done = row.rows_total = findings.accepted + findings.refused
    row.inserted, row.updated, row.unchanged = merged.inserted, merged.updated, merged.unchanged
    row.phase = Phase.REFUSED if held_back else Phase.DONE
    row.finished_at = at
    row.save()
    if row.dry_run or held_back:
        return None
    return _merged(row)


def _merged(row: Batch) -> BatchMerged:
    return BatchMerged(
        str(row), row.importable, row.version, row.path, row.digest, row.mode, row.accepted, row.refused,
        row.inserted, row.updated, row.unchanged,
    )  # fmt: skip


def _in_turn(row: Batch) -> None:
    # Imports of one thing by one unit go one after the other: the later then sees what the earlier did.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {row.importable} {row.path}"]
        )


def _same_file(row: Batch) -> Batch | None:
    _in_turn(row)
    return (
        Batch.objects.for_system("whether the file is in already")
        .filter(importable=row.importable, version=row.version, path=row.path, digest=row.digest)
        .filter(phase=Phase.DONE, dry_run=False, refused=0)
        .exclude(pk=row.pk)
        .first()
    )


def _merge_all(
    row: Batch, thing: Importable, chunks: Iterator[Checked], findings: Findings, ticker: Ticker,
    actor: Actor, at: datetime,
) -> Merged:  # fmt: skip
    """Merge piece by piece; in all-or-nothing mode the first fault takes everything back, and counting
    goes on."""
    before, merged, held_back = transaction.savepoint(), Merged(), row.dry_run
    batch = facts(row)
    for piece in chunks:
        good = findings.add(piece, thing, actor, at)
        if not held_back and row.mode == Mode.ALL and findings.refused:
            transaction.savepoint_rollback(before)
            merged, held_back = Merged(), True
        if not held_back and good.height:
            merged += thing.merge(good.drop(ROW), actor, at, batch)
        ticker.tick(findings.accepted + findings.refused, piece.share)
    return merged


def _refused(row: Batch, refused: FileRefused, at: datetime) -> None:
    row.phase, row.finished_at = Phase.REFUSED, at
    row.refusal = [asdict(fault) for fault in refused.faults]
    row.accepted = row.refused = 0
    row.save()


def _ended(batch: int, phase: Phase, at: datetime, *why: Fault) -> None:
    Batch.objects.for_system("the batch that was run").filter(pk=batch).update(
        phase=phase, finished_at=at, refusal=[asdict(fault) for fault in why]
    )
