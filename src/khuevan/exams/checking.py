"""From cells as text to marks as whole numbers, with all that is wrong. Vectorised: by distinct values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from khuevan.exams.contracts import Reading
from khuevan.exams.layouts import Layout
from khuevan.exams.reading import Sheet
from khuevan.exams.rules import FileRefused
from khuevan_kernel.exams import (
    COUNCILS,
    DERIVED,
    LANGUAGES,
    NUMBERS,
    REGIME,
    MarkFault,
    decisive_day,
    plain,
    read_mark,
)

FAULTY = {fault: -100 - place for place, fault in enumerate(MarkFault)}
COUNCIL = "^([A-Z]{3}|..)"  # how a number says its council
FEWEST_MOVED = 3  # councils in order whose zero has moved, before a file is believed to have moved them
FAULT_SCHEMA = {"row": pl.UInt32, "code": pl.String, "column": pl.String, "value": pl.String}


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that stand (number, language, marks by subject) and what is wrong with the others."""

    frame: pl.DataFrame
    faults: pl.DataFrame
    totals_wrong: pl.DataFrame
    moved_zeros: tuple[str, ...]
    refused: int


def check(sheet: Sheet, layout: Layout, *, year: int, reading: Reading) -> Checked:
    """Hold a sheet to the rules of its year. A fault of the whole file is raised as ``FileRefused``."""
    cells, moved = with_numbers(sheet.frame, layout, year, reading)
    table = pl.DataFrame({"row": cells["row"], "number": cells["number"]})
    faults = [_ragged(sheet), *number_faults(table, year), *_beside(cells, sheet, layout, year)]
    marks, wrong = read_marks(cells, sheet, layout, year)
    faults += wrong
    table = table.hstack([one for one in marks if ":" not in one.name])
    if layout.languages or "foreign_language" in layout.subjects:
        told, wrong = languages(cells, marks, sheet, layout)
        table = table.with_columns(told)
        faults += wrong
    found = pl.concat([pl.DataFrame(schema=FAULT_SCHEMA), *faults]).sort("row", maintain_order=True)
    standing = table.filter(~pl.col("row").is_in(found["row"].implode()))
    totals = wrong_totals(cells, table, sheet, layout)
    refused = found["row"].n_unique()
    return Checked(standing.drop("row"), found, totals, moved, refused)


def faults_where(
    frame: pl.DataFrame, where: pl.Expr | pl.Series, code: str, column: str, value: str
) -> pl.DataFrame:
    """A fault for each row of a frame (with ``row`` and the column ``value``) that meets a condition."""
    return frame.filter(where).select(
        "row",
        pl.lit(code).alias("code"),
        pl.lit(column).alias("column"),
        pl.col(value).cast(pl.String).alias("value"),
    )


def _ragged(sheet: Sheet) -> pl.DataFrame:
    return faults_where(sheet.ragged, pl.lit(True), "row-ragged", "", "cells")


