"""What has changed in the registers since a report was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from khuevan.access.public import Actor
from khuevan.org.public import UnitFacts
from khuevan.reports.contracts import IN_FORCE, Form, Key, Level, Period, Since
from khuevan.reports.models import Drift, Report
from khuevan.reports.rules import differing, summed
from khuevan.reports.selectors.drafts import counted, expected_below
from khuevan.reports.selectors.reports import SEE, in_force, rows_in_force
from khuevan.schooling.public import marks_of_rows

COMPARED_AT_ONCE = 2_000


def since(key: Key, unit: UnitFacts, level: str, on: date) -> Since | None:
    """How the version in force differs from today; ``None`` where none is. The caller looked to the reach.

    A school is held against the registers, an office against the reports below as they are in force now.
    """
    row = in_force(key)
    if row is None:
        return None
    if level == Level.SCHOOL:
        now = counted([unit.path], key.form, key.school_year, key.period, on, [unit.id])[unit.id]
        changed = _rows(row, marks_of_rows(school_year=key.school_year, on=on, branches=[unit.path]))
        noticed = Drift.objects.for_system("the caller has looked to the reach").filter(report=row).first()
        return Since(differing(row.figures, now), changed, noticed.noticed_at if noticed else None, now)
    below = rows_in_force(key, expected_below(unit, key.form, on))
    sums = summed(one.figures for one in below)
    signed = {(unit_id, version) for _, unit_id, version, _ in row.children}
    return Since(
        differing(row.figures, sums), len(signed ^ {(one.unit_id, one.version) for one in below}), None, sums
    )


def _rows(row: Report, marks: pl.DataFrame) -> int:
    """How many rows came, went or changed; one that changed counts once."""
    now = marks.filter(pl.col("unit") == row.unit_id)
    changed = 0
    for name, then in (("learners", row.learner_rows), ("staff", row.staff_rows)):
        today = set(now[name][0].to_list()) if now.height else set()
        changed += max(len(set(then) - today), len(today - set(then)))
    return changed


def compared(school_year: int, on: date) -> Iterator[tuple[int, int, int]]:
    """Every frozen school report of a school year against the registers: its row, cells, rows that differ.

    Whole provinces at once, set-based; some thousand reports at a time.
    """
    rows = Report.objects.for_system("the hourly comparison").filter(
        school_year=school_year, level=Level.SCHOOL, state__in=IN_FORCE
    )
    units = rows.order_by("unit__path").values_list("unit_id", "unit__path").distinct()
    numbers = [*dict.fromkeys(units)]
    for first in range(0, len(numbers), COMPARED_AT_ONCE):
        piece = numbers[first : first + COMPARED_AT_ONCE]
        branches = [path for _, path in piece]
        marks = marks_of_rows(school_year=school_year, on=on, branches=branches)
        held = {unit: marks_of for unit, marks_of in marks.partition_by("unit", as_dict=True).items()}
        for form in Form:
            for period in Period:
                here = [*rows.filter(unit__in=[unit for unit, _ in piece], form=form, period=period)]
                if not here:
                    continue
                ids = [row.unit_id for row in here]
                figures = counted(branches, form, school_year, period, on, ids)
                for row in here:
                    cells = differing(row.figures, figures[row.unit_id])
                    mine = held.get((row.unit_id,), marks.clear())
                    yield row.pk, len(cells), _rows(row, mine)


def changed(*, actor: Actor, limit: int = 500) -> list[tuple[Report, Drift]]:
    """The frozen school reports in reach that were seen to differ from the registers, the latest first."""
    rows = Drift.objects.visible_to(actor, SEE).filter(report__state__in=IN_FORCE)
    found = rows.select_related("report").defer("report__learner_rows", "report__staff_rows")
    return [(one.report, one) for one in found.order_by("-noticed_at", "report_id")[:limit]]
