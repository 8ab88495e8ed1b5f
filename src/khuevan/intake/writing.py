"""The ways out: the template, the export, and the error workbook. Every text goes out as an explicit text."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from khuevan.intake.checking import polars_type
from khuevan.intake.contracts import ROW, Column, Description, Kind
from khuevan.intake.reading.source import EXTRA, HEADINGS_WITHIN, STATUS, fold
from khuevan.intake.rules import words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from xlsxwriter import Workbook

BLANK_ROWS = 5_000  # how far down a template's drop-downs and formats reach
MARKED_ROWS = 50_000
BOOK = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_CODES, _NOTES = "Danh mục", "Hướng dẫn"


def new_book(target: BytesIO | Path, **how: bool) -> Workbook:
    """A workbook to write, in which every text stays a text."""
    from xlsxwriter import Workbook  # noqa: PLC0415  slow, and few processes write one

    return Workbook(target, BOOK | how)


def template(description: Description) -> bytes:
    """The workbook people fill in: titles over hidden machine names, drop-downs, code lists and notes."""
    out = BytesIO()
    with new_book(out, in_memory=True) as book:
        _data_sheet(book, description, None)
    return out.getvalue()


def export_xlsx(frame: pl.DataFrame, description: Description) -> bytes:
    """Rows in the template's shape: importing them changes nothing."""
    out = BytesIO()
    with new_book(out, in_memory=True) as book:
        _data_sheet(book, description, frame)
    return out.getvalue()


def export_csv(frame: pl.DataFrame, description: Description) -> bytes:
    """UTF-8 with its mark, so that Excel opens it; machine names as headings."""
    out = BytesIO(b"\xef\xbb\xbf")
    out.seek(3)
    _ordered(frame, description).write_csv(out, quote_style="non_numeric")
    return out.getvalue()


def export_parquet(frame: pl.DataFrame, description: Description) -> bytes:
    """The rows with their types."""
    out = BytesIO()
    _ordered(frame, description).write_parquet(out)
    return out.getvalue()


def _ordered(frame: pl.DataFrame, description: Description) -> pl.DataFrame:
    return frame.select(pl.col(one.name).cast(polars_type(one)) for one in description.columns)


