"""Every write of this room: load, decide, write, record, return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import polars as pl
from django.db import connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.exams.checking import COUNCIL, Checked, check
from khuevan.exams.contracts import Fault, Loaded, Reading, ResultsLoaded
from khuevan.exams.layouts import layout_of
from khuevan.exams.marking import marked_file
from khuevan.exams.models import Load
from khuevan.exams.reading import digest, read_sheet
from khuevan.exams.rules import FileRefused
from khuevan.intake.public import merge_frame
from khuevan.journal.public import record
from khuevan_kernel.exams import COUNCILS, REGIME, SUBJECTS, decisive_day
from khuevan_kernel.law import NotInForce

FAULTS_TOLD = 100
_COUNCIL = f"substring(number from '{COUNCIL}')"


def load_results(*, actor: Actor, data: bytes, year: int, reading: Reading, at: datetime) -> Loaded:
    """Bring a file of results into a year. One transaction: killed in the middle, it leaves nothing.

    All rows or none, unless ``reading.row_by_row``. The same file read the same way is known and changes
    nothing. Rows whose marks differ from those that stand are changed, and what stood is kept. Loads of one
    year wait for one another. ``FileRefused`` where the file as a whole cannot be taken.
    """
    if not actor.may(Permission.EXAMS_LOAD):
        raise OutOfReach(Permission.EXAMS_LOAD)
    try:
        cites = [law.on(decisive_day(year)).cites for law in (COUNCILS, REGIME)]
    except NotInForce:
        raise FileRefused("year-unknown", value=str(year)) from None
    name, way = digest(data), _way(reading)
    if known := _known(year, name, way):
        return known
    mapping = dict(reading.mapping)
    sheet = read_sheet(data, mapping)
    checked = check(sheet, layout_of(sheet.headings, mapping), year=year, reading=reading)
    told = _told(checked, year, name)
    if not told["rows"]:
        raise FileRefused("file-empty")
    if checked.refused and not reading.row_by_row:
        return Loaded(status="refused", marked_file=marked_file(sheet, checked.faults), **told)
    with transaction.atomic():
        _wait_for_turn(year)
        if known := _known(year, name, way):
            return known
        load = Load.objects.create(
            year=year, digest=name, reading=way, loaded_at=at, rows=told["rows"], refused=checked.refused
        )
        merged = _merge(checked.frame, year, load.pk)
        if merged.inserted or merged.updated:
            _count_anew(year)
        load.inserted, load.updated, load.unchanged = merged.inserted, merged.updated, merged.unchanged
        load.save()
        counts = {"inserted": merged.inserted, "updated": merged.updated, "unchanged": merged.unchanged}
        event = ResultsLoaded(
            f"exam:{year}", year, name, way, rows=told["rows"], refused=checked.refused,
            moved_zeros=list(checked.moved_zeros), **counts,
        )  # fmt: skip
        record(event, actor=actor, at=at, because=cites)
    marked = marked_file(sheet, checked.faults) if checked.refused else b""
    return Loaded(status="loaded", marked_file=marked, loaded_at=at, **told, **counts)


def _way(reading: Reading) -> str:
    """A short name of how a file was read: the mapping's digest and the repairs it was told to make."""
    parts = [f"mapping:{sha256(repr(reading.mapping).encode()).hexdigest()[:16]}"] if reading.mapping else []
    parts += [name for name in ("pad_numbers", "moved_zeros", "row_by_row") if getattr(reading, name)]
    return " ".join(parts)


def _known(year: int, name: str, way: str) -> Loaded | None:
    load = Load.objects.filter(year=year, digest=name, reading=way).first()
    if load is None:
        return None
    return Loaded(
        year, "known", name, rows=load.rows, unchanged=load.rows - load.refused, refused=load.refused,
        loaded_at=load.loaded_at,
    )  # fmt: skip


def _told(checked: Checked, year: int, name: str) -> Mapping[str, Any]:
    return {
        "year": year, "digest": name, "rows": checked.frame.height + checked.refused,
        "refused": checked.refused, "faults": _faults(checked.faults), "fault_count": checked.faults.height,
        "moved_zeros": checked.moved_zeros,
        "totals_wrong": _faults(checked.totals_wrong), "totals_wrong_count": checked.totals_wrong.height,
    }  # fmt: skip


def _faults(frame: pl.DataFrame) -> tuple[Fault, ...]:
    return tuple(Fault(**one) for one in frame.head(FAULTS_TOLD).to_dicts())


def _wait_for_turn(year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exams {year}"])
        cursor.execute("SELECT exams_open_year(%s::smallint)", [year])


def _merge(frame: pl.DataFrame, year: int, load: int) -> Any:
    rows = frame.with_columns(pl.lit(year).alias("year"), pl.lit(load).alias("load"))
    guard = [name for name in frame.columns if name != "number"]
    return merge_frame(rows, table="exams_result", key=["year", "number"], guard=guard)


def _count_anew(year: int) -> None:
    """Renew the counts of a year from its results: one pass a subject, all in the database."""
    one = (
        "SELECT {year}::smallint, {council}, '{subject}', {language}, {subject}, count(*)"
        " FROM exams_result WHERE year = {year} AND {subject} IS NOT NULL GROUP BY 2, 4, 5"
    )
    spoken = {"foreign_language": "coalesce(language, '')"}
    counted = " UNION ALL ".join(
        one.format(
            year=int(year), council=_COUNCIL, subject=subject, language=spoken.get(subject, "''::text")
        )
        for subject in SUBJECTS
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM exams_tally WHERE year = %s", [year])
        cursor.execute(f"INSERT INTO exams_tally (year, council, subject, language, mark, count) {counted}")
        cursor.execute("DELETE FROM exams_councilsize WHERE year = %s", [year])
        cursor.execute(
            "INSERT INTO exams_councilsize (year, council, candidates)"
            f" SELECT year, {_COUNCIL}, count(*) FROM exams_result WHERE year = %s GROUP BY 1, 2",
            [year],
        )
