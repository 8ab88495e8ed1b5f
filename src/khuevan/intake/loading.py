"""The path of many rows into a table: COPY, and one set-based merge. Nothing happens per row in Python."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection, transaction
from psycopg import sql
from psycopg.errors import UniqueViolation

from khuevan.intake.contracts import Merged

ROWS_A_WRITE = 50_000
COPIED_FROM = 2_000  # rows from which it is worth trying whether all of them are new
_KEEPS_KEYS_ONCE = """
SELECT NOT row_security_active(%(table)s) AND EXISTS (
    SELECT FROM pg_index i WHERE i.indrelid = %(table)s::regclass AND i.indisunique AND i.indisvalid
    AND i.indpred IS NULL AND i.indexprs IS NULL AND %(key)s::text[] = ARRAY(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = i.indrelid AND attnum = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1])
        ORDER BY attname::text))"""


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
    Into a table under row-level security only its owner may copy: use ``merge_frame``.
    """
    names = list(columns or frame.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        identifier(table), sql.SQL(",").join(map(sql.Identifier, names))
    )
    is_cursor = hasattr(connection_or_cursor, "fetchone")
    cursor = connection_or_cursor if is_cursor else connection_or_cursor.cursor()
    with cursor.copy(statement) as copy:
        for piece in frame.select(names).iter_slices(ROWS_A_WRITE):
            copy.write(as_text(piece))
    return frame.height


def as_text(frame: pl.DataFrame) -> bytes:
    r"""A frame in COPY's own text format: cells between tabs, rows between line feeds, null as ``\N``.

    Cells that hold a tab, a line break or a backslash are rare: whether any does is told by counting them in
    what was written, and only then is every text escaped.
    """
    text = _written(frame)
    counts = [text.count(sign) for sign in (b"\t", b"\n", b"\r", b"\\")]
    nulls = sum(frame.null_count().row(0))
    if counts == [frame.height * (frame.width - 1), frame.height, 0, nulls]:
        return text
    cells = cs.string()
    for sign, escaped in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        frame = frame.with_columns(cells.str.replace_all(sign, escaped, literal=True))
    return _written(frame)


def _written(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_csv(out, include_header=False, separator="\t", null_value="\\N", quote_style="never")
    return out.getvalue()


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
        if frame.height >= COPIED_FROM and _copied(cursor, frame, table, key):
            return Merged(inserted=frame.height)
        return _merge(cursor, frame, table, key, guard)


def _copied(cursor: Any, frame: pl.DataFrame, table: str, key: Sequence[str]) -> bool:
    """Whether all rows were new and are in the table now: nothing is cheaper than to try.

    The first known key undoes the attempt; where the first row's is known, it is not made. Only where an
    index keeps keys from standing twice, and where no row-level security is in the way, which COPY refuses.
    """
    cursor.execute(_KEEPS_KEYS_ONCE, {"table": table, "key": sorted(key)})
    if cursor.fetchone() != (True,):
        return False
    first = sql.SQL("SELECT FROM {} WHERE {}").format(identifier(table), _each("{} = %s", key, " AND "))
    cursor.execute(first, frame.select(key).row(0))
    if cursor.rowcount:
        return False
    try:
        with transaction.atomic():
            copy_frame(cursor, frame, table)
    except UniqueViolation:
        return False
    return True


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
    """Merge what is staged into the table; ``rows`` is how many are staged.

    The table is looked through once, for what is new or differs; most often that is little.
    """
    rest = [name for name in columns if name not in key]
    compared = list(rest if guard is None else guard)
    names = {
        "table": identifier(table),
        "same": _each("t.{0} = s.{0}", key, " AND "),
        "new": sql.SQL("t.{} IS NULL").format(sql.Identifier(key[0])),
        "columns": _each("{0}", columns),
        "values": _each("s.{0}", columns),
        "differs": _each("t.{0} IS DISTINCT FROM s.{0}", compared, " OR ") if compared else sql.SQL("false"),
        "change": _each("{0} = s.{0}", rest),
    }
    find = (
        "CREATE TEMPORARY TABLE intake_changes ON COMMIT DROP AS SELECT s.*, {new} AS khuevan_new"
        " FROM pg_temp.intake_staging s LEFT JOIN {table} t ON {same} WHERE {new} OR {differs}"
    )
    update = "UPDATE {table} t SET {change} FROM pg_temp.intake_changes s WHERE {same} AND NOT khuevan_new"
    insert = "INSERT INTO {table} ({columns}) SELECT {values} FROM pg_temp.intake_changes s WHERE khuevan_new"
    cursor.execute(sql.SQL(find).format(**names))
    found, updated = cursor.rowcount, 0
    if found and compared:
        cursor.execute(sql.SQL(update).format(**names))
        updated = cursor.rowcount
    if found > updated:
        cursor.execute(sql.SQL(insert).format(**names))
    cursor.execute("DROP TABLE pg_temp.intake_changes")
    return Merged(found - updated, updated, rows - found)


def _each(pattern: str, names: Sequence[str], between: str = ", ") -> sql.Composed:
    return sql.SQL(between).join([sql.SQL(pattern).format(sql.Identifier(name)) for name in names])
