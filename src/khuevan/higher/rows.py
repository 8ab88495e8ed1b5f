"""Programmes, studies and staff of higher education as rows for bulk work: everything comes out as frames.

Whoever asks has said units that the actor reaches, and has called ``reaching``: the second wall stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import read_frame

_N, _T, _D = pl.Int64(), pl.String(), pl.Date()
_STUDIES = """
SELECT s.id, s.person_id, s.unit_id, s.programme_id, s.student_code, s.state, s.since, g.level, g.since,
       g.until, g.unit_id
FROM higher_study s JOIN higher_programme g ON g.id = s.programme_id
WHERE s.unit_id = ANY (%(units)s) AND s.state = 'studying' ORDER BY s.id"""
_STAFF = """
SELECT id, person_id, unit_id, role, degree, since FROM higher_employment
WHERE unit_id = ANY (%(units)s) AND since <= %(day)s AND (until IS NULL OR until > %(day)s) ORDER BY id"""
_PROGRAMMES = """
SELECT g.id, g.unit_id, g.field, g.code, g.name, g.level, g.since, coalesce(n.count, 0)
FROM higher_programme g
LEFT JOIN (SELECT programme_id, count(*) FROM higher_study
           WHERE unit_id = ANY (%(units)s) AND state = 'studying' GROUP BY 1) n ON n.programme_id = g.id
WHERE g.unit_id = ANY (%(units)s) AND g.since <= %(day)s AND (g.until IS NULL OR g.until > %(day)s)
ORDER BY g.id"""


def study_rows(*, actor: Actor, units: Sequence[int]) -> pl.DataFrame:
    """Who studies at some institutions, with the programme's level, days and institution beside theirs."""
    schema = {
        "study": _N, "person": _N, "unit": _N, "programme": _N, "student_code": _T, "state": _T, "since": _D,
        "programme_level": _T, "programme_since": _D, "programme_until": _D, "programme_unit": _N,
    }  # fmt: skip
    return _read(actor, _STUDIES, {"units": list(units)}, schema)


def lecturer_rows(*, actor: Actor, units: Sequence[int], on: date) -> pl.DataFrame:
    """The employments at some institutions that are in force on a day."""
    schema = {"post": _N, "person": _N, "unit": _N, "role": _T, "degree": _T, "since": _D}
    return _read(actor, _STAFF, {"units": list(units), "day": on}, schema)


def programme_rows(*, actor: Actor, units: Sequence[int], on: date) -> pl.DataFrame:
    """The programmes of some institutions that are open on a day, with how many study in each."""
    schema = {
        "programme": _N, "unit": _N, "field": _T, "code": _T, "name": _T, "level": _T, "since": _D,
        "students": _N,
    }  # fmt: skip
    return _read(actor, _PROGRAMMES, {"units": list(units), "day": on}, schema)


def _read(
    actor: Actor, query: str, values: dict[str, object], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    if not (actor.may(Permission.HIGHER_VIEW) or actor.may(Permission.REVIEW_VIEW)):
        raise OutOfReach("higher")
    return read_frame(query, values, schema)
