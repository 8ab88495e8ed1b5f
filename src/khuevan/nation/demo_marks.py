"""A school year under way at the demo's school: who teaches what, and marks up to the middle of the term."""

from __future__ import annotations

from datetime import date, datetime
from itertools import cycle
from typing import Any

import numpy as np
import polars as pl
import psycopg

from khuevan.intake.public import copy_frame
from khuevan_kernel import grading

# Subjects of employment, as the generator has them, and those of the programme that they teach.
TEACHES = {
    "literature": "ngu_van", "mathematics": "toan", "foreign_language": "tieng_anh", "history": "lich_su",
    "geography": "dia_li", "economics_law": "gdkt_pl", "physics": "vat_li", "chemistry": "hoa_hoc",
    "biology": "sinh_hoc", "technology_elective": "cong_nghe", "informatics_elective": "tin_hoc",
    "music": "am_nhac", "fine_arts": "mi_thuat", "physical": "the_duc",
}  # fmt: skip
SCIENCES = ("physics", "chemistry", "biology", "informatics_elective")
SOCIETY = ("geography", "economics_law", "technology_elective", "physics")
CLASSES_OF_THE_TEACHER = 4
WINDOWS = {1: ((0, 9, 5), (1, 1, 15)), 2: ((1, 1, 16), (1, 5, 31)), 3: ((1, 6, 1), (1, 8, 15))}
BY = "system:nation"
Connection = psycopg.Connection[Any]


def year_under_way(connection: Connection, *, school: int, teacher: int, pupil: int, at: datetime) -> None:
    """Assign the teachers of a school and enter marks of the first term, unless it has assignments.

    The teacher has the pupil's class as homeroom and teaches their subject in it and three more.
    """
    known = "SELECT FROM assessment_assignment WHERE unit_id = %s LIMIT 1"
    if connection.execute(known, [school]).rowcount:
        return
    year, own = connection.execute(
        "SELECT school_year, school_class_id FROM schooling_enrolment WHERE person_id = %s"
        " ORDER BY school_year DESC LIMIT 1", [pupil],
    ).fetchone() or (0, 0)  # fmt: skip
    connection.execute("SELECT assessment_open_year(%s::smallint)", [year])
    for term, (opens, closes) in WINDOWS.items():
        connection.execute(
            "INSERT INTO assessment_window (unit_id, school_year, term, opens, closes)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [school, year, term, *(date(year + plus, month, day) for plus, month, day in (opens, closes))],
        )
    taught = _assignments(connection, school, year, own, teacher)
    copy_frame(connection, taught, "assessment_assignment")
    copy_frame(connection, _lines(connection, taught.filter(pl.col("subject") != ""), at), "assessment_line")


def _assignments(connection: Connection, school: int, year: int, own: int, teacher: int) -> pl.DataFrame:
    rows = connection.execute(
        "SELECT id, grade FROM schooling_schoolclass WHERE unit_id = %s AND school_year = %s ORDER BY id",
        [school, year],
    ).fetchall()
    staff = connection.execute(
        "SELECT person_id, subject FROM schooling_employment WHERE unit_id = %s AND role = 'teacher'"
        " AND person_id <> %s ORDER BY person_id", [school, teacher],
    ).fetchall()  # fmt: skip
    mine = connection.execute(
        "SELECT subject FROM schooling_employment WHERE person_id = %s AND role = 'teacher' LIMIT 1",
        [teacher],
    ).fetchone()
    subject = next((code for code, taught in TEACHES.items() if mine and taught == mine[0]), "literature")
    everybody = cycle(number for number, _ in staff)
    turns = {
        code: cycle([n for n, s in staff if s == taught] or [teacher]) for code, taught in TEACHES.items()
    }
    classes = sorted(rows, key=lambda row: row[0] != own)
    theirs = {number for number, _ in classes[:CLASSES_OF_THE_TEACHER]}
    made = []
    for number, grade in classes:
        chosen = SCIENCES if number % 2 else SOCIETY
        made.append((number, "", teacher if number == own else next(everybody)))
        for one in grading.subjects(grade, year):
            if one.elective and one.code not in chosen:
                continue
            whose = next(turns[one.code]) if one.code in turns else next(everybody)
            made.append((number, one.code, teacher if one.code == subject and number in theirs else whose))
    frame = pl.DataFrame(made, schema=["school_class_id", "subject", "person_id"], orient="row")
    return frame.with_columns(
        school_year=pl.lit(year), unit_id=pl.lit(school), since=pl.lit(date(year, 9, 5))
    )


def _lines(connection: Connection, taught: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Regular and mid-term marks, as good as the pupil is; a few are not entered yet."""
    places = connection.execute(
        "SELECT person_id, school_class_id, grade FROM schooling_enrolment"
        " WHERE unit_id = ANY (%s) AND school_class_id = ANY (%s) AND status = 'studying' ORDER BY person_id",
        [taught[name].unique().to_list() for name in ("unit_id", "school_class_id")],
    ).fetchall()
    pupils = pl.DataFrame(places, schema=["pupil", "school_class_id", "grade"], orient="row")
    found = pupils.join(taught.drop("person_id"), on="school_class_id")
    draws = np.random.default_rng(pupils["pupil"][0])
    able = dict(zip(pupils["pupil"], draws.integers(52, 92, pupils.height), strict=True))
    base = found["pupil"].replace_strict(able).to_numpy() + draws.integers(-6, 7, found.height)
    comment = pl.col("subject").is_in(
        [
            one.code
            for grade in (10, 11, 12)
            for one in grading.subjects(grade, found["school_year"][0])
            if one.comment
        ]
    )
    columns = {}
    for kind, there in (("tx1", 0.97), ("tx2", 0.85), ("gk", 0.7)):
        mark = np.clip(base + draws.integers(-14, 15, found.height), 20, 100) // 5 * 5
        absent = draws.random(found.height) > there
        passed = np.where(draws.random(found.height) < 0.98, grading.WORDS["Đ"], grading.WORDS["CĐ"])
        columns[kind] = (
            pl.when(pl.Series(absent))
            .then(None)
            .when(comment)
            .then(pl.Series(passed))
            .otherwise(pl.Series(mark))
        )
    return found.select(
        "school_year", "unit_id", "school_class_id", "subject", person_id="pupil", **columns,
        term=pl.lit(1), note=pl.lit(""), changed_by=pl.lit(BY), changed_at=pl.lit(at), how=pl.lit("own"),
    )  # fmt: skip
