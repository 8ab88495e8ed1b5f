"""How changes get into the feed: triggers on the tables that a thing's source names, made after migrating.

They see whatever is written: single rows, COPY, merges. Each statement adds the keys it touched, as they
were and as they are, and its transaction one row of ``exchange_commit`` for each resource, which is given
its place when the transaction commits: see migration 0002.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections

from khuevan.intake.public import Importable, Trace, registered

_EVENTS = {
    "insert": "NEW TABLE AS new_rows", "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}  # fmt: skip
_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $trace$
DECLARE
    me constant bigint := pg_current_xact_id()::text::bigint;
    everything constant boolean := TG_OP = 'TRUNCATE';
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO exchange_change (resource, xact, anchor, key, path)
            SELECT DISTINCT '{resource}', me, n.anchor, n.key, n.path FROM ({new}) n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO exchange_change (resource, xact, anchor, was_key, was_path)
            SELECT DISTINCT '{resource}', me, o.anchor, o.key, o.path FROM ({old}) o;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO exchange_change (resource, xact, anchor, key, path, was_key, was_path)
            SELECT DISTINCT '{resource}', me, coalesce(n.anchor, o.anchor), n.key, n.path, o.key, o.path
            FROM ({old}) o FULL JOIN ({new}) n ON n.anchor = o.anchor;
    END IF;
    IF FOUND OR everything THEN
        INSERT INTO exchange_commit AS c (resource, xact, whole) VALUES ('{resource}', me, everything)
            ON CONFLICT (resource, xact) DO UPDATE SET whole = c.whole OR excluded.whole,
                -- A place given before the end, by SET CONSTRAINTS, is nobody's yet: the last one counts.
                place = CASE WHEN c.place IS NOT NULL THEN nextval('exchange_place') END
            WHERE c.place IS NOT NULL OR (excluded.whole AND NOT c.whole);
    END IF;
    RETURN NULL;
END $trace$;
"""
_BEGUN = """
INSERT INTO exchange_commit (resource, xact, whole) VALUES (%s, pg_current_xact_id()::text::bigint, true)"""


def trace_tables(*, using: str, **_: Any) -> None:
    """Make the triggers of every thing that has traces; again, it changes them to what is said now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('exchange_commit') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return
        for thing in registered():
            cursor.execute(
                "SELECT FROM exchange_commit WHERE resource = %s LIMIT 1", [thing.description.name]
            )
            known = cursor.rowcount
            for statement in statements(thing):
                cursor.execute(statement)
            if not known:  # what stood before is in no feed
                cursor.execute(_BEGUN, [thing.description.name])


def statements(thing: Importable) -> Iterator[str]:
    """What makes the triggers of a thing."""
    name = thing.description.name
    for trace in thing.source.traces if thing.source else ():
        function = f"exchange_trace_{name.replace('.', '_')}_{trace.table}"
        yield _FUNCTION.format(
            function=function, resource=name, old=_of(trace, "old_rows"), new=_of(trace, "new_rows")
        )
        for event, tables in _EVENTS.items():
            yield (
                f"CREATE OR REPLACE TRIGGER {function}_{event[:1]} AFTER {event} ON {trace.table}"
                f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
        yield (
            f"CREATE OR REPLACE TRIGGER {function}_t AFTER TRUNCATE ON {trace.table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def _of(trace: Trace, rows: str) -> str:
    return trace.rows.replace("{rows}", rows)