def _data_sheet(book: Any, description: Description, frame: pl.DataFrame | None) -> None:
    sheet = book.add_worksheet(_sheet_name(description.vi))
    head = book.add_format({"bold": True, "bg_color": "#E9F1F5", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, one in enumerate(description.columns):
        sheet.write_string(0, at, one.vi + (" *" if one.required else ""), head)
        sheet.write_string(1, at, one.name)
        sheet.set_column(at, at, max(12, min(len(one.vi) + 4, 40)), day if one.kind is Kind.DATE else text)
        if one.note_vi:
            sheet.write_comment(0, at, one.note_vi)
    stamp = len(description.columns)
    sheet.write_string(1, stamp, description.stamp if frame is None else description.export_stamp)
    sheet.set_column(stamp, stamp, None, None, {"hidden": True})
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.freeze_panes(2, 0)
    if frame is not None:
        _write_rows(sheet, _ordered(frame, description), text, day)
    _code_sheet(book, sheet, description, 2 + max(BLANK_ROWS, frame.height if frame is not None else 0))
    _note_sheet(book, description, head)


def _write_rows(sheet: Any, frame: pl.DataFrame, text: Any, day: Any) -> None:
    for number, record in enumerate(frame.iter_rows(), 2):
        for at, value in enumerate(record):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(number, at, value, text)
            elif isinstance(value, bool):
                sheet.write_boolean(number, at, value)
            elif hasattr(value, "isoformat"):
                sheet.write_string(number, at, value.isoformat(), day)
            else:
                sheet.write_string(number, at, str(value), text)


def _code_sheet(book: Any, sheet: Any, description: Description, last_row: int) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415  as the workbook itself

    lists = [(at, one) for at, one in enumerate(description.columns) if one.codes]
    codes = book.add_worksheet(_CODES)
    for place, (at, one) in enumerate(lists):
        first = 3 * place
        for row, cells in enumerate([(one.vi, "", ""), *((c.value, c.vi, c.en) for c in one.codes)]):
            for offset, cell in enumerate(cells):
                codes.write_string(row, first + offset, cell)
        letter = xl_col_to_name(first)
        source = f"='{_CODES}'!${letter}$2:${letter}${len(one.codes) + 1}"
        sheet.data_validation(
            2, at, last_row, at, {"validate": "list", "source": source, "ignore_blank": True}
        )


def _note_sheet(book: Any, description: Description, head: Any) -> None:
    notes = book.add_worksheet(_NOTES)
    notes.set_column(0, 5, 28)
    notes.write_row(0, 0, [description.vi, description.en, description.stamp], head)
    notes.write_row(2, 0, ["Cột", "Column", "Loại", "Bắt buộc", "Ghi chú", "Note"], head)
    for row, one in enumerate(description.columns, 3):
        cells = [one.vi, one.en, one.kind, "x" if one.required else "", one.note_vi, one.note_en]
        for at, cell in enumerate(cells):
            notes.write_string(row, at, cell)
    for row, rule in enumerate(description.rules, 4 + len(description.columns)):
        for at, cell in enumerate([rule.code, rule.vi, rule.en, rule.provision]):
            notes.write_string(row, at, cell)


def _sheet_name(title: str) -> str:
    return "".join("_" if letter in "[]:*?/\\'" else letter for letter in title)[:31]


def mark(source: Path, target: Path, faults: pl.DataFrame, description: Description) -> None:
    """Give the uploaded workbook back: wrong cells coloured, a comment on each, and a column with the
    verdict."""
    from openpyxl import load_workbook  # noqa: PLC0415  slow, and few processes mark one
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415

    with source.open("rb") as content:
        book = load_workbook(content, keep_links=False)
    name = _sheet_name(description.vi)
    sheet = book[name] if name in book.sheetnames else book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    places, headings = _headings(sheet, description)
    status = max(sheet.max_column, max(places.values())) + 1
    status = next((c.column for c in sheet[headings] if c.value in STATUS and c.column), status)
    sheet.cell(headings, status, STATUS[0]).data_type = "s"
    wrong = PatternFill("solid", fgColor="FBD5D5")
    for number, found in _by_row(faults, description).items():
        for column, said in found:
            if column in places:
                cell = sheet.cell(number, places[column])
                cell.fill = wrong
                cell.comment = Comment(said, "Khuê Văn")
        cell = sheet.cell(number, status, " ".join(dict.fromkeys(said for _, said in found)))
        cell.data_type, cell.fill = "s", wrong
    book.save(target)


def _headings(sheet: Worksheet, description: Description) -> tuple[dict[str, int], int]:
    known = {fold(title): one.name for one in description.columns for title in (one.name, one.vi, one.en)}
    first = sheet.min_row
    best: tuple[dict[str, int], int] = ({}, first)
    for row in sheet.iter_rows(first, first + HEADINGS_WITHIN):
        places = {known[fold(str(c.value))]: c.column for c in row if c.value and fold(str(c.value)) in known}
        if len(places) > len(best[0]):
            best = ({name: at or 1 for name, at in places.items()}, row[0].row or first)
    return best


def _by_row(faults: pl.DataFrame, description: Description) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for row, column, code, _ in faults.iter_rows():
        vi, en = words(code, description)
        found.setdefault(row, []).append((column, f"{code}: {vi} / {en}"))
    return found


def error_book(target: Path, faults: pl.DataFrame, rows: pl.DataFrame, description: Description) -> None:
    """The refused rows alone, as they were written, with their row numbers and what is wrong with each."""
    said = _by_row(faults, description)
    names = [name for name in rows.columns if name not in {ROW, EXTRA}]
    titles: Mapping[str, Column] = {one.name: one for one in description.columns}
    with new_book(target, constant_memory=True) as book:
        sheet = book.add_worksheet(_sheet_name(description.vi))
        wrong = book.add_format({"bg_color": "#FBD5D5", "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        for at, title in enumerate(["Dòng", *(titles[name].vi for name in names), STATUS[0]]):
            sheet.write_string(0, at, title)
        for line, record in enumerate(rows.select(ROW, *names).iter_rows(), 1):
            marked = {column for column, _ in said.get(record[0], ())}
            sheet.write_number(line, 0, record[0])
            for at, (name, value) in enumerate(zip(names, record[1:], strict=True), 1):
                sheet.write_string(line, at, value or "", wrong if name in marked else text)
            verdict = " ".join(dict.fromkeys(one for _, one in said.get(record[0], ())))
            sheet.write_string(line, len(names) + 1, verdict)
