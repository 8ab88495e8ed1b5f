"""Health measures and sums of absence, handed in as files."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import BatchFacts, Column, Description, Importable, Kind, Merged, merge_frame
from khuevan.schooling.rules import FIRST_MONTH
from khuevan.schooling.services.importing.looking import (
    PERSON_UNKNOWN,
    YEAR,
    faults_of,
    none,
    rule,
    with_person,
)

MOET = Column(
    "moet", "Mã học sinh", "Learner's code", Kind.ID, required=True, length=30, pattern="[0-9A-Z._-]{2,30}"
)
NOT_ENROLLED = rule(
    24, "Học sinh không có chỗ học ở trường của bạn trong năm học này.",
    "The learner has no place at a school of yours that year.", "year",
)  # fmt: skip
_PLACES = """
SELECT person_id, school_year, unit_id FROM schooling_enrolment
WHERE school_year = ANY (%s) AND person_id = ANY (%s)"""
_FINDINGS = {"eyes": ("Bệnh về mắt", "Eyes"), "congenital": ("Bệnh bẩm sinh", "Congenital"),
             "spine": ("Cong vẹo cột sống", "Spine"), "rickets": ("Còi xương", "Rickets")}  # fmt: skip


def _first(year: pl.Expr) -> pl.Expr:
    return pl.date(year, FIRST_MONTH, 1)


HEALTH_DESCRIPTION = Description(
    "schooling.health", "2026.1", "Sức khỏe học sinh", "Health", key=("moet", "year", "term"),
    columns=(
        MOET, YEAR,
        Column("term", "Lần đo (1, 2)", "Term (1, 2)", Kind.INTEGER, required=True, least=1, most=2),
        Column("measured", "Ngày đo", "Measured on", Kind.DATE, required=True),
        Column("height", "Chiều cao (cm)", "Height (cm)", Kind.DECIMAL, scale=1, least=40, most=230,
               sensitive=True),
        Column("weight", "Cân nặng (kg)", "Weight (kg)", Kind.DECIMAL, scale=1, least=2, most=200,
               sensitive=True),
        Column("left_eye", "Thị lực mắt trái (/10)", "Left eye (/10)", Kind.INTEGER, least=0, most=20,
               sensitive=True),
        Column("right_eye", "Thị lực mắt phải (/10)", "Right eye (/10)", Kind.INTEGER, least=0, most=20,
               sensitive=True),
        *(Column(name, *titles, Kind.BOOL, sensitive=True) for name, titles in _FINDINGS.items()),
    ),
    rules=(
        PERSON_UNKNOWN, NOT_ENROLLED,
        rule(4, "Ngày đo không thuộc năm học.", "The day is not of the school year.", "measured", "year",
             holds=pl.col("measured").is_between(_first(pl.col("year")), _first(pl.col("year") + 1), "left")),
    ),
)  # fmt: skip
ATTENDANCE_DESCRIPTION = Description(
    "schooling.attendance", "2026.1", "Số buổi nghỉ cả năm", "Absence of a year", key=("moet", "year"),
    columns=(
        MOET, YEAR,
        Column("excused", "Nghỉ có phép (buổi)", "Excused (sessions)", Kind.INTEGER, required=True,
            least=0, most=400),
        Column("unexcused", "Nghỉ không phép (buổi)", "Unexcused (sessions)", Kind.INTEGER,
            required=True, least=0,
               most=400),
    ),
    rules=(PERSON_UNKNOWN, NOT_ENROLLED),
)  # fmt: skip


def _placed(frame: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    """Rows with the person and the school (``unit``) of their place that year; null where there is none."""
    rows = with_person(frame, actor)
    given = [rows["year"].unique().to_list(), rows["person"].drop_nulls().unique().to_list()]
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, given)
        schema = {"person": pl.Int64(), "year": pl.Int64(), "unit": pl.Int64()}
        found = pl.DataFrame(cursor.fetchall(), schema, orient="row")
    return rows.join(found, on=["person", "year"], how="left", maintain_order="left")


def _check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows about nobody, or about somebody without a place that year."""
    fault = (
        pl.when(pl.col("person").is_null()).then(pl.lit("KV-S-0021"))
        .when(pl.col("unit").is_null()).then(pl.lit("KV-S-0024")).otherwise(none())
    )  # fmt: skip
    return faults_of(_placed(frame, actor), fault, ATTENDANCE_DESCRIPTION.rules)


def merge_health(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring measures into the register. Rows were passed by the check."""
    rows = _placed(frame, actor)
    found = [pl.when(pl.col(name).fill_null(False)).then(pl.lit(name)) for name in _FINDINGS]
    told = rows.select(
        pl.col("person").alias("person_id"), pl.col("unit").alias("unit_id"), "measured",
        pl.col("year").alias("school_year"), "term", (pl.col("height") * 10).cast(pl.Int64),
        (pl.col("weight") * 10).cast(pl.Int64), "left_eye", "right_eye",
        findings=pl.concat_str(found, separator=",", ignore_nulls=True),
    )  # fmt: skip
    return merge_frame(told, table="schooling_healthcheck", key=["school_year", "person_id", "term"])


def merge_attendance(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring sums of absence into the register. Rows were passed by the check."""
    told = _placed(frame, actor).select(
        pl.col("person").alias("person_id"), pl.col("unit").alias("unit_id"),
        pl.col("year").alias("school_year"), "excused", "unexcused",
    )  # fmt: skip
    return merge_frame(told, table="schooling_absencetotal", key=["school_year", "person_id"])


HEALTH = Importable(HEALTH_DESCRIPTION, merge_health, Permission.SCHOOLING_EDIT, _check)
ATTENDANCE = Importable(ATTENDANCE_DESCRIPTION, merge_attendance, Permission.SCHOOLING_EDIT, _check)
