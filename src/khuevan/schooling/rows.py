"""Classes, enrolments, staff and results as rows for bulk work: everything comes out as frames.

Whoever asks has said units that the actor reaches, and has called ``reaching``: the second wall stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import read_frame

_N, _T, _D = pl.Int64(), pl.String(), pl.Date()
_ENROLLED = """
SELECT e.person_id, e.unit_id, e.school_class_id, e.grade, e.status, c.unit_id, c.grade
FROM schooling_enrolment e LEFT JOIN schooling_schoolclass c ON c.id = e.school_class_id
WHERE e.school_year = %(year)s AND e.unit_id = ANY (%(units)s) AND e.status = 'studying'
ORDER BY e.person_id"""
_CLASSES = """
SELECT c.id, c.unit_id, c.grade, c.name, coalesce(n.size, 0) FROM schooling_schoolclass c
LEFT JOIN (SELECT school_class_id, count(*) AS size FROM schooling_enrolment
           WHERE school_year = %(year)s AND unit_id = ANY (%(units)s) AND status = 'studying' GROUP BY 1) n
       ON n.school_class_id = c.id
WHERE c.school_year = %(year)s AND c.unit_id = ANY (%(units)s) ORDER BY c.id"""
_STAFF = """
SELECT id, person_id, unit_id, role, subject, degree, since FROM schooling_employment
WHERE unit_id = ANY (%(units)s) AND since <= %(day)s AND (until IS NULL OR until > %(day)s) ORDER BY id"""
_RESULTS = """
SELECT person_id, unit_id, school_year, average, study, conduct FROM schooling_yearresult
WHERE school_year = %(year)s AND unit_id = ANY (%(units)s) ORDER BY person_id"""
_LEARNERS = """
SELECT unit_id, count(*) FROM schooling_enrolment
WHERE school_year = %(year)s AND unit_id = ANY (%(units)s) AND status = 'studying' GROUP BY 1"""
_BEST = """
SELECT unit_id, 100 * count(*) FILTER (WHERE study IN ('HTXS', 'T')) / count(*) FROM schooling_yearresult
WHERE school_year = %(year)s AND unit_id = ANY (%(units)s) GROUP BY 1"""
_CLASS_COUNTS = """
SELECT unit_id, count(*) FROM schooling_schoolclass
WHERE school_year = %(year)s AND unit_id = ANY (%(units)s) GROUP BY 1"""
_STAFF_COUNTS = """
SELECT unit_id, count(*) FROM schooling_employment
WHERE unit_id = ANY (%(units)s) AND since <= %(day)s AND (until IS NULL OR until > %(day)s) GROUP BY 1"""


def enrolment_rows(*, actor: Actor, units: Sequence[int], school_year: int) -> pl.DataFrame:
    """Who studies at some units in a school year, with the class's own unit and grade beside theirs."""
    schema = {
        "person": _N, "unit": _N, "school_class": _N, "grade": _N, "status": _T, "class_unit": _N,
        "class_grade": _N,
    }  # fmt: skip
    return _read(actor, _ENROLLED, {"units": list(units), "year": school_year}, schema)


def class_rows(*, actor: Actor, units: Sequence[int], school_year: int) -> pl.DataFrame:
    """The classes of some units in a school year, with how many study in each (``size``)."""
    schema = {"school_class": _N, "unit": _N, "grade": _N, "name": _T, "size": _N}
    return _read(actor, _CLASSES, {"units": list(units), "year": school_year}, schema)


def staff_rows(*, actor: Actor, units: Sequence[int], on: date) -> pl.DataFrame:
    """The employments at some units that are in force on a day."""
    schema = {
        "post": _N, "person": _N, "unit": _N, "role": _T, "subject": _T, "degree": _T, "since": _D,
    }  # fmt: skip
    return _read(actor, _STAFF, {"units": list(units), "day": on}, schema)


def result_rows(*, actor: Actor, units: Sequence[int], school_year: int) -> pl.DataFrame:
    """The results of a school year at some units."""
    schema = {"person": _N, "unit": _N, "school_year": _N, "average": _N, "study": _T, "conduct": _T}
    return _read(actor, _RESULTS, {"units": list(units), "year": school_year}, schema)


def yearly_figures(*, actor: Actor, units: Sequence[int], school_year: int, on: date) -> pl.DataFrame:
    """Figures of some units by ``unit``, ``measure`` and ``value``: ``learners`` and ``classes`` of a school
    year, ``staff`` on a day, and ``best``: the percentage of the year's results at the highest level."""
    asked = {"units": list(units), "year": school_year, "day": on}
    counted = {"learners": _LEARNERS, "classes": _CLASS_COUNTS, "staff": _STAFF_COUNTS, "best": _BEST}
    return pl.concat(
        _read(actor, query, asked, {"unit": _N, "value": _N}).with_columns(measure=pl.lit(name))
        for name, query in counted.items()
    )


def _read(
    actor: Actor, query: str, values: dict[str, object], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    if not actor.may(Permission.SCHOOLING_VIEW):
        raise OutOfReach("schooling")
    return read_frame(query, values, schema)
