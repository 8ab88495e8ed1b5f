"""Signing a report off, giving it back, and the days until which it is due."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import IntegrityError, transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.journal.public import record
from khuevan.org.public import Kind, UnitFacts, unit_in_reach, units
from khuevan.reports import contracts, rules, selectors
from khuevan.reports.contracts import Key, Level, Period, State
from khuevan.reports.models import Deadline, Drift, Report
from khuevan.schooling.public import marks_of_rows
from khuevan_kernel.log import digest

MAY = Permission.REPORTS_SIGN


@transaction.atomic
def sign_report(
    *, actor: Actor, key: Key, seen: str, remark: str, on: date, at: datetime
) -> contracts.Report:
    """Freeze a unit's figures in the name of its office; what is below an office is locked with it.

    ``seen`` is the fingerprint of the draft that was looked at, ``on`` the day. Refuses with ``OutOfReach``
    or one of ``rules.NotYourOffice``, ``NotOpenYet``, ``SignedAlready``, ``NothingBelow``, ``FiguresMoved``,
    ``RemarkNeeded``.
    """
    unit, level = selectors.report_unit(actor, key, MAY)
    selectors.hold(key)
    standing = selectors.in_force(key, lock=True)
    held = selectors.draft(actor=actor, key=key, on=on, lock=True)
    warned = rules.checks(held.figures, missing=len(held.missing), last_year=selectors.last_year(key))
    rules.require_signable(
        office=actor.office, path=unit.path, opens=rules.day_of(key.school_year, key.period, "opens"),
        today=on, state=standing.state if standing else None,
        same=standing is not None and _same(standing, held),
        below=None if level == Level.SCHOOL else len(held.children),
        fingerprint=held.fingerprint, seen=seen, warned=bool(warned), remark=remark,
    )  # fmt: skip
    if standing is not None:
        _end(standing, State.REPLACED, actor, at, "")
    try:
        with transaction.atomic():
            row = _frozen(unit, level, held, remark.strip(), actor, at, on)
    except IntegrityError:  # two signed at once, and this one came second
        raise rules.SignedAlready() from None
    below = Report.objects.for_system("what an office signed on").filter(
        pk__in=[one.report for one in held.children]
    )
    below.update(state=State.LOCKED)
    return selectors.facts(row)


def _same(standing: Report, held: contracts.Draft) -> bool:
    """Whether an office's version in force is the sum of just the same."""
    below = [[one.report, one.unit, one.version, one.digest] for one in held.children]
    return bool(standing.children == below and standing.missing == list(held.missing))


def _frozen(
    unit: UnitFacts, level: str, held: contracts.Draft, remark: str, actor: Actor, at: datetime, on: date
) -> Report:
    key, version = held.key, selectors.latest_of(held.key) + 1
    since = rules.FORMS.on(rules.decisive_day(key.school_year)).since
    content = contracts.content_of(key, level, version, held.figures, held.children, held.missing, since)
    signed = digest(content)
    event = contracts.ReportSigned(
        key.subject, level, version, signed, len(held.children), len(held.missing), remark
    )
    learners, staff = _marks(unit, key, on) if level == Level.SCHOOL else ([], [])
    return Report.objects.create(
        unit_id=unit.id, form=key.form, school_year=key.school_year, period=key.period, level=level,
        version=version, state=State.SIGNED, form_since=since, digest=signed, missing=list(held.missing),
        figures={line: dict(cells) for line, cells in held.figures.items()},
        children=[[one.report, one.unit, one.version, one.digest] for one in held.children],
        learner_rows=learners, staff_rows=staff, remark=remark, signed_by=actor.id, signed_at=at,
        entry=record(event, actor=actor, at=at),
    )  # fmt: skip


def _marks(unit: UnitFacts, key: Key, on: date) -> tuple[list[int], list[int]]:
    found = marks_of_rows(school_year=key.school_year, on=on, branches=[unit.path])
    mine = found.filter(pl.col("unit") == unit.id)
    return (mine["learners"][0].to_list(), mine["staff"][0].to_list()) if mine.height else ([], [])


@transaction.atomic
def return_report(*, actor: Actor, key: Key, reason: str, at: datetime) -> contracts.Report:
    """Give the report of a unit directly below one's office back, for a reason: it is to be signed anew.

    Where one's own report rests on it, that is opened with it. What was signed stays readable. Refuses with
    ``OutOfReach`` or one of ``rules.NotYourOffice``, ``NotInForce``, ``LockedAbove``, ``ReasonMissing``.
    """
    unit, _ = selectors.report_unit(actor, key, MAY)
    if unit.parent is None:
        raise OutOfReach("office above")
    above = units([unit.parent])[0]
    over_key = Key(above.id, key.form, key.school_year, key.period)
    selectors.hold(over_key)  # whoever signs there waits, or has signed
    over = selectors.in_force(over_key, lock=True)
    row = selectors.in_force(key, lock=True)
    rules.require_returnable(
        office=actor.office, above=above.path, state=row.state if row else None,
        state_above=over.state if over else None, reason=reason,
    )  # fmt: skip
    assert row is not None
    event = contracts.ReportReturned(key.subject, row.version, row.state, reason.strip())
    if row.state == State.LOCKED and over is not None:
        opened = contracts.ReportReturned(over_key.subject, over.version, over.state, reason.strip())
        _end(over, State.OPENED, actor, at, reason.strip())
        record(opened, actor=actor, at=at)
    _end(row, State.RETURNED, actor, at, reason.strip())
    record(event, actor=actor, at=at)
    return selectors.facts(row)


def _end(row: Report, state: State, actor: Actor, at: datetime, reason: str) -> None:
    row.state, row.ended_at, row.ended_by, row.reason = state, at, actor.id, reason
    row.save(update_fields=["state", "ended_at", "ended_by", "reason"])
    Drift.objects.for_system("a version out of force is compared no more").filter(report=row).delete()


@transaction.atomic
def set_deadline(
    *, actor: Actor, province: int, school_year: int, period: str, level: str, day: date, decision: str,
    at: datetime,
) -> date:  # fmt: skip
    """Set a province's own last day for the reports of a level in a period.

    Refuses with ``OutOfReach``, ``rules.NotYourOffice`` or ``rules.DeadlineUnclear``.
    """
    unit = unit_in_reach(actor, province, MAY)
    if unit.kind != Kind.PROVINCE:
        raise OutOfReach("province")
    if actor.office != unit.path:
        raise rules.NotYourOffice()
    known = period in [*Period] and level in {Level.SCHOOL, Level.COMMUNE, Level.PROVINCE}
    if not known or not decision.strip() or day <= rules.day_of(school_year, period, "opens"):
        raise rules.DeadlineUnclear()
    Deadline.objects.for_system("the province is in reach").update_or_create(
        province_id=province, school_year=school_year, period=period, level=level,
        defaults={"day": day, "decision": decision.strip()},
    )  # fmt: skip
    event = contracts.DeadlineSet(f"unit:{province}", school_year, period, level, day, decision.strip())
    record(event, actor=actor, at=at)
    return day
