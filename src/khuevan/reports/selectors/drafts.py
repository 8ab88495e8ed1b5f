"""What would be signed now: a school's figures from the registers, an office's from what is below it."""

from __future__ import annotations

from datetime import date

import polars as pl

from khuevan.access.public import Actor, OutOfReach
from khuevan.org.public import UnitFacts, units_below
from khuevan.reports import counting
from khuevan.reports.contracts import Child, Draft, Figures, Key, Level, Period
from khuevan.reports.rules import FORMS, Forms, decisive_day, summed
from khuevan.reports.selectors.reports import report_unit, rows_in_force
from khuevan.resources.public import premises_frame
from khuevan.schooling.public import census, outcomes, posts, rolls
from khuevan_kernel.log import digest


def forms_of(school_year: int) -> Forms:
    """The forms that hold for a school year."""
    return FORMS.on(decisive_day(school_year)).says


def registers(branches: list[str], school_year: int, period: str, on: date) -> counting.Registers:
    """What the registers hold below branches, for the forms of a period."""
    results = outcomes(school_year=school_year, branches=branches if period == Period.END else [])
    return counting.Registers(
        rolls(school_year=school_year, branches=branches),
        census(school_year=school_year, branches=branches),
        posts(on=on, branches=branches),
        results,
        premises_frame(branches, school_year),
    )


def counted(
    branches: list[str], form: str, school_year: int, period: str, on: date, units: list[int]
) -> dict[int, Figures]:
    """The figures of schools below branches, by unit, counted now."""
    held = registers(branches, school_year, period, on)
    return dict(counting.count(forms_of(school_year), form, period, held, units).items())


def draft(*, actor: Actor, key: Key, on: date, lock: bool = False) -> Draft:
    """What a unit in the actor's reach would sign now; ``lock`` holds what is below until the sign-off."""
    unit, level = report_unit(actor, key)
    if level is Level.SCHOOL:
        figures = counted([unit.path], key.form, key.school_year, key.period, on, [unit.id])[unit.id]
        return _draft(key, level, figures, (), ())
    expected = expected_below(unit, key.form, on)
    rows = rows_in_force(key, expected, lock=lock)
    children = tuple(Child(row.pk, row.unit_id, row.version, row.digest) for row in rows)
    missing = tuple(sorted(expected - {row.unit_id for row in rows}))
    return _draft(key, level, summed(row.figures for row in rows), children, missing)


def _draft(
    key: Key, level: str, figures: Figures, children: tuple[Child, ...], missing: tuple[int, ...]
) -> Draft:
    plain = {line: dict(cells) for line, cells in figures.items()}
    below = [[one.unit, one.version, one.digest] for one in children]
    return Draft(key, level, figures, children, missing, digest([plain, below, list(missing)]))


def expected_below(unit: UnitFacts, form: str, on: date) -> set[int]:
    """The units directly below an office that are due to report: schools, and offices with schools below."""
    schools = schools_below(unit.path, form, on)
    depth = unit.path.strip("/").count("/") + 2
    children = schools["path"].str.split("/").list.get(depth).cast(pl.Int64)
    return set(children.to_list())


def schools_below(path: str, form: str, on: date) -> pl.DataFrame:
    """The schools of a form at and below a path that are due to report."""
    return units_below([path], on, [form]).filter(pl.col("status") == "active")


def sheet_rows(
    *, actor: Actor, key: Key, line: str, column: str, on: date
) -> tuple[pl.DataFrame, list[tuple[int, int]]]:
    """What a cell is the sum of: of a school, rows of the register of today; of an office, its children.

    ``OutOfReach`` for a line that the form does not have.
    """
    unit, level = report_unit(actor, key)
    forms = forms_of(key.school_year)
    known = {x.code: (section, x) for section in forms.of(key.form, key.period) for x in section.lines}
    if line not in known:
        raise OutOfReach("line")
    section, one = known[line]
    if level is not Level.SCHOOL:
        rows = rows_in_force(key, expected_below(unit, key.form, on))
        return pl.DataFrame(), [(row.unit_id, row.figures.get(line, {}).get(column, 0)) for row in rows]
    if one.measure == "premises":
        return pl.DataFrame(), []
    held = registers([unit.path], key.school_year, key.period, on)
    return counting.rows_behind(forms, key.form, section, one, column, held), []
