"""Every write of this room: asking, what came of it, and what somebody decided about a difference."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.journal.public import record
from khuevan.people.public import (
    edit_person,
    person_references,
    persons_below,
    persons_numbered,
    record_to_edit,
)
from khuevan.population import contracts, rules, selectors
from khuevan.population.contracts import Adapter, Found, Held, Question
from khuevan.population.models import Evidence, Run
from khuevan_kernel.log import digest

A_PIECE = 500
COUNTED = ("verified", "mismatch", "not_found")


@transaction.atomic
def ask_about(*, actor: Actor, reference: str, adapter: Adapter, at: datetime) -> contracts.Evidence:
    """Ask about one person whose record the actor may edit, now.

    Refuses with ``OutOfReach``, ``rules.NoNumber`` or ``rules.Unreachable``.
    """
    number = record_to_edit(actor=actor, reference=reference).number
    persons = persons_numbered([number])
    _ask(persons, actor, adapter, at, subject=f"person:{number}")
    found = selectors.latest(number)
    if found is None:
        raise OutOfReach("evidence")
    return found


def _ask(
    persons: pl.DataFrame, actor: Actor, adapter: Adapter, at: datetime, subject: str
) -> dict[str, Held | None]:
    questions = [
        _question(*row) for row in persons.select("person", "national", "name", "birth", "sex").rows()
    ]
    if not questions or not all(one.number for one in questions):
        raise rules.NoNumber()
    held = adapter.ask(questions)
    found = {one.key: rules.compared(one, held[one.key]) for one in questions}
    _write(persons, questions, found, actor, adapter.source, at)
    counts = Counter(one.outcome for one in found.values())
    told = contracts.PersonsChecked(
        subject, adapter.source, actor.purpose, len(questions), *(counts[name] for name in COUNTED)
    )
    record(told, actor=actor, at=at)
    return dict(held)


def _question(person: int, national: str, name: str, birth: str, sex: int) -> Question:
    said = "\n".join((str(person), national, name, birth, str(sex)))
    key = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
    return Question(key, national, name, birth, sex)


def _write(
    persons: pl.DataFrame, questions: list[Question], found: dict[str, Found], actor: Actor, source: str,
    at: datetime,
) -> None:  # fmt: skip
    numbers = persons["person"].to_list()
    with connection.cursor() as cursor:  # two that ask about the same persons wait for one another
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('population ' || x, 0)) FROM"
                       " (SELECT DISTINCT n / 1000 AS x FROM unnest(%s::bigint[]) n ORDER BY 1) y",
                       [numbers])  # fmt: skip
    rows = Evidence.objects.for_system("of persons loaded within the reach")
    rows.filter(person__in=numbers, latest=True).update(latest=False)
    Evidence.objects.bulk_create(
        Evidence(
            person=number, unit_id=unit, asked_at=at, asked_by=actor.id, purpose=actor.purpose, source=source,
            question=one.key, outcome=found[one.key].outcome, fields=dict(found[one.key].fields),
            shown=dict(found[one.key].shown),
        )
        for (number, unit), one in zip(persons.select("person", "unit").rows(), questions, strict=True)
    )  # fmt: skip


@transaction.atomic
def order_check(*, actor: Actor, path: str, at: datetime) -> contracts.RunFacts:
    """Order a check of all persons below a branch that the actor may edit; ``/`` is the country.

    What was asked within ``settings.POPULATION["fresh_days"]`` and has not changed since is not asked again.
    """
    if not actor.may_at(Permission.PEOPLE_EDIT, path):
        raise OutOfReach("unit")
    run = Run.objects.create(path=path, asked_by=actor.id, ordered_at=at)
    record(contracts.CheckOrdered(f"run:{run.pk}", path), actor=actor, at=at)
    return selectors.run_facts(run)


@transaction.atomic
def check_piece(*, actor: Actor, run: int, adapter: Adapter, at: datetime) -> contracts.RunFacts | None:
    """The next 500 persons of a run, in one transaction; ``None`` where another worker is at it.

    A run that was killed goes on where its last piece ended: a piece counts as a whole or not at all.
    """
    row = Run.objects.select_for_update(skip_locked=True).filter(pk=run).first()
    if row is None:
        return None
    if row.state != "waiting":
        return selectors.run_facts(row)
    persons = persons_below(row.path, after=row.after, limit=A_PIECE)
    due = _due(persons.filter(pl.col("national") != ""), at)
    if not due.is_empty():
        _ask(due, actor, adapter, at, subject=f"run:{row.pk}")
    numbers = due["person"].to_list()
    outcomes = Counter(
        Evidence.objects.for_system("just written").filter(person__in=numbers, latest=True)
        .values_list("outcome", flat=True)
    )  # fmt: skip
    row.seen, row.asked = row.seen + persons.height, row.asked + due.height
    for name in COUNTED:
        setattr(row, name, getattr(row, name) + outcomes[name])
    if persons.height:
        row.after = persons["person"].to_list()[-1]
    if persons.height < A_PIECE:
        row.state, row.finished_at = "done", at
    row.save()
    return selectors.run_facts(row)


def _due(persons: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Those whose last answer is old, or about something else than the record says today."""
    asked = selectors.asked_already(persons["person"].to_list())
    fresh = at - timedelta(days=settings.POPULATION["fresh_days"])
    due = []
    for person, national, name, birth, sex in persons.select(
        "person", "national", "name", "birth", "sex"
    ).rows():
        last = asked.get(person)
        key = _question(person, national, name, birth, sex).key
        due.append(last is None or last[0] < fresh or last[1] != key)
    return persons.filter(pl.Series(due, dtype=pl.Boolean))


