"""Where the rows of an importable thing stand in the register: read whole, by pages of keys, or by key.

The room says one SELECT whose columns are the description's. Everything else is put around it, so that
PostgreSQL looks at the rows of a page and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection
from psycopg import sql

from khuevan.intake.checking import polars_type
from khuevan.intake.contracts import Description, Importable, Key, Kind, Span
from khuevan.intake.loading import identifier
from khuevan_kernel.actor import EVERYWHERE, Actor

EXACT_TO = 200_000  # rows up to which a list is cut by counting all of them
LOOKED_AT, SAMPLED, SAMPLED_A_PART = 100_000, 4_000, 5
_ROUGHLY = """
SELECT coalesce(sum(greatest(reltuples, 0)), 0) FROM pg_class
WHERE relkind = 'r' AND (oid = %s::regclass
    OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %s::regclass))"""
_SQL_TYPES = {
    Kind.INTEGER: "bigint", Kind.DECIMAL: "numeric", Kind.MARK: "numeric", Kind.DATE: "date",
    Kind.BOOL: "boolean",
}  # fmt: skip


def rows_of(thing: Importable, actor: Actor) -> pl.DataFrame | None:
    """All rows in the actor's reach, in the description's columns; ``None`` where nothing gives them out."""
    if thing.export is not None:
        return thing.export(actor)
    return _read(thing, actor, Span()) if thing.source else None


def rows_between(
    thing: Importable, actor: Actor, span: Span, limit: int, columns: Iterable[str] = ()
) -> pl.DataFrame | None:
    """The first ``limit`` rows of a span, keys ascending: the key's columns and those asked for, or all."""
    chosen = _chosen(thing.description, columns)
    if thing.source:
        return _read(thing, actor, span, chosen, limit=limit)
    frame = rows_of(thing, actor)
    if frame is None:
        return None
    keys = [pl.col(name) for name in thing.description.key]
    for bound, holds in ((span.after, _later), (span.upto, _not_later)):
        if bound is not None:
            frame = frame.filter(holds(keys, typed_key(thing.description, bound)))
    return frame.sort(thing.description.key).select(chosen).head(limit)


def rows_by_key(
    thing: Importable, actor: Actor, keys: Sequence[Key], columns: Iterable[str] = ()
) -> pl.DataFrame | None:
    """The rows of these natural keys that lie in the actor's reach, keys ascending."""
    chosen = _chosen(thing.description, columns)
    if thing.source:
        return _read(thing, actor, Span(), chosen, keys=keys)
    frame = rows_of(thing, actor)
    if frame is None:
        return None
    names = thing.description.key
    schema = {name: polars_type(thing.description.column(name)) for name in names}
    asked = [typed_key(thing.description, key) for key in keys]
    wanted = pl.DataFrame(asked, schema=schema, orient="row")
    return frame.join(wanted.unique(), on=list(names), how="semi").select(chosen)


