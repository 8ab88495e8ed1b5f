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
        new, perhaps = _compare(cursor, frame, table, key, guard)
        merged = _add(cursor, new, table) + _merge(cursor, perhaps, table, key, guard)
    return merged + Merged(unchanged=frame.height - merged.rows)


def _compare(
    cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str], guard: Sequence[str] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose key the table does not have, and those that may differ from what it has.

    What is in the table is read and compared here, as text: reading is far cheaper than writing all rows
    only to find that nothing has changed. Texts that differ for equal values cost a look by the database.
    """
    standing = _standing(cursor, frame, table, key)
    texts = frame.select(pl.all().cast(pl.String))
    names = [name for name in frame.columns if name not in key]
    here = pl.lit(True).alias("khuevan_here")
    joined = texts.join(
        standing.with_columns(here), on=list(key), how="left", suffix=" here", maintain_order="left"
    )
    found = joined["khuevan_here"].is_not_null()
    compared = names if guard is None else list(guard)
    differs = pl.any_horizontal(pl.lit(False), *(pl.col(n).ne_missing(pl.col(f"{n} here")) for n in compared))
    return frame.filter(~found), frame.filter(found & joined.select(differs).to_series())


def _standing(cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str]) -> pl.DataFrame:
    names = {
        "table": identifier(table), "key": _each("{0}", key), "same": _each("t.{0} = k.{0}", key, " AND "),
        "texts": _each("t.{0}::text", frame.columns),
    }  # fmt: skip
    make = "CREATE TEMPORARY TABLE intake_keys ON COMMIT DROP AS SELECT {key} FROM {table} WITH NO DATA"
    cursor.execute(sql.SQL(make).format(**names))
    copy_frame(cursor, frame, "pg_temp.intake_keys", key)
    read = (
        "COPY (SELECT {texts} FROM pg_temp.intake_keys k JOIN {table} t ON {same})"
        " TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    )
    with cursor.copy(sql.SQL(read).format(**names)) as copy:
        content = b"".join(copy)
    cursor.execute("DROP TABLE pg_temp.intake_keys")
    schema = dict.fromkeys(frame.columns, pl.String)
    if not content:
        return pl.DataFrame(schema=schema)
    # Every text is quoted, so that an empty one is not taken for a null.
    return pl.read_csv(content, has_header=False, schema=schema, infer_schema=False)


def _add(cursor: Any, frame: pl.DataFrame, table: str) -> Merged:
    if frame.is_empty():
        return Merged()
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
