"""Reading the statistics office's table of old communes and the communes of 1/7/2025. Pure: bytes to rows."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from khuevan.org.rules import FileRefused, split_name
from khuevan_kernel.identity import search_key

HEADINGS = (
    "Tỉnh, thành phố", "Tên Xã mới", "Mã Xã mới", "Tên Xã cũ", "Mã Xã cũ", "Ghi chú", "Quận/huyện", "Tỉnh cũ",
)  # fmt: skip
LARGEST = 64 * 2**20
_NUMBERED = re.compile(r"(.*\S)\s*\((\d{2,3})\)")
_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what came from where. An empty ``old_code`` is a place that has none."""

    line: int
    new_code: str
    new_name: str
    level: str  # of the predecessor: commune, or district where the whole district became a commune
    old_code: str
    old_name: str
    district_code: str
    district: str
    province_code: str
    province: str
    extent: str


@dataclass(slots=True)
class Table:
    """The whole table. Each of the ``read`` lines is a row, a banner, a duplicate or refused."""

    digest: str
    read: int = 0
    banners: int = 0
    duplicates: int = 0
    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)

    def district_facts(self) -> dict[str, tuple[str, str]]:
        """Each district's name, and the old province that most of its rows put it in."""
        said: dict[str, Counter[tuple[str, str]]] = {}
        names: dict[str, str] = {}
        for row in self.rows:
            said.setdefault(row.district_code, Counter())[row.province_code, row.province] += 1
            names.setdefault(row.district_code, row.district)
        return {code: (names[code], votes.most_common(1)[0][0][0]) for code, votes in said.items()}


def read(data: bytes, communes: set[str], provinces: dict[str, str]) -> Table:
    """The table in ``data``, every row of it accounted for.

    ``communes`` are the codes of the communes that the table may lead to; ``provinces`` the codes and names
    of the provinces of the day before. Refuses with ``FileRefused`` what is not this table, or not all of it.
    """
    table = Table(hashlib.sha256(data).hexdigest())
    lines = _cells(_text(data))
    columns, width = _columns(lines)
    reading = _Reading(table, communes, provinces)
    for line, cells in lines:
        table.read += 1
        if len(cells) != width:
            table.refused.append((line, f"{len(cells)} ô, tiêu đề có {width} (cells, headings)"))
            continue
        reading.take(line, [" ".join(cells[at].split()) for at in columns])
    missing = communes - {row.new_code for row in table.rows}
    if missing:
        raise FileRefused(
            place=f"dòng (line) {line if table.read else 1}",
            rule=f"bảng phải đủ mọi xã từ 1/7/2025, thiếu {len(missing)}: {', '.join(sorted(missing)[:5])}"
            f" (the table leads to every commune; {len(missing)} are missing)",
            remedy="tải lại trọn tệp từ nguồn (fetch the whole file again)",
            refused=table.refused[:5],
        )
    return table


def _text(data: bytes) -> str:
    remedy = "lưu bảng thành CSV, mã hóa UTF-8 (save the table as CSV in UTF-8)"
    if data[:4] == b"PK\x03\x04" or data[:2] in (b"\x1f\x8b", b"\xd0\xcf"):
        raise FileRefused(
            place="byte 1", rule="là tệp nén hoặc Excel, không phải CSV (not CSV)", remedy=remedy
        )
    if not data or len(data) > LARGEST:
        raise FileRefused(
            place="tệp (file)", rule=f"từ 1 đến {LARGEST} byte, có {len(data)} (size)", remedy=remedy
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            place=f"byte {error.start + 1}", rule="không phải UTF-8 (not UTF-8)", remedy=remedy
        ) from None
    if "\0" in text:
        raise FileRefused(
            place=f"ký tự (sign) {text.index(chr(0)) + 1}", rule="có ký tự NUL (a NUL)", remedy=remedy
        )
    return text


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; rows without a cell are passed over by the reader."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            place=f"dòng (line) {begins}", rule=f"CSV dở dang hoặc hỏng (cut off or broken): {error}",
            remedy="tải lại trọn tệp từ nguồn (fetch the whole file again)",
        ) from None  # fmt: skip