def with_numbers(
    cells: pl.DataFrame, layout: Layout, year: int, reading: Reading
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The cells with ``number``: the candidate's, mended where one was told to or the file proves it."""
    told = pl.col(f"c{layout.number}")
    if reading.pad_numbers:
        told = pl.when(told.str.contains(r"^[0-9]{7}$")).then(pl.lit("0") + told).otherwise(told)
    cells = cells.with_columns(number=told)
    councils = COUNCILS.on(decisive_day(year)).says
    mended = moved_back(cells["number"], councils)
    if reading.moved_zeros and mended is None:
        mended = moved_alone(cells["number"], councils)
    if mended is None:
        return cells, ()
    changed = cells["number"].filter(cells["number"] != mended).str.slice(0, 2).unique(maintain_order=True)
    moved = tuple(f"{code}→{code[1]}{code[0]}" for code in changed)
    return cells.with_columns(number=mended), moved


def swapped(numbers: pl.Series) -> pl.Series:
    """Each number with its first two digits changed round: 30000001 as 03000001."""
    return numbers.str.slice(1, 1) + numbers.str.slice(0, 1) + numbers.str.slice(2)


def moved_back(numbers: pl.Series, councils: dict[str, str]) -> pl.Series | None:
    """The numbers of a file in which the leading zero of the first councils has moved (30… for 03…), mended.

    Such a file exists: it was cut to 7 digits, and a serial was put after the first two. It is mended only
    where the file proves it: numbers collide as they stand; with the zeros of its first blocks put back, at
    least three councils, all councils exist and every number is above the one before it. Otherwise ``None``.
    """
    if not numbers.str.contains(r"^[0-9]{8}$").all() or not numbers.is_duplicated().any():
        return None
    code = numbers.str.slice(0, 2)
    ends = code.str.ends_with("0") & (code != "00")
    block = (code != code.shift()).fill_null(True).cum_sum()
    first_other = (~ends).arg_true()
    before = first_other[0] if len(first_other) else len(numbers)
    for last in range(int(block[before - 1]) if before else 0, FEWEST_MOVED - 1, -1):
        head = block <= last
        mended = pl.select(pl.when(head).then(swapped(numbers)).otherwise(numbers)).to_series()
        known = mended.str.slice(0, 2).is_in(list(councils)).all()
        if known and (mended > mended.shift()).fill_null(True).all():
            return mended
    return None


def moved_alone(numbers: pl.Series, councils: dict[str, str]) -> pl.Series:
    """The numbers with the zero put back wherever the prefix is no council and the changed one is."""
    code = numbers.str.slice(0, 2)
    other = code.str.slice(1, 1) + code.str.slice(0, 1)
    wrong = code.str.ends_with("0") & ~code.is_in(list(councils)) & other.is_in(list(councils))
    return pl.select(pl.when(wrong).then(swapped(numbers)).otherwise(numbers)).to_series()


def number_faults(table: pl.DataFrame, year: int) -> list[pl.DataFrame]:
    """Numbers that are missing, misshapen or double, or of no council of the year."""
    number = pl.col("number")
    digits = number.str.contains(r"^[0-9]{8}$")
    right = number.str.contains(f"^({'|'.join(NUMBERS.on(decisive_day(year)).says)})$")
    short = number.str.contains(r"^[0-9]{7}$")
    councils = list(COUNCILS.on(decisive_day(year)).says)
    unknown = digits & ~number.str.slice(0, 2).is_in(councils) if councils else pl.lit(False)
    named = table.with_columns(code=number.str.slice(0, 2))
    return [
        faults_where(table, number == "", "number-missing", "SBD", "number"),
        faults_where(table, short, "number-lost-zero", "SBD", "number"),
        faults_where(table, ~right & ~short & (number != ""), "number-wrong", "SBD", "number"),
        faults_where(named, unknown, "council-unknown", "SBD", "code"),
        faults_where(table, right & number.is_duplicated(), "number-twice", "SBD", "number"),
    ]


def _beside(cells: pl.DataFrame, sheet: Sheet, layout: Layout, year: int) -> Iterable[pl.DataFrame]:
    """Columns that say the council or the year again have to agree."""
    if layout.year is not None:
        told = f"c{layout.year}"
        where = (pl.col(told) != "") & (pl.col(told) != str(year))
        yield faults_where(cells, where, "year-differs", sheet.headings[layout.year], told)
    if layout.council is not None:
        told = f"c{layout.council}"
        where = (pl.col(told) != "") & (pl.col(told).str.zfill(2) != pl.col("number").str.extract(COUNCIL))
        yield faults_where(cells, where, "council-differs", sheet.headings[layout.council], told)


def by_value(cells: pl.Series, read: Callable[[str], int | None], name: str) -> pl.Series:
    """A column of whole numbers, each distinct text read once."""
    distinct = cells.unique().to_list()
    return cells.replace_strict(distinct, [read(text) for text in distinct], return_dtype=pl.Int32).alias(
        name
    )


def _mark_or_fault(text: str) -> int | None:
    mark = read_mark(text)
    return FAULTY[mark] if isinstance(mark, MarkFault) else mark


def read_marks(
    cells: pl.DataFrame, sheet: Sheet, layout: Layout, year: int
) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """The marks by subject (``foreign_language:N1`` for a language's own column) and cells without one."""
    allowed = REGIME.on(decisive_day(year)).says
    places = dict(layout.subjects) | {f"foreign_language:{one}": at for one, at in layout.languages.items()}
    marks, faults = [], []
    for subject, place in places.items():
        column = by_value(cells[f"c{place}"], _mark_or_fault, subject)
        if subject.partition(":")[0] not in allowed:
            if column.is_not_null().any():
                raise FileRefused("subject-not-in-year", sheet.headings[place], str(year))
            continue
        for fault, number in FAULTY.items():
            wrong = column == number
            if wrong.any():
                faults.append(faults_where(cells, wrong, fault.value, sheet.headings[place], f"c{place}"))
        marks.append(column.set(column < -99, None).cast(pl.Int16))
    return marks, faults


def languages(
    cells: pl.DataFrame, marks: list[pl.Series], sheet: Sheet, layout: Layout
) -> tuple[list[pl.Series], list[pl.DataFrame]]:
    """The mark in a foreign language and which it is, of one column with a code or of a column for each."""
    own = {one.name.partition(":")[2]: one for one in marks if ":" in one.name}
    plain_mark = next((one for one in marks if one.name == "foreign_language"), None)
    table = pl.DataFrame({"row": cells["row"], "number": cells["number"]})
    every = list(own.values()) + ([plain_mark] if plain_mark is not None else [])
    if not every:
        return [], []
    table = table.with_columns(
        foreign_language=pl.coalesce(every),
        language=pl.coalesce(
            *(pl.when(column.is_not_null()).then(pl.lit(code)) for code, column in own.items()),
            pl.lit(None, pl.String),
        ),
        marked=pl.sum_horizontal([column.is_not_null().cast(pl.Int8) for column in every]),
    )
    faults = [faults_where(table, pl.col("marked") > 1, "two-languages", "", "marked")]
    if layout.language is not None:
        told, wrong = _language_codes(cells, sheet, layout.language)
        faults.append(wrong)
        coded = pl.when(pl.col("foreign_language").is_not_null()).then(pl.coalesce("language", told))
        table = table.with_columns(language=coded)
    return [table["foreign_language"], table["language"]], faults


def _language_codes(cells: pl.DataFrame, sheet: Sheet, place: int) -> tuple[pl.Series, pl.DataFrame]:
    meaning = {heading: one.code for one in LANGUAGES.values() for heading in one.headings}
    told = cells[f"c{place}"]
    distinct = told.unique().to_list()
    codes = told.replace_strict(
        distinct, [meaning.get(plain(text)) for text in distinct], return_dtype=pl.String
    )
    unknown = codes.is_null() & ~told.is_in(["", "-1", "0"])
    return codes, faults_where(cells, unknown, "language-unknown", sheet.headings[place], f"c{place}")


def _millionths(text: str) -> int | None:
    whole, _, part = text.replace(",", ".").partition(".")
    if not (whole + part).isdecimal() or len(whole) > 3 or not (whole + part).isascii():
        return None
    return int(whole or 0) * 1_000_000 + int(part[:6].ljust(6, "0"))


def wrong_totals(cells: pl.DataFrame, table: pl.DataFrame, sheet: Sheet, layout: Layout) -> pl.DataFrame:
    """Totals that are not their parts', where all parts are numbers. A mean may be rounded either way."""
    found = [pl.DataFrame(schema=FAULT_SCHEMA)]
    for place, heading in layout.derived.items():
        rule = DERIVED.get(heading)
        if not rule or not rule.of or not set(rule.of) <= set(table.columns):
            continue
        parts = table.select(pl.when(pl.all_horizontal(pl.col(*rule.of) >= 0)).then(
            sum((pl.col(name).cast(pl.Int64) for name in rule.of), pl.lit(0))
        ).alias("sum")).to_series()  # fmt: skip
        times, slack = (len(rule.of), 10_000) if rule.mean else (1, 5_000)
        total = by_value(cells[f"c{place}"], _millionths, "total").cast(pl.Int64)
        differs = ((total * times - parts * 10_000).abs() >= slack * times).fill_null(False)
        found.append(faults_where(cells, differs, "total-differs", sheet.headings[place], f"c{place}"))
    return pl.concat(found).sort("row", maintain_order=True)
