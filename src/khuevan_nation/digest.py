"""The canonical bytes of the country, and their digest."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from io import BytesIO

import polars as pl

NULL = "\\N"


def canonical(frame: pl.DataFrame) -> bytes:
    r"""A line a row, tabs between fields, ``\N`` for what is missing: also what COPY reads."""
    out = BytesIO()
    frame.write_csv(
        out, include_header=False, separator="\t", quote_style="never", null_value=NULL, line_terminator="\n"
    )
    return out.getvalue()


class Digest:
    """SHA-256 of each table's lines in their order, and of the tables in the order of their names."""

    def __init__(self) -> None:
        self._tables: defaultdict[str, hashlib._Hash] = defaultdict(hashlib.sha256)
        self.rows: defaultdict[str, int] = defaultdict(int)

    def add(self, table: str, frame: pl.DataFrame, lines: bytes | None = None) -> bytes:
        """Take in the next rows of a table and give back their canonical bytes."""
        if lines is None:
            lines = canonical(frame)
        self._tables[table].update(lines)
        self.rows[table] += frame.height
        return lines

    def hex(self) -> str:
        """The digest of everything taken in so far."""
        whole = hashlib.sha256()
        for name in sorted(self._tables):
            whole.update(f"{name} {self.rows[name]} {self._tables[name].hexdigest()}\n".encode())
        return whole.hexdigest()
