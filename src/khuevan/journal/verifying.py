"""Verifying the whole log from what it says itself: every leaf, every node, every signed head, and no gap.

Everything is derived again on this side of the database, in one snapshot, block by block: while one block is
hashed here, the server prepares the next ones. Memory does not grow with the log.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

import numpy as np
import psycopg
from django.db import connection

from khuevan.journal.contracts import Fault, Verified
from khuevan.journal.sealing import MOMENT
from khuevan_kernel.log import EMPTY_ROOT, STORED_EVERY, Head, KeyRing, UnknownKey, node_hash

BLOCK = 2_048  # what a block takes stays in the processor's cache; a power of two, of 256 at least
READERS, AHEAD = 2, 4  # connections that read blocks, and blocks read before they are wanted
_LEVELS = list(range(STORED_EVERY, 63, STORED_EVERY))
_NODES = """
SELECT level, index, hash FROM unnest(%s::int[]) AS l (level) JOIN journal_node n USING (level)
WHERE n.index >= %s >> level AND n.index < %s >> level
"""

# An entry's body holds no line break: JSON escapes them. One that an insider put in makes too many bodies.
_BODIES = """
SELECT count(id), string_agg(textsend(body), '\\x0a'), string_agg(timestamptz_send(recorded_at), ''),
       string_agg(hash, '')
FROM (SELECT e.id, e.recorded_at, e.body, l.hash
      FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry
      WHERE l.index >= %s AND l.index < %s ORDER BY l.index) AS block
"""
# Columns that the database computes from the body say what it says, as long as the table computes them.
_COLUMNS = """
SELECT array_agg(a.attname::text || ' ' || pg_get_expr(d.adbin, d.adrelid) ORDER BY a.attname)
FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = 'journal_entry'::regclass AND a.attgenerated = 's'
"""
_COMPUTED = [
    f"{name} (((body)::jsonb ->> '{name}'::text))::character varying(100)"
    for name in ("actor", "event", "subject")
]
_DIFFERS = """
SELECT l.index, e.id FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry
WHERE (e.actor, e.event, e.subject) IS DISTINCT FROM
      (e.body::jsonb ->> 'actor', e.body::jsonb ->> 'event', e.body::jsonb ->> 'subject')
