"""Classes handed in as files: new ones, and what differs of known ones."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import BatchFacts, Column, Description, Importable, Kind, Merged, merge_frame
from khuevan.schooling.services.importing.closing import close_class
from khuevan.schooling.services.importing.looking import (
    SCHOOL,
    SCHOOL_UNKNOWN,
    YEAR,
    faults_of,
    listed,
    none,
    rule,
    with_school,
)
from khuevan.schooling.services.years import open_school_year

_STANDING = "SELECT id, status = 'active' AND until IS NULL, levels FROM org_unit WHERE id = ANY (%s)"
DESCRIPTION = Description(
    "schooling.classes", "2026.1", "Lớp học", "Classes", key=("school", "year", "name"),
    columns=(
        SCHOOL, YEAR,
        Column("name", "Tên lớp", "Name", required=True, length=40),
        Column("grade", "Khối", "Grade", Kind.INTEGER, required=True, least=-3, most=12,
               note_vi="1–12; mầm non: -3 nhà trẻ, -2, -1, 0 là 3–4, 4–5, 5–6 tuổi.",
               note_en="1–12; preschool: -3 nursery, -2, -1, 0 aged 3–4, 4–5, 5–6."),
        Column("kind", "Loại lớp", "Kind", Kind.CODE, codes=listed("class_kind")),
        Column("subject", "Môn chuyên, nghề", "Specialised subject", length=30),
        Column("sessions", "Số buổi một tuần", "Sessions a week", Kind.INTEGER, least=0, most=12),
        Column("boarding", "Bán trú, nội trú", "Boarding", Kind.CODE, codes=listed("boarding")),
    ),
    rules=(
        SCHOOL_UNKNOWN,
        rule(2, "Trường đã đóng hoặc tạm dừng.", "The school is closed or suspended.", "school"),
        rule(3, "Trường không dạy cấp học của khối này.", "The school does not teach this level.", "grade"),
    ),
)  # fmt: skip


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register."""
    rows = _with_standing(with_school(frame, actor))
    fault = (
        pl.when(pl.col("unit").is_null()).then(pl.lit("KV-S-0020"))
        .when(~pl.col("stands")).then(pl.lit("KV-S-0002"))
        .when((pl.col("levels").list.len() > 0) & ~pl.col("levels").list.contains(_level()))
        .then(pl.lit("KV-S-0003")).otherwise(none())
    )  # fmt: skip
    return faults_of(rows, fault, DESCRIPTION.rules)


def _with_standing(rows: pl.DataFrame) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [rows["unit"].drop_nulls().unique().to_list()])
        schema = {"unit": pl.Int64(), "stands": pl.Boolean(), "levels": pl.List(pl.String())}
        found = pl.DataFrame(cursor.fetchall(), schema, orient="row")
    return rows.join(found, on="unit", how="left", maintain_order="left")


def _level() -> pl.Expr:
    grade = pl.col("grade")
    return (
        pl.when(grade == -3).then(pl.lit("nursery")).when(grade < 1).then(pl.lit("kindergarten"))
        .when(grade < 6).then(pl.lit("primary")).when(grade < 10).then(pl.lit("lower"))
        .otherwise(pl.lit("upper"))
    )  # fmt: skip


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Add new classes and change those that differ. Rows were passed by ``check``."""
    rows = with_school(frame, actor)
    for year in rows["year"].unique().to_list():
        open_school_year(actor=actor, school_year=year, at=at)
    told = rows.select(
        pl.col("year").alias("school_year"), pl.col("unit").alias("unit_id"),
        pl.col("name").str.normalize("NFC").str.strip_chars(), "grade",
        pl.col("kind").fill_null("single"), pl.col("subject").fill_null(""),
        pl.col("sessions").fill_null(0), pl.col("boarding").fill_null(""),
    )  # fmt: skip
    return merge_frame(told, table="schooling_schoolclass", key=["school_year", "unit_id", "name"])


CLASSES = Importable(DESCRIPTION, merge, Permission.SCHOOLING_EDIT, check, close=close_class)
