"""Running the rules over a branch, piece by piece: what is new, still there, gone, and back again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from khuevan.access.public import Actor, Permission, everywhere, system
from khuevan.intake.public import copy_frame
from khuevan.journal.public import record
from khuevan.org.public import unit_in_reach
from khuevan.quality.contracts import RecordChecked, RunAsked, RunFacts, RunFinished
from khuevan.quality.models import Piece, Run
from khuevan.quality.rules import DATASETS, find
from khuevan.quality.selectors.frames import frames, read, rows_of_person
from khuevan.quality.selectors.outlying import OUTLIERS_DATASET, unlike_last_year
from khuevan.quality.selectors.rulebook import context_on, rules_on
from khuevan.quality.selectors.runs import pieces, run_facts, run_on
from khuevan.quality.services.scoring import score_run
from khuevan.schooling.public import latest_year

SYSTEM = system("quality")
UNITS_A_PIECE = 120  # some 80,000 persons: what a piece holds in memory
_STAGE = """
CREATE TEMPORARY TABLE quality_found (rule varchar, since date, dataset varchar, severity varchar,
    subject bigint, unit bigint, person bigint, marks varchar, facts jsonb) ON COMMIT DROP"""
# A waiver that has ended and an issue that was gone are open again; an explanation stands.
_SEEN = """
WITH seen AS (
    UPDATE quality_issue i SET since = f.since, severity = f.severity, unit_id = f.unit, facts = f.facts,
        seen_on = %(day)s, gone_on = NULL, reopened = i.reopened + (o.back)::int,
        state = CASE WHEN o.back THEN 'open' ELSE i.state END,
        reason = CASE WHEN o.back THEN '' ELSE i.reason END,
        waived_until = CASE WHEN o.back THEN NULL ELSE i.waived_until END
    FROM quality_found f, LATERAL (SELECT j.id, j.state = 'gone'
        OR (j.state = 'waived' AND j.waived_until <= %(day)s) AS back FROM quality_issue j
        WHERE j.rule = f.rule AND j.subject = f.subject) o
    WHERE i.id = o.id RETURNING o.back)
SELECT count(*) FILTER (WHERE NOT back), count(*) FILTER (WHERE back) FROM seen"""
_NEW = """
INSERT INTO quality_issue (rule, since, dataset, severity, subject, unit_id, person_id, marks, facts, state,
    found_on, seen_on, reopened, reason)
