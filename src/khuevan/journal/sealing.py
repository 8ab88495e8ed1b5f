"""The tree over the entries: sealing what is new, and the proofs that rest on it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from khuevan.journal.keys import LogKeys, sign
from khuevan_kernel.log import STORED_EVERY, Head, fold, inclusion_proof, root_of, signed_receipt

SEALING = 0x6B687565  # the advisory lock of whoever seals
BATCH = 64  # nodes stored with one statement: 16,384 hashes of the level below
MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


def log_keys() -> LogKeys:
    """The keys of this installation's log."""
    return LogKeys(settings.HOME.keys)


def seal() -> Head | None:
    """Sign a head over all committed entries; ``None`` where nothing is new. Linear in what is new."""
    with transaction.atomic():
        _one("SELECT pg_advisory_xact_lock(%s)", SEALING)
        size = _one("SELECT coalesce(max(index) + 1, 0) FROM journal_leaf")
        if size == _one("SELECT coalesce(max(size), 0) FROM journal_signedhead"):
            return None
        _store_nodes(size)
        at = database_time()
        key, private = log_keys().signer(at)
        bare = Head(size, root_of(size, stored), at, key.id)
        head = Head(bare.size, bare.root, bare.at, bare.key, sign(private, bare.message()))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_signedhead (size, root, at, key, signature) VALUES (%s, %s, %s, %s, %s)",
                [head.size, head.root, head.at, head.key, head.signature],
            )
    return head


def newest_head() -> Head | None:
    """The newest signed head."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT size, root, at, key, signature FROM journal_signedhead ORDER BY size DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1]), row[2], row[3], bytes(row[4])) if row else None


def stored(level: int, first: int, count: int) -> Sequence[bytes]:
    """The hashes of a level as they are kept: ``khuevan_kernel.log.Read`` over the database."""
    table, extra = ("journal_leaf", "") if level == 0 else ("journal_node", f"level = {level:d} AND ")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT hash FROM {table} WHERE {extra}index >= %s AND index < %s ORDER BY index",
            [first, first + count],
        )
        hashes = [bytes(row[0]) for row in cursor.fetchall()]
    if len(hashes) != count:
        raise LookupError(
            f"the log misses hashes of level {level} from {first} on: run khuevan journal verify"
        )
    return hashes


def receipt(entry: int, content: object) -> dict[str, object]:
    """The signed receipt of a journalled request, for whoever made it; JSON values.

    ``content`` is what was sent, in a form that ``canonical`` takes. The entry's event has to hold its digest
    as the fact ``content``, or ``BadReceipt`` is raised. With a signed head and its proof once the entry has
    been sealed; before, it says ``head: null`` and can be fetched again later. Not inside the transaction
    that made the entry: its place is given when that commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {MOMENT.format('e.recorded_at')}, e.body, l.index FROM journal_entry e"
            " JOIN journal_leaf l ON l.entry = e.id WHERE e.id = %s",
            [entry],
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"entry {entry} is not committed")
    recorded_at, body, index = row
    head = newest_head()
    if head is not None and head.size <= index:
        head = None
    key, private = log_keys().signer(database_time())
    return signed_receipt(
        content=content, recorded_at=recorded_at, body=body, index=index, head=head, key=key,
        proof=inclusion_proof(index, head.size, stored) if head else [],
        sign=lambda message: sign(private, message),
    )  # fmt: skip


def database_time() -> str:
    """The database's clock as the log writes it."""
    return str(_one(f"SELECT {MOMENT.format('clock_timestamp()')}"))


def _store_nodes(size: int) -> None:
    level = STORED_EVERY
    while size >> level:
        have = _one("SELECT coalesce(max(index) + 1, 0) FROM journal_node WHERE level = %s", level)
        for first in range(have, size >> level, BATCH):
            count = min(BATCH, (size >> level) - first)
            below = stored(level - STORED_EVERY, first << STORED_EVERY, count << STORED_EVERY)
            width = 1 << STORED_EVERY
            hashes = [fold(below[place : place + width]) for place in range(0, len(below), width)]
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO journal_node (level, index, hash)"
                    " SELECT %s, place, hash FROM unnest(%s::bigint[], %s::bytea[]) AS n (place, hash)",
                    [level, list(range(first, first + count)), hashes],
                )
        level += STORED_EVERY


def _one(statement: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        value: int = cursor.fetchone()[0]
    return value
