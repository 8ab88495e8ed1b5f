"""The path of many rows into a table: COPY, and one set-based merge. Nothing happens per row in Python."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from khuevan.intake.contracts import Merged

ROWS_A_WRITE = 50_000
COMPARED_FROM = 2_000  # rows from which the table's own are read and compared first
BUCKETS = 64  # a power of two: in how many texts the table's own rows are read
_CELL, _NULL, _ROW_END = "\x1f", "\x1e", "\x1d"


def identifier(name: str) -> sql.Identifier:
    """A table's name as SQL, with its schema before a dot where it has one."""
    return sql.Identifier(*name.split("."))


def copy_frame(
    connection_or_cursor: Any, frame: pl.DataFrame, table: str, columns: Sequence[str] | None = None
) -> int:
    """COPY a frame's rows into a table as they are; answers how many. Types are cast by the database.

    ``columns`` (all of the frame's by default) are columns of the frame and of the table alike. Takes
    Django's connection or cursor, or psycopg's. A null is NULL and an empty text is empty; text may hold
    quotes, backslashes and line breaks. What the database does not take, it refuses with its own error.
    Into a
    table under row-level security only its owner may copy: use ``merge_frame``.
    """
    names = list(columns or frame.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(
        identifier(table), sql.SQL(",").join(map(sql.Identifier, names))
    )
    is_cursor = hasattr(connection_or_cursor, "fetchone")
    cursor = connection_or_cursor if is_cursor else connection_or_cursor.cursor()
    with cursor.copy(statement) as copy:
        for piece in frame.select(names).iter_slices(ROWS_A_WRITE):
            copy.write(as_csv(piece))
    return frame.height


def as_csv(frame: pl.DataFrame) -> memoryview:
    r"""A frame as COPY reads it with ``NULL '\N'``. Every text is quoted, so none is taken for a null."""
    out = BytesIO()
    frame.write_csv(out, include_header=False, null_value="\\N", quote_style="non_numeric")
    return out.getbuffer()


def merge_frame(
    frame: pl.DataFrame, *, table: str, key: Sequence[str], guard: Sequence[str] | None = None
) -> Merged:
    """Bring a frame's rows into a table: add those whose key is new, change those that differ.

    The frame's columns are columns of the table; ``key`` are those that name a row, together without doubles
    and never null (``ValueError`` otherwise). A row differs where one of the ``guard`` columns does (all that
    are not key, by default); then all of its columns are written. Runs in the caller's transaction or its
    own, on Django's default connection; works for partitioned tables and for tables under row-level
    security. Merges into one table wait for one another, so none doubles what another is adding.
    """
    check_key(frame, key)
    if frame.is_empty():
        return Merged()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {table}"])
        if frame.height < COMPARED_FROM:
            return _merge(cursor, frame, table, key, guard)
        same, any_known = _compare(cursor, frame, table, key, guard)
        rest = frame.filter(~same)
        merged = _merge(cursor, rest, table, key, guard) if any_known else _add(cursor, rest, table)
    return merged + Merged(unchanged=frame.height - rest.height)


def _compare(
    cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str], guard: Sequence[str] | None
) -> tuple[pl.Series, bool]:
    """Which rows are in the table as they are, and whether it has any row of these keys.

    Both sides write a row as one line of text, and equal lines are equal rows: reading is far cheaper than
    writing all rows only to find that nothing has changed. A line with a separator inside a cell is never
    taken for equal, and texts that differ for equal values only cost a look by the database.
    """
    names = [*key, *(frame.columns if guard is None else guard)]
    names = list(dict.fromkeys(names))
    standing = _standing(cursor, frame, table, key, names)
    cells = [pl.col(name).cast(pl.String).fill_null(_NULL) for name in names]
    lines = frame.select(pl.concat_str(cells, separator=_CELL)).to_series()
    whole = lines.str.count_matches(_CELL, literal=True) == len(names) - 1
    return lines.is_in(standing.implode()) & whole, bool(standing.len())