SELECT rule, since, dataset, severity, subject, unit, person, marks, facts, 'open', %(day)s, %(day)s, 0, ''
FROM quality_found f ON CONFLICT (rule, subject) DO NOTHING"""
_GONE = """
UPDATE quality_issue i SET state = 'gone', gone_on = %(day)s
WHERE i.state <> 'gone' AND i.dataset = ANY (%(datasets)s) AND {where}
  AND NOT EXISTS (SELECT FROM quality_found f WHERE f.rule = i.rule AND f.subject = i.subject)"""


@transaction.atomic
def ask_run(*, actor: Actor, unit: int, day: date, at: datetime) -> RunFacts:
    """Have all rules run over a unit and everything below it. One that waits or runs already is answered.

    Nothing is run yet: ``go_on`` does, here or in a worker. Refuses with ``OutOfReach``.
    """
    path = unit_in_reach(actor, unit, Permission.QUALITY_VIEW).path
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"quality run {path}"])
    standing = run_on(path=path, day=day)
    if standing is not None:
        return standing
    row = Run.objects.create(path=path, day=day, school_year=latest_year(day), asked_by=actor.id, asked_at=at)
    units = pieces(actor=SYSTEM, path=path, most=UNITS_A_PIECE)
    Piece.objects.bulk_create(
        Piece(run=row, position=position, units=numbers) for position, numbers in enumerate(units)
    )
    record(RunAsked(str(row), path, day.isoformat(), len(units)), actor=actor, at=at)
    return run_facts(row)


@transaction.atomic
def go_on(*, run: int, at: datetime) -> RunFacts:
    """Check the next piece of a run; after the last, score and finish it. Each call is a transaction.

    A worker that dies leaves the piece undone; two workers take different pieces. A run that is done stays.
    """
    piece = Piece.objects.select_for_update(skip_locked=True).filter(run=run, done=False).order_by("position")
    taken = piece.first()
    row = Run.objects.for_system("the run to go on with").select_for_update(of=("self",)).one(pk=run)
    if row.state == "done":
        return run_facts(row)
    with everywhere():
        if taken is not None:
            _check(row, taken)
        elif not Piece.objects.filter(run=run, done=False).exists():
            _finish(row, at)
    return run_facts(row)


def _check(row: Run, piece: Piece) -> None:
    context = context_on(row.day)
    rules = rules_on(row.day)
    rows = read(actor=SYSTEM, units=piece.units, context=context)
    found, counts = [], []
    for dataset, frame in frames(rows):
        found.append(find(dataset, frame, rules))
        counts.append(frame.group_by("unit").len("records"))
    records = pl.concat(counts).group_by("unit").sum()
    with connection.cursor() as cursor:
        _stage(cursor, pl.concat(found))
        asked = {"day": row.day, "datasets": list(DATASETS), "units": piece.units}
        gone = _GONE.format(where="i.unit_id = ANY (%(units)s)")
        new, still, back, ended = _merge(cursor, asked, gone)
        cursor.execute("CREATE TEMPORARY TABLE quality_counted (unit bigint, records bigint) ON COMMIT DROP")
        copy_frame(cursor, records, "pg_temp.quality_counted", ["unit", "records"])
        cursor.execute(
            "INSERT INTO quality_score (run_id, unit_id, records, errors, warnings, notices)"
            " SELECT %s, unit, records, 0, 0, 0 FROM quality_counted WHERE unit = ANY (%s)"
            " ON CONFLICT (run_id, unit_id) DO UPDATE SET records = excluded.records",
            [row.pk, piece.units],
        )
        cursor.execute("DROP TABLE quality_found, quality_counted")
    row.state = "running"
    row.rows += int(records["records"].sum())
    row.new, row.still, row.gone, row.reopened = (
        row.new + new, row.still + still, row.gone + ended, row.reopened + back
    )  # fmt: skip
    row.save()
    piece.done = True
    piece.save(update_fields=["done"])


def _stage(cursor: Any, found: pl.DataFrame) -> None:
    cursor.execute(_STAGE)
    copy_frame(cursor, found, "pg_temp.quality_found")


def _merge(cursor: Any, asked: dict[str, object], gone: str) -> tuple[int, int, int, int]:
    """Bring what was found into the issues: how many are new, still there, back again, and gone."""
    cursor.execute(_SEEN, asked)
    still, back = cursor.fetchone()
    cursor.execute(_NEW, asked)
    new = cursor.rowcount
    cursor.execute(gone, asked)
    return new, still, back, cursor.rowcount


def _finish(row: Run, at: datetime) -> None:
    new, still, back, gone = _unlike_last_year(row)
    row.new, row.still, row.gone, row.reopened = (
        row.new + new, row.still + still, row.gone + gone, row.reopened + back
    )  # fmt: skip
    row.state, row.finished_at = "done", at
    row.save()
    score_run(row.pk, row.path, row.day)
    event = RunFinished(str(row), row.path, row.rows, row.new, row.still, row.gone, row.reopened)
    record(event, actor=SYSTEM, at=at)


def _unlike_last_year(row: Run) -> tuple[int, int, int, int]:
    found = unlike_last_year(actor=SYSTEM, path=row.path, day=row.day, school_year=row.school_year)
    with connection.cursor() as cursor:
        _stage(cursor, found)
        asked = {"day": row.day, "datasets": [OUTLIERS_DATASET], "path": row.path}
        where = "i.unit_id IN (SELECT u.id FROM org_unit u WHERE starts_with(u.path, %(path)s))"
        merged = _merge(cursor, asked, _GONE.format(where=where))
        cursor.execute("DROP TABLE quality_found")
    return merged


@transaction.atomic
def check_person(*, actor: Actor, person: int, day: date, at: datetime) -> int:
    """Ask all rules of one person's record, class place and work again, now; answers how many issues changed.

    For what has just been saved. Recorded where something changed. Nothing happens for a person who is gone.
    """
    with everywhere():
        new, back, gone = _check_person(person, day)
    if new or back or gone:
        record(RecordChecked(f"person:{person}", new, gone, back), actor=actor, at=at)
    return int(new + back + gone)


def _check_person(person: int, day: date) -> tuple[int, int, int]:
    rules = rules_on(day)
    rows = rows_of_person(actor=SYSTEM, person=person, context=context_on(day))
    if rows is None:
        return 0, 0, 0
    asked_of = {"persons", "enrolments", "staff", "students", "lecturers"}
    mine = pl.col("person") == person
    found = pl.concat(find(dataset, frame, rules).filter(mine) for dataset, frame in frames(rows, asked_of))
    with connection.cursor() as cursor:
        _stage(cursor, found)
        asked = {"day": day, "datasets": list(asked_of), "person": person}
        new, _, back, gone = _merge(cursor, asked, _GONE.format(where="i.person_id = %(person)s"))
        cursor.execute("DROP TABLE quality_found")
    return new, back, gone