def digests_into(table: str, thing: Importable, actor: Actor, keys: Sequence[Key] | None = None) -> None:
    """Fill a table of ``key`` (text[]) and ``digest`` (16 bytes of what the row holds) with the rows in the
    actor's reach, all or those of some keys, without taking them out of the database."""
    description = thing.description
    text, values = _around(thing, actor)
    names = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(one)) for one in description.key)
    statement = sql.SQL(
        "INSERT INTO {} (key, digest) SELECT ARRAY[{}], decode(md5(q::text), 'hex') FROM ({}) q"
    ).format(identifier(table), names, sql.SQL(text))
    if keys is not None:
        if not keys:
            return
        rows = sql.SQL(", ").join(_row(description, one, values) for one in keys)
        statement += sql.SQL(" WHERE ({}) IN ({})").format(_names(description.key), rows)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def spans(thing: Importable, actor: Actor, parts: int) -> list[Span]:
    """The list cut into at most ``parts`` spans of about the same size; each key lies in exactly one, also
    keys that are added later."""
    names = list(thing.description.key)
    if thing.source:
        keys = _ends(thing, actor, parts)
    else:
        frame = rows_of(thing, actor)
        frame = pl.DataFrame(schema=names) if frame is None else frame.select(names).sort(names)
        step = max(1, -(-frame.height // parts))
        keys = [tuple(map(str, row)) for row in frame[step - 1 :: step].rows()]
    inner = keys[: parts - 1]
    starts: list[Key | None] = [None, *inner]
    return [Span(after, upto) for after, upto in zip(starts, [*inner, None], strict=True)]


def typed_key(thing: Description, key: Key) -> tuple[Any, ...]:
    """A natural key as the register holds it. ``ValueError`` for a text that cannot be one."""
    columns = [thing.column(name) for name in thing.key]
    if len(key) != len(columns) or any("\x00" in part for part in key):
        raise ValueError("no such key")
    cast = [pl.lit(part).cast(polars_type(one)) for part, one in zip(key, columns, strict=True)]
    try:
        return pl.select(*(one.alias(str(at)) for at, one in enumerate(cast))).row(0)
    except pl.exceptions.InvalidOperationError as trouble:
        raise ValueError("no such key") from trouble


def _chosen(thing: Description, columns: Iterable[str]) -> list[str]:
    asked = {*columns}
    return [one.name for one in thing.columns if not asked or one.name in asked or one.name in thing.key]


def _later(keys: list[pl.Expr], bound: tuple[Any, ...]) -> pl.Expr:
    """Whether a key comes after another, as PostgreSQL compares rows."""
    found = pl.lit(False)
    for key, value in reversed([*zip(keys, bound, strict=True)]):
        found = (key > value) | ((key == value) & found)
    return found


def _not_later(keys: list[pl.Expr], bound: tuple[Any, ...]) -> pl.Expr:
    return ~_later(keys, bound)


def _read(
    thing: Importable, actor: Actor, span: Span, columns: Sequence[str] = (), *, limit: int | None = None,
    keys: Sequence[Key] | None = None,
) -> pl.DataFrame:  # fmt: skip
    description = thing.description
    chosen = list(columns) or [one.name for one in description.columns]
    text, values = _around(thing, actor)
    key = sql.SQL("({})").format(_names(description.key))
    where: list[sql.Composable] = [sql.SQL("true")]
    for sign, bound in ((">", span.after), ("<=", span.upto)):
        if bound is not None:
            where.append(key + sql.SQL(f" {sign} ") + _row(description, bound, values))
    if keys is not None:
        rows = sql.SQL(", ").join(_row(description, one, values) for one in keys)
        where.append(key + sql.SQL(" IN ({})").format(rows) if keys else sql.SQL("false"))
    statement = sql.SQL("SELECT {} FROM ({}) q WHERE {}").format(
        _names(chosen), sql.SQL(text), sql.SQL(" AND ").join(where)
    )
    statement = statement + sql.SQL(" ORDER BY {}").format(_names(description.key))
    if limit is not None:
        statement += sql.SQL(f" LIMIT {limit:d}")
    schema = {name: polars_type(description.column(name)) for name in chosen}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def _ends(thing: Importable, actor: Actor, parts: int) -> list[Key]:
    """The last key of each part: of a long list by a sample of its rows, else exactly."""
    sampled = _sampled(thing, actor)
    if len(sampled) >= parts * SAMPLED_A_PART:
        frame = _read(thing, actor, Span(), thing.description.key, keys=sampled)
        keys = [tuple(map(str, row)) for row in frame.rows()]
        step = -(-len(keys) // parts)
        return keys[step - 1 :: step]
    names = _names(thing.description.key)
    text, values = _around(thing, actor)
    statement = sql.SQL(
        "SELECT {keys} FROM (SELECT {names}, part, lead(part) OVER (ORDER BY {names}) AS next FROM ("
        "SELECT {names}, ntile({parts}) OVER (ORDER BY {names}) AS part FROM ({query}) q) t) l"
        " WHERE next IS NOT NULL AND next <> part ORDER BY part"
    ).format(
        keys=sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(n)) for n in thing.description.key),
        names=names, parts=sql.SQL(str(parts)), query=sql.SQL(text),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [tuple(row) for row in cursor.fetchall()]


def _sampled(thing: Importable, actor: Actor) -> list[Key]:
    """Keys of some rows in the actor's reach, from all over a large table; none of a small one."""
    assert thing.source
    for trace in thing.source.traces[:1]:
        with connection.cursor() as cursor:
            cursor.execute(_ROUGHLY, [trace.table, trace.table])
            rows = cursor.fetchone()[0]
            if rows < EXACT_TO:
                return []
            share = min(100.0, 100.0 * LOOKED_AT / rows)
            some = f"(SELECT * FROM {trace.table} TABLESAMPLE SYSTEM ({share:.6f}))"
            reach = sorted(actor.reaches.get(thing.permission, ()))
            cursor.execute(
                f"SELECT key FROM ({trace.rows.replace('{rows}', some)}) t WHERE path ^@ ANY (%s)"
                f" GROUP BY key ORDER BY md5(key::text) LIMIT {SAMPLED}",
                [reach],
            )
            return [tuple(key) for (key,) in cursor.fetchall()]
    return []


def _around(thing: Importable, actor: Actor) -> tuple[str, dict[str, Any]]:
    """The room's query for what the actor reaches. Branches stand as literals' places, so that the planner
    knows how much each holds."""
    assert thing.source
    branches = sorted(actor.reaches.get(thing.permission, ()))
    values: dict[str, Any] = {f"khuevan_branch_{at}": branch for at, branch in enumerate(branches)}
    within = " OR ".join(f"{thing.source.path} ^@ %({name})s" for name in values) or "false"
    text = thing.source.query.replace("{within}", "true" if EVERYWHERE in branches else f"({within})")
    return text, values | dict(thing.source.values)


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _row(thing: Description, key: Key, values: dict[str, Any]) -> sql.Composable:
    """A key as a row of SQL; what it holds is added to the statement's values."""
    places = []
    for part, name in zip(typed_key(thing, key), thing.key, strict=True):
        place = f"khuevan_key_{len(values)}"
        values[place] = part
        places.append(f"%({place})s::{_SQL_TYPES.get(thing.column(name).kind, 'text')}")
    return sql.SQL(f"({', '.join(places)})")
