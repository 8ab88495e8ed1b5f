"""The way of many millions of rows into the tables: as their owner, by COPY, indexes afterwards.

Each big table is emptied and filled in one transaction of its own, so that PostgreSQL may skip the
write-ahead log (``wal_level = minimal``) and mark every row as seen by all. What was set aside is
written down before and put back after; a run that was killed is found by ``Build.state`` and begun
again.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

import psycopg
from django.db import connections
from psycopg import sql

MEMORY = "SET maintenance_work_mem = '1GB'"
# Constraints and indexes of the tables, and foreign keys that point at them. Partitions follow: what reads
# ON ONLY in the definition of a partitioned table's index would leave every partition without it.
_STRUCTURE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),
       CASE contype WHEN 'f' THEN 3 ELSE 1 END AS rank
FROM pg_constraint
WHERE conparentid = 0 AND contype IN ('p', 'u', 'x', 'f')
  AND (conrelid = ANY (%(tables)s::regclass[])
       OR (contype = 'f' AND confrelid = ANY (%(tables)s::regclass[])))
UNION ALL
SELECT i.indrelid::regclass::text, c.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), 2
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY (%(tables)s::regclass[]) AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
ORDER BY 4, 1, 2
"""
INDEX, FOREIGN_KEY = 2, 3
Piece = tuple[str, str, str, int]


def connect() -> psycopg.Connection[Any]:
    """A connection of the tables' owner, beside Django's."""
    settings = connections["owner"].settings_dict
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"], autocommit=True, application_name="khuevan nation",
    )  # fmt: skip


@contextmanager
def alone() -> Iterator[None]:
    """The only build in this database, until the block is left or the process dies; others wait here."""
    with connect() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtextextended('nation build', 0))")
        yield


def structure(connection: psycopg.Connection[Any], tables: Iterable[str]) -> list[Piece]:
    """Indexes and constraints of tables: table, name, definition; 1 key, 2 index, 3 foreign key."""
    rows = connection.execute(_STRUCTURE, {"tables": list(tables)}).fetchall()
    return [(str(a), str(b), str(c), int(d)) for a, b, c, d in rows]


def set_aside(connection: psycopg.Connection[Any], pieces: Iterable[Piece]) -> None:
    """Drop what ``structure`` found, foreign keys first."""
    for table, name, _, rank in sorted(pieces, key=lambda piece: -piece[3]):
        if rank == INDEX:
            connection.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(name)))
        else:
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}").format(
                    sql.SQL(table), sql.Identifier(name)
                )
            )


def trigger(
    connection: psycopg.Connection[Any], tables: Iterable[str], turn: Literal["ENABLE", "DISABLE"]
) -> None:
    """Let the rooms' triggers on tables rest, or work again: a loaded country is no change to follow."""
    for table in sorted({*tables}):
        connection.execute(sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.SQL(table), sql.SQL(turn)))


def put_back(pieces: Iterable[Piece], hands: int = 2) -> None:
    """Make again what was set aside: keys and indexes by several hands, then foreign keys."""
    with connect() as connection:
        tables = sorted({table for table, *_ in pieces})
        there = {name for _, name, _, _ in structure(connection, tables)}
    missing = [piece for piece in pieces if piece[1] not in there]
    _share([piece for piece in missing if piece[3] < FOREIGN_KEY], hands)
    _share([piece for piece in missing if piece[3] == FOREIGN_KEY], 1)


def _share(pieces: list[Piece], hands: int) -> None:
    work: queue.SimpleQueue[Piece] = queue.SimpleQueue()
    for piece in pieces:
        work.put(piece)
    failures: list[BaseException] = []

    def hand() -> None:
        try:
            with connect() as connection:
                connection.execute(MEMORY)
                while not failures:
                    connection.execute(_made(work.get_nowait()))
        except queue.Empty:
            return
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=hand) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _made(piece: Piece) -> sql.Composed | bytes:
    table, name, definition, rank = piece
    if rank == INDEX:
        return definition.encode()
    return sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
        sql.SQL(table), sql.Identifier(name), sql.SQL(definition)
    )


class Filling:
    """A table being emptied and filled in one transaction, by a thread that waits for the database."""

    def __init__(self, table: str, columns: str) -> None:
        self._failure: BaseException | None = None
        self._lines: queue.Queue[bytes | None] = queue.Queue(maxsize=2)
        self._statement = f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT text, FREEZE)"
        self._table = table
        self._thread = threading.Thread(target=self._fill, daemon=True)
        self._thread.start()

    def add(self, lines: bytes) -> None:
        """Hand over lines in the text form of COPY; waits where the database is behind."""
        while self._failure is None:
            try:
                return self._lines.put(lines, timeout=1)
            except queue.Full:
                continue
        raise self._failure

    def close(self) -> None:
        """Commit."""
        self.add_end()
        self._thread.join()
        if self._failure:
            raise self._failure

    def add_end(self) -> None:
        """Say that no more lines come."""
        while self._failure is None and self._thread.is_alive():
            try:
                return self._lines.put(None, timeout=1)
            except queue.Full:
                continue
        return None

    def _fill(self) -> None:
        try:
            with connect() as connection, connection.transaction(), connection.cursor() as cursor:
                # What triggers would do for every row is done at the end, once for all.
                cursor.execute(
                    f"TRUNCATE {self._table}; ALTER TABLE {self._table} DISABLE TRIGGER USER".encode()
                )
                with cursor.copy(self._statement.encode()) as copy:
                    while (lines := self._lines.get()) is not None:
                        copy.write(lines)
                cursor.execute(f"ALTER TABLE {self._table} ENABLE TRIGGER USER".encode())
        except BaseException as error:
            self._failure = error


def fill(tables: Mapping[str, tuple[str, str]], parts: Iterable[tuple[str, bytes]]) -> None:
    """Fill tables side by side, each in its transaction. ``tables``: each part's table and columns."""
    fillings: dict[str, Filling] = {}
    try:
        for name, lines in parts:
            if name not in fillings:
                fillings[name] = Filling(*tables[name])
            fillings[name].add(lines)
    finally:
        for filling in fillings.values():
            filling.add_end()
    for filling in fillings.values():
        filling.close()