def _columns(lines: Iterator[tuple[int, list[str]]]) -> tuple[list[int], int]:
    for line, cells in lines:
        names = [" ".join(cell.split()).casefold() for cell in cells]
        if all(heading.casefold() in names for heading in HEADINGS):
            return [names.index(heading.casefold()) for heading in HEADINGS], len(cells)
        if line > 5:
            break
    raise FileRefused(
        place="dòng (lines) 1–5", rule=f"thiếu hàng tiêu đề (no headings): {'; '.join(HEADINGS)}",
        remedy="dùng bảng chuyển đổi của cơ quan thống kê, giữ nguyên tiêu đề (keep the table's headings)",
    )  # fmt: skip


class _Wrong(Exception):
    """Why a row is refused."""


class _Reading:
    """Takes the rows one by one and remembers which old code named which commune."""

    def __init__(self, table: Table, communes: set[str], provinces: dict[str, str]) -> None:
        self._table, self._communes, self._provinces = table, communes, provinces
        self._by_name = {search_key(split_name(name)[1]): code for code, name in provinces.items()}
        self._names: dict[str, str] = {}
        self._pairs: set[tuple[str, ...]] = set()

    def take(self, line: int, cells: list[str]) -> None:
        """Put a row where it belongs. Each row goes to exactly one place."""
        if not any(cells[1:]):
            self._table.banners += 1
            return
        try:
            row = self._row(line, cells)
        except _Wrong as why:
            self._table.refused.append((line, str(why)))
            return
        pair = (row.new_code, row.level, row.old_code, row.old_name, row.district_code)
        if pair in self._pairs:
            self._table.duplicates += 1
            return
        self._pairs.add(pair)
        self._table.rows.append(row)

    def _row(self, line: int, cells: list[str]) -> Row:
        _, new_name, new_code, old_name, old_code, note, district, province = cells
        if new_code not in self._communes:
            raise _Wrong(f"mã xã mới {new_code!r} không có ngày 1/7/2025 (no such new commune)")
        if old_code and not _CODE.fullmatch(old_code):
            raise _Wrong(f"mã xã cũ {old_code!r} không phải năm chữ số (not five digits)")
        if old_code and not old_name:
            raise _Wrong(f"mã xã cũ {old_code} không có tên (no name)")
        part = _NUMBERED.fullmatch(district)
        if not part or len(part[2]) != 3:
            raise _Wrong(f"không đọc được quận/huyện {district!r} (district not understood)")
        level = "commune" if old_name else "district"
        old_name = split_name(old_name)[0] + " " + split_name(old_name)[1]
        return Row(
            line, new_code, new_name, level, self._settled(line, old_code, old_name), old_name.strip(),
            part[2], " ".join(split_name(part[1])), *self._province(line, province), _extent(note),
        )  # fmt: skip

    def _settled(self, line: int, code: str, name: str) -> str:
        """The code, or none where the table has already given it to a commune of another name."""
        if not code:
            return ""
        first = self._names.setdefault(code, name)
        if search_key(first) == search_key(name):
            return code
        self._table.remarks.append((
            line, f"mã {code} là của {first}; {name} được giữ lại, chưa rõ mã (kept without a code)",
        ))  # fmt: skip
        return ""

    def _province(self, line: int, text: str) -> tuple[str, str]:
        part = _NUMBERED.fullmatch(text)
        if not part:
            raise _Wrong(f"không đọc được tỉnh cũ {text!r} (old province not understood)")
        key = search_key(split_name(part[1])[1])
        named = self._by_name.get(key)
        if named is None:
            raise _Wrong(f"không có tỉnh {text!r} ngày 30/6/2025 (no such province)")
        if named != part[2]:
            self._table.remarks.append((
                line, f"{text}: mã đúng của tỉnh là {named} (the province's code is {named})",
            ))  # fmt: skip
        return named, self._provinces[named]


def _extent(note: str) -> str:
    words = note.casefold()
    if "một phần" in words or "phần còn lại" in words:
        return "part"
    if "toàn bộ" in words:
        return "whole"
    if words.startswith(("giữ nguyên", "đổi ")):
        return "unchanged"
    raise _Wrong(f"không hiểu ghi chú {note!r} (note not understood)")
