"""From a file of any kind to frames of text under the description's column names, with rows as Excel
counts them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from khuevan.intake.contracts import ROW, Column, Description, Fault, Kind, Limits
from khuevan.intake.reading import legacy, text, workbook
from khuevan.intake.rules import FileRefused, refuse

HEADINGS_WITHIN = 12
JUDGED_BY = 5_000  # cells of a column
EXTRA = "khuevan_extra"
STATUS = ("Kết quả kiểm tra", "Check result")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, all cells text or null, with ``ROW`` and ``EXTRA`` (the cell past the last
    heading).

    ``plain``: needs no trimming and no normalising. ``share`` is how much of the file has been read, 0–1.
    """

    frame: pl.DataFrame
    plain: bool
    share: float


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the description's columns stand, by position, and the first row of data, counted from 0.

    ``exported``: the file says that it is an export of ours.
    """

    places: dict[int, Column]
    width: int
    data_from: int
    exported: bool = False


def kind_of(path: Path) -> str:
    """``xlsx``, ``parquet`` or ``csv`` by the first bytes, never by the name; refuses what can be none
    of them."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise refuse("KV-I-0001")
    if head.startswith(_OLE):
        raise refuse("KV-I-0103")
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    return "parquet" if head.startswith(b"PAR1") else "csv"


def chunks(
    path: Path, description: Description, folder: Path, limits: Limits
) -> Generator[Chunk, None, None]:
    """The rows of a file in pieces of bounded size. ``folder`` takes what has to be unpacked."""
    if path.stat().st_size > limits.upload:
        raise refuse("KV-I-0002")
    kind = kind_of(path)
    if kind == "csv":
        return _delimited(path, description, limits)
    first_row, unpacked = 1, path.stat().st_size
    if kind == "xlsx":
        seen = workbook.look_over(path, limits)
        first_row, unpacked = min(seen.first_rows.values(), default=1), seen.unpacked
    target = folder / "cells.arrow"
    workbook.parse(kind, path, target, description.vi[:31], unpacked, limits)
    return _cells(target, kind, description, first_row, limits)


def _delimited(path: Path, description: Description, limits: Limits) -> Generator[Chunk, None, None]:
    size, done, row = path.stat().st_size, 0, 1
    headings: Headings | None = None
    delimiter = ","
    with closing(text.blocks(path, limits)) as blocks:
        for block in blocks:
            if headings is None:
                if block[:4].lower() == b"sep=":
                    block = block[block.find(b"\n") + 1 :]
                delimiter = _delimiter(block)
                records = _records(block, delimiter, limits)
                headings = find_headings(records, description)
            frame = _parse(block, delimiter, headings.width)
            done += len(block)
            frame = _under_names(frame, headings, row)
            row += frame.height
            if row - frame.height <= headings.data_from:
                frame = frame.filter(pl.col(ROW) > headings.data_from)
            yield Chunk(frame, text.is_plain(block, delimiter), min(1.0, done / size))
    if headings is None:
        raise refuse("KV-I-0001")


def _delimiter(block: bytes) -> str:
    line = block[: block.find(b"\n")] if b"\n" in block else block
    return max(text.DELIMITERS, key=lambda one: line.count(one.encode()))


def _records(block: bytes, delimiter: str, limits: Limits) -> list[list[str | None]]:
    head, at = block[: limits.line], 0
    for _ in range(HEADINGS_WITHIN):
        at = head.find(b"\n", at) + 1 or len(head)
    width = 1 + max((line.count(delimiter.encode()) for line in head[:at].split(b"\n")), default=0)
    if width > limits.columns:
        raise refuse("KV-I-0206")
    end = text.last_break(head[:at])
    frame = _parse(head[: end + 1] if end >= 0 else head, delimiter, width)
    return [list(record)[:width] for record in frame.rows()]


