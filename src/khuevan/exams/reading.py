"""From a file's bytes to its cells as text: unpacked, decoded, cut into columns. Nothing is a number yet."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO, StringIO
from typing import IO

import polars as pl
import pyarrow as pa

from khuevan.exams.layouts import known
from khuevan.exams.rules import FileRefused
from khuevan_kernel.exams import plain

LARGEST = 2**30  # bytes unpacked; a national year is about 80 MB
SEPARATORS = (";", ",", "\t", "|")
HEADING_WITHIN = 20  # lines: some files begin with a title


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows as text: columns ``c0``, ``c1``, …, and ``row``, its line in the file from 1."""

    headings: tuple[str, ...]
    frame: pl.DataFrame
    ragged: pl.DataFrame  # row, cells: lines that have more or fewer cells than the headings


def digest(data: bytes) -> str:
    """What names a file's content."""
    return sha256(data).hexdigest()


def read_sheet(data: bytes, mapping: Mapping[str, str]) -> Sheet:
    """Read a delimited file, plain or packed with gzip or zstandard. Refuses with ``FileRefused``."""
    text = decode(unpack(data)).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n\x1a")
    if not text.strip():
        raise FileRefused("file-empty")
    line, separator, headings = find_headings(text, mapping)
    body = text.split("\n", line)[line] if text.count("\n") >= line else ""
    if '"' in body:
        rows, cells = quoted_cells(body, separator, line)
    else:
        rows, cells = plain_cells(body, separator, line)
    counts = cells.list.len()
    right = counts == len(headings)
    names = [f"c{place}" for place in range(len(headings))]
    frame = (
        pl.DataFrame({"row": rows, "cells": cells})
        .filter(right)
        .select("row", *(pl.col("cells").list.get(i).str.strip_chars().alias(n) for i, n in enumerate(names)))
    )
    blank = cells.list.join("").str.strip_chars() == ""
    ragged = pl.DataFrame({"row": rows, "cells": counts}).filter(~right & ~blank)
    return Sheet(headings, frame.filter(pl.any_horizontal(pl.col(*names) != "")), ragged)


def plain_cells(body: str, separator: str, line: int) -> tuple[pl.Series, pl.Series]:
    """The cells of lines without quotes."""
    lines = pl.Series("lines", body.split("\n"), dtype=pl.String)
    rows = pl.Series("row", range(line + 1, line + 1 + len(lines)), dtype=pl.UInt32)
    return rows, lines.str.split(separator)


def quoted_cells(body: str, separator: str, line: int) -> tuple[pl.Series, pl.Series]:
    """The cells of lines with quotes, which may hold separators and line breaks."""
    reader = csv.reader(StringIO(body, newline=""), delimiter=separator, strict=True)
    rows, cells, begins = [], [], line + 1
    try:
        for found in reader:
            rows.append(begins)
            cells.append(found or [""])
            begins = line + 1 + reader.line_num
    except csv.Error:
        raise FileRefused("file-damaged", row=begins) from None
    return pl.Series("row", rows, dtype=pl.UInt32), pl.Series("cells", cells, dtype=pl.List(pl.String))


def unpack(data: bytes) -> bytes:
    """The file's content, of a packed file what is in it; told by its first bytes, not by its name."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("file-is-workbook")
    try:
        if data.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
                return _bounded(stream)
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
                return _bounded(stream)
    except (OSError, EOFError, zlib.error, pa.ArrowException):
        raise FileRefused("file-damaged") from None
    return data


def _bounded(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    pieces, size = [], 0
    while piece := stream.read(2**20):
        size += len(piece)
        if size > LARGEST:
            raise FileRefused("file-too-large")
        pieces.append(piece)
    return b"".join(pieces)


def decode(data: bytes) -> str:
    """Text of UTF-8 or UTF-16, with or without its mark at the beginning."""
    start = data[:400]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif start.count(0) > len(start) // 4:
        encoding = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("encoding-unknown") from None
    if "\0" in text:
        raise FileRefused("encoding-unknown")
    return text


def find_headings(text: str, mapping: Mapping[str, str]) -> tuple[int, str, tuple[str, ...]]:
    """The line of the headings (from 1), the separator that makes most of them known, the headings."""
    meaning = known() | dict(mapping)
    for line, content in enumerate(text.split("\n", HEADING_WITHIN)[:HEADING_WITHIN], 1):
        best = max(SEPARATORS, key=lambda sign: _known_among(_cut(content, sign), meaning))
        headings = _cut(content, best)
        if any(meaning.get(plain(heading)) == "number" for heading in headings):
            return line, best, tuple(headings)
    raise FileRefused("no-heading")


def _cut(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def _known_among(headings: Iterable[str], meaning: Mapping[str, str]) -> int:
    return sum(plain(heading) in meaning for heading in headings)