def _standing(
    cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str], columns: Sequence[str]
) -> pl.Series:
    names = {
        "table": identifier(table), "key": _each("{0}", key), "same": _each("t.{0} = k.{0}", key, " AND "),
        "cells": sql.SQL(", ").join(
            sql.SQL("coalesce(t.{}::text, {})").format(sql.Identifier(name), _NULL) for name in columns
        ),
        "cell": _CELL, "row": _ROW_END, "buckets": BUCKETS - 1, "ctid": sql.SQL("t.ctid"),
    }  # fmt: skip
    make = "CREATE TEMPORARY TABLE intake_keys ON COMMIT DROP AS SELECT {key} FROM {table} WITH NO DATA"
    cursor.execute(sql.SQL(make).format(**names))
    copy_frame(cursor, frame, "pg_temp.intake_keys", key)
    # A row of the answer costs Python far more than its length: many lines come in one.
    read = (
        "SELECT string_agg(concat_ws({cell}, {cells}), {row})"
        " FROM pg_temp.intake_keys k JOIN {table} t ON {same} GROUP BY hashtid({ctid}) & {buckets}"
    )
    cursor.execute(sql.SQL(read).format(**names))
    found = pl.Series([many for (many,) in cursor.fetchall()], dtype=pl.String)
    cursor.execute("DROP TABLE pg_temp.intake_keys")
    return found.str.split(_ROW_END).explode()


def _add(cursor: Any, frame: pl.DataFrame, table: str) -> Merged:
    if frame.is_empty():
        return Merged()
    cursor.execute("SELECT row_security_active(%s)", [table])
    if cursor.fetchone() == (False,):
        return Merged(inserted=copy_frame(cursor, frame, table))
    stage(cursor, frame, table)
    insert = sql.SQL("INSERT INTO {} ({}) SELECT * FROM pg_temp.intake_staging")
    cursor.execute(insert.format(identifier(table), _each("{0}", frame.columns)))
    cursor.execute("DROP TABLE pg_temp.intake_staging")
    return Merged(inserted=frame.height)


def _merge(
    cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str], guard: Sequence[str] | None
) -> Merged:
    if frame.is_empty():
        return Merged()
    stage(cursor, frame, table)
    merged = merge_staged(cursor, table, frame.columns, key, guard, frame.height)
    cursor.execute("DROP TABLE pg_temp.intake_staging")
    return merged


def check_key(frame: pl.DataFrame, key: Sequence[str]) -> None:
    """Refuse with ``ValueError`` a frame whose key is null somewhere or names two rows."""
    keys = frame.select(key)
    if any(keys.null_count().row(0)):
        raise ValueError(f"a key has no value: {', '.join(key)}")
    if keys.n_unique() != keys.height:
        raise ValueError(f"a key names two rows: {', '.join(key)}")


def stage(cursor: Any, frame: pl.DataFrame, table: str) -> None:
    """COPY a frame into the temporary table ``intake_staging``, whose columns have the target's types."""
    columns = sql.SQL(",").join(map(sql.Identifier, frame.columns))
    make = sql.SQL("CREATE TEMPORARY TABLE intake_staging ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA")
    cursor.execute(make.format(columns, identifier(table)))
    copy_frame(cursor, frame, "pg_temp.intake_staging")


def merge_staged(
    cursor: Any,
    table: str,
    columns: Sequence[str],
    key: Sequence[str],
    guard: Sequence[str] | None,
    rows: int,
) -> Merged:
    """Merge what is staged into the table; ``rows`` is how many are staged."""
    rest = [name for name in columns if name not in key]
    compared = list(rest if guard is None else guard)
    names = {
        "table": identifier(table),
        "same": _each("t.{0} = s.{0}", key, " AND "),
        "columns": _each("{0}", columns),
        "values": _each("s.{0}", columns),
    }
    updated = 0
    if compared:
        update = sql.SQL(
            "UPDATE {table} t SET {change} FROM pg_temp.intake_staging s WHERE {same} AND ({differs})"
        )
        differs = _each("t.{0} IS DISTINCT FROM s.{0}", compared, " OR ")
        cursor.execute(update.format(**names, change=_each("{0} = s.{0}", rest), differs=differs))
        updated = cursor.rowcount
    insert = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM pg_temp.intake_staging s"
        " WHERE NOT EXISTS (SELECT FROM {table} t WHERE {same})"
    )
    cursor.execute(insert.format(**names))
    inserted = cursor.rowcount
    return Merged(inserted, updated, rows - inserted - updated)


def _each(pattern: str, names: Sequence[str], between: str = ", ") -> sql.Composed:
    return sql.SQL(between).join([sql.SQL(pattern).format(sql.Identifier(name)) for name in names])