def _parse(block: bytes, delimiter: str, width: int) -> pl.DataFrame:
    # The line put before gives every record a place for a cell past the last heading.
    names = [*(f"c{n}" for n in range(width)), EXTRA]
    head = delimiter.join(names).encode() + b"\n"
    try:
        return pl.read_csv(
            head + block, separator=delimiter, schema=dict.fromkeys(names, pl.String),
            truncate_ragged_lines=True, infer_schema=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        raise refuse("KV-I-0004" if "utf" in str(error).lower() else "KV-I-0009") from None


def _cells(
    target: Path, kind: str, description: Description, first_row: int, limits: Limits
) -> Generator[Chunk, None, None]:
    import pyarrow as pa  # noqa: PLC0415  slow, and only those who read files need it

    with pa.memory_map(str(target)) as cells, pa.ipc.open_file(cells) as file:
        if file.schema.names and len(file.schema.names) > limits.columns:
            raise refuse("KV-I-0206")
        names = [f"c{n}" for n in range(len(file.schema.names))]
        if not names or not file.num_record_batches:
            raise refuse("KV-I-0201")
        row = first_row
        written: dict[str, Callable[[str], str]] = {}
        if kind == "parquet":
            headings = find_headings([list(file.schema.names)], description)
            headings = replace(headings, data_from=1)
            row = 2
        for number in range(file.num_record_batches):
            table = pa.Table.from_batches([file.get_batch(number)]).rename_columns(names)
            frame = pl.DataFrame(table)
            if number == 0 and kind == "xlsx":
                found = find_headings(
                    [list(record) for record in frame.head(HEADINGS_WITHIN).rows()], description
                )
                headings = replace(found, data_from=found.data_from + first_row - 1)
            frame = _under_names(frame.with_columns(pl.lit(None, pl.String).alias(EXTRA)), headings, row)
            row += frame.height
            frame = frame.filter(pl.col(ROW) > headings.data_from)
            if number == 0 and kind == "xlsx" and not headings.exported:
                written = _legacy_columns(frame, description)
            converted = (pl.col(name).map_elements(convert, pl.String) for name, convert in written.items())
            yield Chunk(frame.with_columns(converted), False, (number + 1) / file.num_record_batches)


def _legacy_columns(frame: pl.DataFrame, description: Description) -> dict[str, Callable[[str], str]]:
    """The columns of text that were typed for fonts that are no Unicode, with what makes them so."""
    texts = [one.name for one in description.columns if one.kind is Kind.TEXT and one.name in frame.columns]
    found = {
        name: legacy.recognise_cells(" ".join(frame[name].drop_nulls().head(JUDGED_BY).to_list()))
        for name in texts
    }
    return {name: legacy.CONVERT[writing] for name, writing in found.items() if writing}


def _under_names(frame: pl.DataFrame, headings: Headings, row: int) -> pl.DataFrame:
    width = frame.width - 1
    chosen = [pl.col(f"c{at}").alias(one.name) for at, one in headings.places.items() if at < width]
    return frame.select(pl.int_range(row, row + pl.len(), dtype=pl.Int64).alias(ROW), *chosen, pl.col(EXTRA))


def find_headings(records: Sequence[Sequence[str | None]], description: Description) -> Headings:
    """Which record says what the columns are: machine names or titles in either language.

    The last such record within the first ones is taken, since a template has titles above machine names.
    Refuses when there is none, a required column is missing, one is there twice, or one means nothing.
    """
    known = {fold(title): one for one in description.columns for title in (one.name, one.vi, one.en)}
    found: tuple[int, dict[int, Column], list[str]] | None = None
    for number, record in enumerate(records):
        titles = {at: cell for at, cell in enumerate(record) if cell and cell.strip()}
        _check_stamp(titles.values(), description)
        places = {at: known[fold(cell)] for at, cell in titles.items() if fold(cell) in known}
        if len({one.name for one in places.values()}) * 2 >= max(len(description.columns), 2) or (
            places and len(places) == len(titles) and len(places) > 1
        ):
            strange = [cell for at, cell in titles.items() if at not in places and not _ours(cell)]
            found = (number, places, strange)
    if found is None:
        raise refuse("KV-I-0201")
    number, places, strange = found
    _check_headings(places, strange, description)
    return Headings(
        places,
        max(len(records[number]), max(places) + 1),
        number + 1,
        description.export_stamp in records[number],
    )


def _check_headings(places: dict[int, Column], strange: list[str], description: Description) -> None:
    names = [one.name for one in places.values()]
    faults = [Fault("KV-I-0203", column=name) for name in dict.fromkeys(names) if names.count(name) > 1]
    faults += [
        Fault("KV-I-0202", column=one.name)
        for one in description.columns
        if (one.required or one.name in description.key) and one.name not in names
    ]
    faults += [Fault("KV-I-0205", value=title[:60]) for title in strange]
    if faults:
        raise FileRefused(*faults)


def _check_stamp(titles: Iterable[str], description: Description) -> None:
    for title in titles:
        if title.startswith("khuevan:") and title.strip() not in {
            description.stamp,
            description.export_stamp,
        }:
            raise refuse("KV-I-0204", value=title[:60])


def _ours(title: str) -> bool:
    return title.startswith("khuevan:") or title.strip() in STATUS


def fold(title: str) -> str:
    """A heading as it is compared: composed, in lower case, with single blanks and without its star."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().replace("*", " ").split())
