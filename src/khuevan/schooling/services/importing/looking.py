"""What every file of this room looks up: schools by code, classes by name, persons by their numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import ROW, Code, Column, Kind, Rule
from khuevan.people.public import match_persons
from khuevan.schooling.codes import in_force

LISTS = in_force(date(2026, 1, 1)).says.lists
HELD_BY_REGISTER = pl.lit(True)  # asked of the register in ``check``, not of the row alone
SCHOOL = Column(
    "school", "Mã trường", "School code", Kind.ID, required=True, length=20, pattern="[0-9A-Z._-]{2,20}"
)
YEAR = Column(
    "year", "Năm học", "School year", Kind.INTEGER, required=True, least=1945, most=2200,
    note_vi="Năm bắt đầu: 2026 là năm học 2026–2027.", note_en="The year it begins in: 2026 is 2026–2027.",
)  # fmt: skip
SOURCE = "Thông tư 42/2021/TT-BGDĐT, Điều 10; Quyết định 4998/QĐ-BGDĐT"
_SCHOOLS = """
SELECT k.code, u.id FROM org_unitcode k JOIN org_unit u ON u.id = k.unit_id
WHERE k.issuer = 'moet' AND k.until IS NULL AND k.code = ANY (%s) AND u.path ^@ ANY (%s)
  AND u.sector IN ('preschool', 'general')"""
_CLASSES = """
SELECT c.unit_id, c.school_year, c.name, c.id, c.grade FROM schooling_schoolclass c
WHERE c.unit_id = ANY (%s) AND c.school_year = ANY (%s)"""


def listed(name: str) -> tuple[Code, ...]:
    """A code list of this room as a file's column has it; an empty code is left out."""
    return tuple(Code(code, word.vi, word.en) for code, word in LISTS[name].items() if code)


def rule(number: int, vi: str, en: str, *columns: str, holds: pl.Expr = HELD_BY_REGISTER) -> Rule:
    """A rule of this room, with the law that its lists and numbers rest on."""
    return Rule(f"KV-S-{number:04}", vi, en, holds, columns, SOURCE)


SCHOOL_UNKNOWN = rule(
    20, "Không có trường này trong phạm vi của bạn.", "No such school in your reach.", "school"
)
CLASS_UNKNOWN = rule(
    1, "Trường không có lớp này trong năm học.", "The school has no such class that year.", "class"
)
PERSON_UNKNOWN = rule(
    21, "Không có ai mang mã này trong phạm vi của bạn.", "Nobody in your reach has this code.", "moet"
)


def with_school(
    frame: pl.DataFrame, actor: Actor, may: Permission = Permission.SCHOOLING_EDIT
) -> pl.DataFrame:
    """Rows with ``unit``: the school of their code in the actor's reach, or null."""
    codes = frame["school"].unique().to_list()
    branches = sorted(actor.reaches.get(may, ()))
    with connection.cursor() as cursor:
        cursor.execute(_SCHOOLS, [codes, branches])
        found = pl.DataFrame(cursor.fetchall(), {"school": pl.String, "unit": pl.Int64}, orient="row")
    return frame.join(found, on="school", how="left", maintain_order="left")


def with_class(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that have ``unit`` with ``school_class`` and ``grade``, or null where there is no such class."""
    given = [frame["unit"].drop_nulls().unique().to_list(), frame["year"].unique().to_list()]
    schema = {
        "unit": pl.Int64(), "year": pl.Int64(), "class": pl.String(), "school_class": pl.Int64(),
        "grade": pl.Int64(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLASSES, given)
        found = pl.DataFrame(cursor.fetchall(), schema, orient="row")
    named = frame.with_columns(pl.col("class").str.normalize("NFC").str.strip_chars())
    return named.join(found, on=["unit", "year", "class"], how="left", maintain_order="left")


def with_person(frame: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    """Rows with ``person``: whose number ``moet`` is, in the actor's reach, or null."""
    keyed = frame.with_row_index("key").with_columns(pl.col("key").cast(pl.Int64))
    once = keyed.unique("moet", keep="first", maintain_order=True)
    matched = match_persons(once.select("key", "moet"), actor=actor).select("key", person="matched")
    known = once.select("key", "moet").join(matched, on="key").select("moet", "person")
    return keyed.join(known, on="moet", how="left", maintain_order="left").drop("key")


def faults_of(frame: pl.DataFrame, fault: pl.Expr, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """The faults of rows, each at the first column of its rule: ``ROW``, ``column``, ``code``."""
    places = {one.code: one.columns[0] for one in rules}
    found = frame.select(ROW, code=fault).drop_nulls("code")
    return found.with_columns(column=pl.col("code").replace_strict(places, return_dtype=pl.String)).select(
        ROW, "column", "code"
    )


def none() -> Any:
    """No fault."""
    return pl.lit(None, pl.String)
