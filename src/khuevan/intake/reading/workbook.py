"""Workbooks and Parquet files: looked over from outside first, then read by a native library in a child
process."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from khuevan.intake.contracts import Fault, Limits
from khuevan.intake.rules import FileRefused, refuse

PIECE = 2**20
END_RECORD = 65_557
DIRECTORY = 2**20
SHOWN = 20
_ALIEN = re.compile(
    r"(?i)vbaProject|externalLinks/|embeddings/|activeX/|ctrlProps/|/media/|customUI|connections\.xml"
    r"|queryTables/|macrosheets/|dialogsheets/"
)
_UNSAFE_NAME = re.compile(r"\.\.|^/|\\|:|\0")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_PARSER = Path(__file__).with_name("_parse.py")


@dataclass(frozen=True, slots=True)
class Overlooked:
    """What was seen of a workbook from outside: its unpacked size and the first row that has a cell, by
    part."""

    unpacked: int
    first_rows: dict[str, int]


def look_over(path: Path, limits: Limits) -> Overlooked:
    """Refuse a workbook that is damaged, hostile, packed like a bomb, or holds what an import may not.

    Reads the directory, then every part once as a stream that may not grow past what it declares.
    """
    _check_end(path, limits)
    try:
        with ZipFile(path) as book:
            entries = book.infolist()
            _check_directory(entries, limits)
            first_rows: dict[str, int] = {}
            formulas: list[Fault] = []
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _look_through(book, entry, first_rows, formulas)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise refuse("KV-I-0101") from None
    if formulas:
        raise FileRefused(*formulas[:SHOWN])
    return Overlooked(sum(entry.file_size for entry in entries), first_rows)


def _check_end(path: Path, limits: Limits) -> None:
    # Before the directory is read whole: how many entries does its end declare, and how long is it?
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_RECORD))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise refuse("KV-I-0101")
    entries, length = (
        int.from_bytes(tail[at + 10 : at + 12], "little"),
        int.from_bytes(tail[at + 12 : at + 16], "little"),
    )
    if entries > limits.entries or length > DIRECTORY:
        raise refuse("KV-I-0102")


def _check_directory(entries: list[ZipInfo], limits: Limits) -> None:
    names = [entry.filename for entry in entries]
    if "xl/workbook.xml" not in names:
        raise refuse("KV-I-0104" if "xl/workbook.bin" in names else "KV-I-0003")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("KV-I-0108")
    if len(set(names)) != len(names) or any(_UNSAFE_NAME.search(name) for name in names):
        raise refuse("KV-I-0101")
    if any(_ALIEN.search(name) for name in names):
        raise refuse("KV-I-0104")
    if any(entry.compress_type not in {0, 8} for entry in entries):
        raise refuse("KV-I-0102")
    unpacked = sum(entry.file_size for entry in entries)
    steep = any(
        entry.file_size > PIECE and entry.file_size > limits.ratio * entry.compress_size for entry in entries
    )
    strings = sum(entry.file_size for entry in entries if entry.filename.endswith("sharedStrings.xml"))
    if unpacked > limits.workbook_unpacked or strings > limits.strings or steep:
        raise refuse("KV-I-0102")
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    for one, following in zip(placed, placed[1:], strict=False):
        if one.header_offset + 30 + len(one.filename) + one.compress_size > following.header_offset:
            raise refuse("KV-I-0102")


def _look_through(book: ZipFile, entry: ZipInfo, first_rows: dict[str, int], formulas: list[Fault]) -> None:
    is_sheet = entry.filename.startswith("xl/worksheets/sheet")
    before, read = b"", 0
    with book.open(entry) as part:
        while piece := part.read(PIECE):
            read += len(piece)
            if read > entry.file_size:
                raise refuse("KV-I-0102")
            window = before + piece
            if b"<!" in window and (b"<!DOCTYPE" in window or b"<!ENTITY" in window):
                raise refuse("KV-I-0107")
            if b"\0" in piece or (not before and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"+/v"))):
                raise refuse("KV-I-0107")
            if is_sheet:
                _look_at_cells(entry.filename, window, first_rows, formulas)
            before = window[-256:]


def _look_at_cells(part: str, window: bytes, first_rows: dict[str, int], formulas: list[Fault]) -> None:
    if part not in first_rows and (first := _CELL.search(window)):
        first_rows[part] = int(first[2])
    if b"<f" not in window and b":f" not in window:
        return
    for found in _FORMULA.finditer(window):
        if len(formulas) >= SHOWN:
            return
        cells = _CELL.findall(window, max(0, found.start() - 256), found.start())
        column, row = cells[-1] if cells else (b"?", b"0")
        fault = Fault("KV-I-0105", int(row), column.decode())
        if fault not in formulas:
            formulas.append(fault)


def parse(kind: str, source: Path, target: Path, sheet: str, unpacked: int, limits: Limits) -> None:
    """Have the cells of a workbook's sheet (or a Parquet file) written to ``target`` as text, in Arrow's
    format.

    ``sheet`` is the one to read where the workbook has it; else its first. Refuses what cannot be read
    within the limits: memory, and four seconds and one more for every 16 MB.
    """
    seconds = int(limits.seconds) + unpacked // 2**24
    command = [
        sys.executable, "-I", str(_PARSER), kind, str(source), str(target), sheet,
        str(limits.memory), str(seconds)
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * seconds + 1, check=False)
    except subprocess.TimeoutExpired:
        raise refuse("KV-I-0106") from None
    if done.returncode == 0:
        return
    signs = (b"MemoryError", b"memory allocation", b"bad_alloc", b"capacity overflow", b"malloc")
    exhausted = done.returncode < 0 or any(sign in done.stderr for sign in signs)
    raise refuse("KV-I-0106" if exhausted else ("KV-I-0101" if kind == "xlsx" else "KV-I-0009"))