@transaction.atomic
def resolve(
    *, actor: Actor, reference: str, resolution: str, reason: str, adapter: Adapter, at: datetime
) -> contracts.Evidence:
    """Decide about a difference in a record that the actor may edit, for a reason.

    ``accepted``: the population database is asked again, and the record is changed to what it says, as an
    edit in its history. ``kept``: the record is right. Refuses with ``OutOfReach``, ``ReasonMissing``,
    ``ResolvedAlready``, ``NothingToAccept``, ``Unreachable`` or what keeps an edit from being made.
    """
    rules.require_a_resolution(resolution, reason)
    number = selectors.evidence_references().number(reference)
    rows = Evidence.objects.visible_to(actor, Permission.PEOPLE_EDIT).select_for_update(of=("self",))
    row = rows.one(pk=number)
    if row.resolution or not row.latest or row.outcome == "verified":
        raise rules.ResolvedAlready()
    changed: tuple[str, ...] = ()
    if resolution == "accepted":
        changed = _accept(actor, row, reason, adapter, at)
        row = Evidence.objects.visible_to(actor, Permission.PEOPLE_EDIT).one(person=row.person, latest=True)
    row.resolution, row.reason = resolution, reason.strip()
    row.resolved_at, row.resolved_by = at, actor.id
    row.save(update_fields=["resolution", "reason", "resolved_at", "resolved_by"])
    told = contracts.DifferenceResolved(
        f"person:{row.person}", number, resolution, changed, digest({"reason": row.reason})
    )
    record(told, actor=actor, at=at)
    return selectors.facts(row)


def _accept(actor: Actor, row: Evidence, reason: str, adapter: Adapter, at: datetime) -> tuple[str, ...]:
    """Ask once more and make the record say so; then the answer stands about the record as it is now."""
    reference, subject = person_references().of(row.person), f"person:{row.person}"
    (held,) = _ask(persons_numbered([row.person]), actor, adapter, at, subject).values()
    now = Evidence.objects.for_system("just written").get(person=row.person, latest=True)
    fields = [name for name in contracts.FIELDS if now.fields.get(name) == "mismatch"]
    if held is None or not fields:
        raise rules.NothingToAccept()
    facts = record_to_edit(actor=actor, reference=reference).facts
    theirs = replace(facts, **{name: getattr(held, name) for name in fields})
    edit_person(actor=actor, reference=reference, version=facts.version, facts=theirs, reason=reason, at=at)
    _ask(persons_numbered([row.person]), actor, adapter, at, subject)
    return tuple(fields)


@transaction.atomic
def count_verified(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Count how far verification is, by unit; answers persons and verified. Takes a reach of the country."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('population tally', 0))")
        cursor.execute("DELETE FROM population_tally")
        cursor.execute(
            "INSERT INTO population_tally (unit_id, persons, numbered, verified, mismatch, not_found,"
            " counted_at)"
            " SELECT unit, persons, numbered, verified, mismatch, not_found, %s"
            " FROM population_counts()", [at]
        )  # fmt: skip
        cursor.execute(
            "SELECT coalesce(sum(persons), 0)::bigint, coalesce(sum(verified), 0)::bigint"
            " FROM population_tally"
        )
        persons, verified = cursor.fetchone()
    record(contracts.VerifiedCounted("country", persons, verified), actor=actor, at=at)
    return persons, verified


@transaction.atomic
def forget_old_evidence(*, actor: Actor, at: datetime) -> int:
    """Remove answers that newer ones replaced, after ``settings.POPULATION["kept_days"]``."""
    over = at - timedelta(days=settings.POPULATION["kept_days"])
    rows = Evidence.objects.for_system("retention").filter(latest=False, asked_at__lt=over)
    removed, _ = rows.delete()
    if removed:
        record(contracts.EvidenceForgotten("country", removed), actor=actor, at=at)
    return removed
