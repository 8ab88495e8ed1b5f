"""Marks handed in as files: a row for a pupil, a subject and a term; an empty cell leaves what stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.assessment import rules
from khuevan.assessment.contracts import KINDS, How
from khuevan.assessment.selectors.assignments import windows_of
from khuevan.assessment.services.assignments import open_year
from khuevan.assessment.services.entry import lock
from khuevan.intake.public import (
    ROW,
    BatchFacts,
    Column,
    Description,
    Importable,
    Kind,
    Merged,
    Rule,
    merge_frame,
)
from khuevan.people.public import number_of
from khuevan.schooling.public import latest_year, places_of_persons
from khuevan_kernel import grading
from khuevan_kernel.law import Refusal

_ASKED = pl.lit(True)  # asked of the register in ``check``, not of the row alone
_FIELDS = [kind.lower() for kind in KINDS]
_TITLES = {
    "gk": ("Giữa kì", "Mid-term"), "ck": ("Cuối kì", "End of term"),
    "mgk": ("Mức giữa kì", "Level, mid-term"), "mck": ("Mức cuối kì", "Level, end of term"),
}  # fmt: skip
_LAW = "Thông tư 22/2021/TT-BGDĐT, Điều 6 và 7; Thông tư 27/2020/TT-BGDĐT, Điều 6 và 7"
_REFUSED: dict[type[Refusal], str] = {
    rules.AboveTen: "KV-A-0001", rules.OneDecimal: "KV-A-0002", rules.WholeOnly: "KV-A-0003",
    rules.WordNotHere: "KV-A-0004", rules.NotAMark: "KV-A-0005",
}  # fmt: skip
_NOT_HERE, _NO_SUBJECT, _NO_COLUMN, _CLOSED = "KV-A-0006", "KV-A-0007", "KV-A-0008", "KV-A-0009"


def _rule(code: str, vi: str, en: str, column: str, provision: str = "") -> Rule:
    return Rule(code, vi, en, _ASKED, (column,), provision)


DESCRIPTION = Description(
    name="assessment.marks", version="2026.1", vi="Điểm và nhận xét", en="Marks and comments",
    key=("code", "subject", "term"),
    columns=(
        Column("code", "Mã học sinh", "Pupil's code", Kind.ID, required=True, length=14),
        Column("name", "Họ và tên", "Name", length=120, note_vi="Để dễ đọc; không dùng khi nhập.",
               note_en="For reading only."),
        Column("subject", "Môn", "Subject", required=True, length=30,
               note_vi="Mã môn, ví dụ mathematics.", note_en="The subject's code, such as mathematics."),
        Column("term", "Học kì", "Term", Kind.INTEGER, required=True, least=1, most=2),
        *(Column(one, *_TITLES.get(one, (one.upper(), one.upper())), length=5) for one in _FIELDS),
        Column("note", "Nhận xét", "Comment", length=rules.LONGEST_NOTE),
    ),
    rules=(
        _rule("KV-A-0001", "Điểm lớn hơn 10: thang điểm là từ 0 đến 10.",
              "The mark is above 10: the scale is 0 to 10.", "tx1", _LAW),
        _rule("KV-A-0002", "Điểm có hơn một chữ số thập phân: tự làm tròn, ví dụ 7,25 thành 7,3.",
              "The mark has more than one decimal: round it, such as 7,3 for 7,25.", "tx1", _LAW),
        _rule("KV-A-0003", "Bài kiểm tra tiểu học không cho điểm thập phân.",
              "Tests at primary school get whole marks.", "ck", _LAW),
        _rule("KV-A-0004", "Mức đánh giá này không dùng ở cột này của môn.",
              "This level has no place in this column of the subject.", "tx1", _LAW),
        _rule("KV-A-0005", "Không phải là điểm hay mức đánh giá.", "This is no mark and no level.",
              "tx1", _LAW),
        _rule(_NOT_HERE, "Học sinh không đang học ở trường của bạn: mã sai, hoặc đã chuyển đi.",
              "The pupil does not study at your school: a wrong code, or moved away.", "code"),
        _rule(_NO_SUBJECT, "Khối của học sinh không có môn này.", "The pupil's grade has not this subject.",
              "subject"),
        _rule(_NO_COLUMN, "Môn này của khối không có cột điểm này; để trống.",
              "The subject has no such mark in this grade; leave it empty.", "tx1"),
        _rule(_CLOSED, "Đợt nhập điểm của học kì không mở; xin hiệu trưởng mở.",
              "The period for entering marks of the term is closed; ask the head.", "term"),
    ),
)  # fmt: skip


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """What does not fit: pupils of other schools, subjects and columns the grade has not, no marks.

    Each different text of a column is judged once.
    """
    on = timezone.localdate(at)
    placed = _placed(frame, on)
    windows = windows_of(path=actor.office, school_year=latest_year(on))
    open_terms = [term for term, one in windows.items() if one.opens <= on <= one.closes]
    here = (pl.col("path") == actor.office).fill_null(False)
    none, year = pl.lit(None, pl.String), latest_year(on)
    cells = (
        placed.filter(here)
        .unpivot(_FIELDS, index=[ROW, "grade", "subject", "term"], variable_name="column", value_name="text")
        .drop_nulls("text")
    )
    kinds = ["grade", "subject", "term", "column", "text"]
    judged = [(*one, _code(one, year)) for one in cells.select(kinds).unique().iter_rows()]
    schema = {**{name: cells.schema[name] for name in kinds}, "code": pl.String()}
    told = cells.join(pl.DataFrame(judged, schema=schema, orient="row"), on=kinds).drop_nulls("code")
    fault = (
        pl.when(~here).then(pl.lit(_NOT_HERE))
        .when(~pl.col("term").is_in(open_terms)).then(pl.lit(_CLOSED)).otherwise(none)
    )  # fmt: skip
    whole = (
        placed.select(ROW, code=fault)
        .drop_nulls("code")
        .with_columns(
            column=pl.when(pl.col("code") == _NOT_HERE).then(pl.lit("code")).otherwise(pl.lit("term"))
        )
    )
    told = told.with_columns(
        column=pl.when(pl.col("code") == _NO_SUBJECT).then(pl.lit("subject")).otherwise(pl.col("column"))
    ).unique([ROW, "column"])
    return pl.concat([one.select(ROW, "column", "code") for one in (whole, told)])


def _code(cell: tuple[Any, ...], year: int) -> str | None:
    grade, subject, term, field, text = cell
    try:
        columns = rules.columns(grade, year, subject, term)
    except Refusal:
        return _NO_SUBJECT
    column = next((one for one in columns if one.kind == field.upper()), None)
    if column is None:
        return _NO_COLUMN
    try:
        rules.judged(column, text)
    except Refusal as refusal:
        return _REFUSED[type(refusal)]
    return None


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring checked marks in: what is filled replaces what stood there, which the history keeps."""
    year = latest_year(timezone.localdate(at))
    open_year(year)
    placed = _placed(frame, timezone.localdate(at))
    for number in placed["school_class"].unique().sort():
        lock(number)
    names = [*_FIELDS, "note"]
    standing = _standing(placed["person"].unique().to_list(), year)
    key = ["person", "subject", "term"]
    rows = placed.join(standing, on=key, how="left", suffix="_now", maintain_order="left")
    values = [pl.col(one).map_elements(_kept, pl.Int64).fill_null(pl.col(f"{one}_now")) for one in _FIELDS]
    rows = rows.select(
        pl.lit(year, pl.Int16).alias("school_year"), "subject", "term", *values,
        pl.coalesce("note", "note_now", pl.lit("")).alias("note"), person_id="person", unit_id="unit",
        school_class_id="school_class", changed_by=pl.lit(actor.id), changed_at=pl.lit(at),
        how=pl.lit(str(How.FILE)),
    )  # fmt: skip
    keys = ["school_year", "person_id", "subject", "term"]
    return merge_frame(rows, table="assessment_line", key=keys, guard=names)


def _kept(text: str) -> int | None:
    found = grading.read_mark(text, words=frozenset(grading.WORDS), least=0)
    return found if isinstance(found, int) and not isinstance(found, str) else None


def _placed(frame: pl.DataFrame, on: object) -> pl.DataFrame:
    """Rows with the pupil's number, class and school; null where the code is none or nobody studies so."""
    year = latest_year(on)  # type: ignore[arg-type]
    rows = frame.with_columns(person=pl.col("code").map_elements(number_of, pl.Int64))
    places = places_of_persons(rows["person"].drop_nulls().unique().to_list(), year)
    return rows.join(places, on="person", how="left", maintain_order="left")


def _standing(persons: list[int], year: int) -> pl.DataFrame:
    schema = {
        "person": pl.Int64(), "subject": pl.String(), "term": pl.Int64(),
        **dict.fromkeys(_FIELDS, pl.Int64()), "note": pl.String(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, subject, term, {', '.join(_FIELDS)}, note FROM assessment_line"
            " WHERE school_year = %s AND person_id = ANY (%s)",
            [year, persons],
        )
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


IMPORTABLE = Importable(DESCRIPTION, merge, Permission.MARKS_ENTER, check)
