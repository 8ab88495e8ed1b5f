"""Reading signed versions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from khuevan.access.public import Actor, OutOfReach, Permission, ScopedQuerySet
from khuevan.org.public import UnitFacts, unit_in_reach
from khuevan.reports.contracts import IN_FORCE, Child, Figures, Form, Key, Level
from khuevan.reports.contracts import Report as ReportFacts
from khuevan.reports.models import Report
from khuevan.reports.rules import level_of

SEE = Permission.SCHOOLING_VIEW
LOOKED = "the caller has looked to the reach"


def facts(row: Report) -> ReportFacts:
    """A row as others see it."""
    return ReportFacts(
        id=row.pk, key=Key(row.unit_id, row.form, row.school_year, row.period), level=row.level,
        version=row.version, state=row.state, figures=row.figures, digest=row.digest,
        form_since=row.form_since, children=tuple(Child(*one) for one in row.children),
        missing=tuple(row.missing), remark=row.remark, entry=row.entry, signed_by=row.signed_by,
        signed_at=row.signed_at, ended_at=row.ended_at, reason=row.reason,
    )  # fmt: skip


def report_unit(actor: Actor, key: Key, may: Permission = SEE) -> tuple[UnitFacts, Level]:
    """The unit of a report in reach and its level; ``OutOfReach`` where it makes no such report."""
    unit = unit_in_reach(actor, key.unit, may)
    level = level_of(unit.kind, unit.sector)
    if level is None or key.form not in [*Form] or (level is Level.SCHOOL and unit.sector != key.form):
        raise OutOfReach("report")
    return unit, level


def _of(rows: ScopedQuerySet[Report], key: Key) -> ScopedQuerySet[Report]:
    return rows.filter(unit=key.unit, form=key.form, school_year=key.school_year, period=key.period)


def versions(*, actor: Actor, key: Key) -> list[ReportFacts]:
    """Every version that was signed, the newest first."""
    rows = Report.objects.visible_to(actor, SEE).defer("learner_rows", "staff_rows")
    return [facts(row) for row in _of(rows, key).order_by("-version")]


def version_in_reach(*, actor: Actor, key: Key, version: int) -> ReportFacts:
    """One version, or ``OutOfReach``."""
    rows = Report.objects.visible_to(actor, SEE).defer("learner_rows", "staff_rows")
    return facts(_of(rows, key).one(version=version))


def hold(key: Key) -> None:
    """Let nobody else sign a report, or give back what it is the sum of, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key.subject])


def in_force(key: Key, *, lock: bool = False) -> Report | None:
    """The version in force, with its rows; the caller has looked to the reach."""
    rows = _of(Report.objects.for_system(LOOKED), key)
    if lock:
        rows = rows.select_for_update()
    return rows.filter(state__in=IN_FORCE).first()


def latest_of(key: Key) -> int:
    """The number of the newest version; 0 where there is none."""
    newest = _of(Report.objects.for_system(LOOKED), key).order_by("-version")
    return newest.values_list("version", flat=True).first() or 0


def last_year(key: Key) -> Figures | None:
    """The figures of the same report a year ago, as they are in force; ``None`` where there are none."""
    row = in_force(Key(key.unit, key.form, key.school_year - 1, key.period))
    return None if row is None else dict(row.figures)


def rows_in_force(key: Key, units: Iterable[int], *, lock: bool = False) -> list[Report]:
    """The versions in force of other units for the same form, year and period, by unit; locked if asked."""
    rows = Report.objects.for_system("an office sums what is below it").defer("learner_rows", "staff_rows")
    if lock:
        rows = rows.select_for_update()
    found = rows.filter(
        unit__in=[*units], form=key.form, school_year=key.school_year, period=key.period, state__in=IN_FORCE
    )
    return [*found.order_by("unit_id")]
