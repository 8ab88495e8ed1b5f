"""Counts of the registers for many institutions at once, as frames. No row of a person comes out.

They are counted by functions of the database that look to the reach themselves (migration 0004): asking the
second wall row by row would cost more than counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

ROLLS = {
    "unit": pl.Int64(), "class": pl.Int64(), "grade": pl.Int64(), "name": pl.String(), "learners": pl.Int64(),
}  # fmt: skip
CENSUS = {
    "unit": pl.Int64(), "class": pl.Int64(), "grade": pl.Int64(), "status": pl.String(), "sex": pl.Int64(),
    "minority": pl.Boolean(), "learners": pl.Int64(),
}  # fmt: skip
POSTS = {
    "unit": pl.Int64(), "role": pl.String(), "subject": pl.String(), "degree": pl.String(), "sex": pl.Int64(),
    "minority": pl.Boolean(), "staff": pl.Int64(),
}  # fmt: skip
OUTCOMES = {
    "unit": pl.Int64(), "grade": pl.Int64(), "study": pl.String(), "conduct": pl.String(), "sex": pl.Int64(),
    "learners": pl.Int64(),
}  # fmt: skip
MARKS = {"unit": pl.Int64(), "learners": pl.List(pl.Int64()), "staff": pl.List(pl.Int64())}


def rolls(*, school_year: int, branches: Iterable[str]) -> pl.DataFrame:
    """Every class of a school year below branches of the unit tree, with how many learn in it now.

    ``unit``, ``class`` (row numbers), ``grade``, ``name``, ``learners``; a class without learners has 0.
    """
    return _frame("schooling_rolls(%s::smallint, %s)", [school_year, [*branches]], ROLLS)


def census(*, school_year: int, branches: Iterable[str]) -> pl.DataFrame:
    """The learners of a school year below branches: by class, status, sex and whether of a minority."""
    return _frame("schooling_census(%s::smallint, %s)", [school_year, [*branches]], CENSUS)


def posts(*, on: date, branches: Iterable[str]) -> pl.DataFrame:
    """The staff employed on a day below branches: by role, subject, degree, sex and minority."""
    return _frame("schooling_posts(%s, %s)", [on, [*branches]], POSTS)


def outcomes(*, school_year: int, branches: Iterable[str]) -> pl.DataFrame:
    """The results of a school year below branches: by grade, level of study, conduct and sex."""
    return _frame("schooling_outcomes(%s::smallint, %s)", [school_year, [*branches]], OUTCOMES)


def marks_of_rows(*, school_year: int, on: date, branches: Iterable[str]) -> pl.DataFrame:
    """A number for each row that the counts rest on, by unit: another number is another row.

    ``learners`` and ``staff`` are lists in order. They tell that a row changed, not whose it is.
    """
    return _frame("schooling_marks(%s::smallint, %s, %s)", [school_year, on, [*branches]], MARKS)


def _frame(function: str, values: list[Any], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}", values)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