ORDER BY l.index LIMIT 1
"""
_EPOCH = np.datetime64("2000-01-01", "us")  # PostgreSQL counts microseconds from here
_AT = 26  # signs of a moment to the microsecond, without its Z
# The entries of a block lie side by side: looked up one by one, only the block is read, in the leaves' order.
_IN_ORDER = "; ".join(
    f"SET LOCAL enable_{way} = off" for way in ("hashjoin", "mergejoin", "seqscan", "bitmapscan", "sort")
)
_ONE_BY_ONE = f"""
SELECT l.index, l.entry, e.id, {MOMENT.format("e.recorded_at")} || ' ' || e.body, l.hash
FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry
WHERE l.index >= %s AND l.index < %s ORDER BY l.index
"""


class _Found(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Block:
    """What the database says of a block of leaves."""

    entries: int
    bodies: bytes
    moments: bytes
    leaves: bytes
    nodes: dict[tuple[int, int], bytes]


@dataclass(slots=True)
class _Edge:
    """The right edge of the growing tree: at most one waiting subtree a level, and how many were made."""

    waiting: dict[int, bytes]
    made: dict[int, int]

    def add(self, leaves: list[bytes]) -> dict[int, tuple[int, list[bytes]]]:
        """Add leaves; answers the complete nodes of the stored levels made: level → (first, hashes)."""
        level, fresh, stored = 0, leaves, {}
        while fresh:
            if level and level % STORED_EVERY == 0:
                stored[level] = (self.made.get(level, 0), fresh)
            self.made[level] = self.made.get(level, 0) + len(fresh)
            # Invariant: the waiting subtree of a level stands just left of what is fresh at that level.
            row = [self.waiting.pop(level), *fresh] if level in self.waiting else fresh
            if len(row) % 2:
                self.waiting[level] = row[-1]
            fresh = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(row[::2], row[1::2], strict=False)
            ]
            level += 1
        return stored

    def root(self) -> bytes:
        """The root over everything added so far."""
        hashed = None
        for level in sorted(self.waiting):
            hashed = self.waiting[level] if hashed is None else node_hash(self.waiting[level], hashed)
        return hashed or EMPTY_ROOT


def verify(ring: KeyRing) -> Verified:
    """Derive the whole log again and compare; the first fault is named, with its entry where one is to blame.

    Each signed head must be the root of the first leaves, so all heads are consistent with each other. The
    ring holds the keys that may have signed. Reads one snapshot; may run while the log is written to.
    """
    began = time.perf_counter()
    connection.ensure_connection()
    login = connection.get_connection_params()
    login = {
        name: held for name, held in login.items() if name in {"host", "port", "user", "password", "dbname"}
    }
    with ExitStack() as open_ones:
        source, *readers = [open_ones.enter_context(psycopg.connect(**login)) for _ in range(1 + READERS)]
        for one in (source, *readers):
            one.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            one.read_only = True
        snapshot = source.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None
        for one in readers:
            one.execute(f"SET TRANSACTION SNAPSHOT '{snapshot[0]}'")
            one.execute(_IN_ORDER)
        run = _Run(source, readers, ring)
        try:
            run.everything()
            fault = None
        except _Found as found:
            fault = found.fault
    elapsed = time.perf_counter() - began
    return Verified(run.leaves, run.heads, run.sealed, run.bytes, elapsed, run.edge.root().hex(), fault)


class _Run:
    def __init__(
        self, source: psycopg.Connection, readers: Iterable[psycopg.Connection], ring: KeyRing
    ) -> None:
        self._source, self._readers, self._ring = source, deque(readers), ring
        self._kept: dict[tuple[int, int], bytes] = {}
        self.edge = _Edge({}, {})
        self.leaves = self.heads = self.sealed = self.bytes = 0

    def everything(self) -> None:
        """Go through the log; raises ``_Found`` at the first fault."""
        self._pending = self._signed_heads()
        head = next(self._pending, None)
        size = self._one("SELECT coalesce(max(index) + 1, 0) FROM journal_leaf")
        with ThreadPoolExecutor(len(self._readers)) as pool:
            starts = iter(range(0, size, BLOCK))
            ahead = deque(pool.submit(self._block, start) for start in islice(starts, AHEAD))
            for start in range(0, size, BLOCK):
                block = ahead.popleft().result()
                ahead.extend(pool.submit(self._block, following) for following in islice(starts, 1))
                stop = min(start + BLOCK, size)
                hashes = self._leaf_hashes(block, stop - start)
                if hashes is None:
                    self._name_the_first(start, stop)
                self._kept = block.nodes
                head = self._grow(hashes or [], start, head)
        if head is not None:
            why = f"a signed head counts {head.size} entries, the log holds {size}: the last were removed"
            raise _Found(Fault(why))
        self._columns_follow()
        self._nothing_outside(size)

    def _block(self, start: int) -> _Block:
        source = self._readers.popleft()  # there are as many as there are threads
        try:
            with source.cursor(binary=True) as cursor:
                row = cursor.execute(_BODIES, [start, start + BLOCK]).fetchone()
                assert row is not None
                found = cursor.execute(_NODES, [_LEVELS, start, start + BLOCK]).fetchall()
        finally:
            self._readers.append(source)
        nodes = {(level, index): hashed for level, index, hashed in found}
        return _Block(row[0], row[1] or b"", row[2] or b"", row[3] or b"", nodes)

    def _leaf_hashes(self, block: _Block, expected: int) -> list[bytes] | None:
        """The hashes of a block's leaves derived from its entries; ``None`` where anything differs."""
        bodies = block.bodies.split(b"\n")
        if block.entries != expected or len(bodies) != expected:
            return None
        self.bytes += len(block.bodies) + expected * (_AT + 2)
        told = (_EPOCH + np.frombuffer(block.moments, ">i8").astype("m8[us]")).astype(f"S{_AT}").tobytes()
        hashes = [
            sha256(b"\x00%b" % told[at : at + _AT] + b"Z " + body).digest()
            for at, body in zip(range(0, expected * _AT, _AT), bodies, strict=True)
        ]
        return hashes if b"".join(hashes) == block.leaves else None

    def _grow(self, hashes: list[bytes], start: int, head: Head | None) -> Head | None:
        """Add a block's leaves, stopping at every signed head on the way to compare it."""
        done = start
        while head is not None and head.size <= start + len(hashes):
            self._add(hashes[done - start : head.size - start])
            done = head.size
            self._compare(head)
            head = next(self._pending, None)
        self._add(hashes[done - start :])
        return head

    def _add(self, leaves: list[bytes]) -> None:
        for level, (first, hashes) in self.edge.add(leaves).items():
            for index, hashed in enumerate(hashes, first):
                if self._kept.get((level, index), hashed) != hashed:
                    leaf = index << level
                    last = leaf + (1 << level) - 1
                    why = f"the node of level {level} over leaves {leaf} to {last} was changed"
                    raise _Found(Fault(why, leaf))
        self.leaves += len(leaves)

    def _compare(self, head: Head) -> None:
        try:
            signed = head.holds(self._ring)
        except UnknownKey:
            raise _Found(Fault(f"the head over {head.size} entries was signed with an unknown key")) from None
        if not signed:
            raise _Found(Fault(f"the signature of the head over {head.size} entries does not hold"))
        if self.edge.root() != head.root:
            why = f"entries {self.sealed} to {head.size - 1} are not what the head over {head.size} signed"
            entry = self._rows("SELECT entry FROM journal_leaf WHERE index = %s", self.sealed)
            raise _Found(Fault(why, self.sealed, entry[0][0] if entry else None))
        self.heads, self.sealed = self.heads + 1, head.size

    def _name_the_first(self, start: int, stop: int) -> None:
        expected = start
        for index, leaf_entry, entry, line, hashed in self._rows(_ONE_BY_ONE, start, stop):
            if index != expected:
                raise _Found(Fault("a leaf is missing", expected))
            if entry is None:
                raise _Found(Fault("the entry was removed", index, leaf_entry))
            if sha256(b"\x00" + line.encode()).digest() != bytes(hashed):
                raise _Found(Fault("the entry was changed", index, entry))
            expected += 1
        raise _Found(Fault("a leaf is missing", expected))

    def _columns_follow(self) -> None:
        if self._rows(_COLUMNS)[0][0] == _COMPUTED:
            return
        for index, entry in self._rows(_DIFFERS):
            raise _Found(Fault("the entry's columns were changed", index, entry))
        raise _Found(Fault("the table does not take the columns from the entries any more"))

    def _nothing_outside(self, size: int) -> None:
        stray = self._rows(
            "SELECT e.id FROM journal_entry e"
            " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry = e.id)"
            " ORDER BY e.id LIMIT 1"
        )
        if stray:
            raise _Found(Fault("the entry has no place in the log", None, stray[0][0]))
        counted = self._one("SELECT coalesce(max(leaves), 0) FROM journal_counter")
        if counted != size:
            raise _Found(Fault(f"{counted} places were given and {size} are held: the last were removed"))

    def _signed_heads(self) -> Iterator[Head]:
        after = -1
        while rows := self._rows(
            "SELECT size, root, at, key, signature FROM journal_signedhead WHERE size > %s"
            " ORDER BY size LIMIT 1000",
            after,
        ):
            for size, root, at, key, signature in rows:
                yield Head(size, bytes(root), at, key, bytes(signature))
            after = rows[-1][0]

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._source.execute(statement, values).fetchall()

    def _one(self, statement: str) -> int:
        return int(str(self._rows(statement)[0][0]))
