"""The rows that rules look at, for some units at once: each dataset as a frame of its described columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import polars as pl

from khuevan.access.public import Actor, Permission
from khuevan.higher.public import lecturer_rows, programme_rows, study_rows
from khuevan.org.public import rows_of_units
from khuevan.people.public import guardian_rows, person_rows
from khuevan.quality.rules import DATASETS, POLARS, Context, Dataset, derive
from khuevan.schooling.public import class_rows, enrolment_rows, result_rows, staff_rows

YEARS = 10_000  # a result is named by person × this + school year
_OF_UNIT = ("unit", "unit_status", "unit_kind", "unit_sector")
_OF_PERSON = (
    "person", "name", "birth_date", "birth_precision", "sex", "ethnicity", "nationality", "national",
    "nationals", "guardians",
)  # fmt: skip


class Rows(NamedTuple):
    """What was read of some units, before it is put together."""

    actor: Actor
    context: Context
    units: pl.DataFrame
    persons: pl.DataFrame
    enrolled: pl.DataFrame
    classes: pl.DataFrame
    staff: pl.DataFrame
    studies: pl.DataFrame
    lecturers: pl.DataFrame
    programmes: pl.DataFrame

    @property
    def numbers(self) -> list[int]:
        """The units' row numbers."""
        return self.units["unit"].to_list()


def read(*, actor: Actor, units: list[int], context: Context) -> Rows:
    """Everything that the datasets of some units are made of, but results and guardians."""
    on, year = context.day, context.school_year
    return Rows(
        actor, context,
        rows_of_units(actor=actor, may=Permission.QUALITY_VIEW, units=units),
        person_rows(actor=actor, units=units),
        enrolment_rows(actor=actor, units=units, school_year=year),
        class_rows(actor=actor, units=units, school_year=year),
        staff_rows(actor=actor, units=units, on=on), study_rows(actor=actor, units=units),
        lecturer_rows(actor=actor, units=units, on=on), programme_rows(actor=actor, units=units, on=on),
    )  # fmt: skip


def rows_of_person(*, actor: Actor, person: int, context: Context) -> Rows | None:
    """What there is of one person: the record, places and work at the unit that keeps it; or ``None``.

    Columns that count over a class are made from all of the unit's rows.
    """
    kept = person_rows(actor=actor, numbers=[person])
    return None if kept.is_empty() else read(actor=actor, units=kept["unit"].to_list(), context=context)


def frames(rows: Rows, wanted: set[str] | None = None) -> Iterator[tuple[Dataset, pl.DataFrame]]:
    """Each dataset (or those wanted) with its rows, helper columns included; one after the other."""
    for name, make in _MADE.items():
        if wanted is not None and name not in wanted:
            continue
        dataset = DATASETS[name]
        yield dataset, shaped(dataset, make(rows), rows.context)


def shaped(dataset: Dataset, frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A frame with the columns and types of a dataset; what was not read is empty."""
    read_columns = [one for one in dataset.fields if not one.helper]
    frame = frame.select(
        (pl.col(one.name) if one.name in frame.columns else pl.lit(None))
        .cast(POLARS[one.type])
        .alias(one.name)
        for one in read_columns
    )
    return derive(frame, dataset.types, context)


def _persons(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, rows.persons)


def _enrolments(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, _with_persons(rows, rows.enrolled))


def _classes(rows: Rows) -> pl.DataFrame:
    levels = rows.units.select("unit", unit_levels="levels")
    return _with_units(rows, rows.classes.join(levels, on="unit", how="left"))


def _staff(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, _with_persons(rows, rows.staff))


def _results(rows: Rows) -> pl.DataFrame:
    years = (rows.context.school_year - 1, rows.context.school_year)
    found = pl.concat(result_rows(actor=rows.actor, units=rows.numbers, school_year=year) for year in years)
    return _with_units(rows, found.with_columns(result=pl.col("person") * YEARS + pl.col("school_year")))


def _units(rows: Rows) -> pl.DataFrame:
    units = rows.units
    teaches = pl.col("role").is_in(["teacher", "lecturer"])
    learners = pl.concat([rows.enrolled.select("unit"), rows.studies.select("unit")])
    everyone = pl.concat([rows.staff.select("unit", "role"), rows.lecturers.select("unit", "role")])
    counts = (
        learners.group_by("unit").len("learners"),
        rows.classes.group_by("unit").len("classes"),
        everyone.group_by("unit").agg(
            staff=pl.len(), heads=(pl.col("role") == "manager").sum(), teachers=teaches.sum()
        ),
        rows.programmes.group_by("unit").len("programmes"),
    )  # fmt: skip
    for counted in counts:
        units = units.join(counted, on="unit", how="left")
    return units.with_columns(
        pl.col("learners", "classes", "staff", "heads", "teachers", "programmes").fill_null(0)
    )


def _guardians(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, guardian_rows(actor=rows.actor, units=rows.numbers))


def _students(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, _with_persons(rows, rows.studies))


def _lecturers(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, _with_persons(rows, rows.lecturers))


def _programmes(rows: Rows) -> pl.DataFrame:
    return _with_units(rows, rows.programmes)


def _with_units(rows: Rows, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.join(rows.units.select(_OF_UNIT), on="unit", how="left", maintain_order="left")


def _with_persons(rows: Rows, frame: pl.DataFrame) -> pl.DataFrame:
    """With the columns of the persons: those whose records other units keep are read besides."""
    known = rows.persons
    missing = frame.join(known, on="person", how="anti")["person"].unique().to_list()
    if missing:
        known = pl.concat([known, person_rows(actor=rows.actor, numbers=missing)])
    return frame.join(known.select(_OF_PERSON), on="person", how="left", maintain_order="left")


_MADE: dict[str, Callable[[Rows], pl.DataFrame]] = {
    "persons": _persons, "enrolments": _enrolments, "classes": _classes, "staff": _staff,
    "results": _results, "units": _units, "guardians": _guardians, "students": _students,
    "lecturers": _lecturers, "programmes": _programmes,
}  # fmt: skip
