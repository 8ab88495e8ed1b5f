"""What bulk work asks of the register of institutions, and where programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import connection

from khuevan.intake.public import Source, Trace

ISSUER = "moet"
LEVELS = ("nursery", "kindergarten", "primary", "lower", "upper")
# The communes of today with the offices that manage schools there: the commune's own, and the one above it.
_OFFICES = """
SELECT t.code, l.level, t.id, o.id, o.path, o.since
FROM org_territory t JOIN org_unit c ON c.territory_id = t.id AND c.kind = 'commune' AND c.until IS NULL
CROSS JOIN (VALUES ('commune'), ('province')) l (level)
JOIN org_unit o ON o.id = CASE l.level WHEN 'commune' THEN c.id ELSE c.parent_id END
WHERE t.level = 'commune' AND t.until IS NULL"""
_STANDING = """
SELECT k.code, u.id, u.path, u.kind, u.parent_id, u.name, u.territory_id, u.ownership,
       array_to_string(ARRAY(SELECT one FROM unnest(%(levels)s::text[]) one WHERE one = ANY (u.levels)), ','),
       (SELECT max(v.since) FROM org_unitversion v WHERE v.unit_id = u.id)
FROM org_unitcode k JOIN org_unit u ON u.id = k.unit_id
WHERE k.issuer = %(issuer)s AND k.until IS NULL AND k.code = ANY (%(codes)s)"""
_FREED = """
SELECT code, max(until) FROM org_unitcode WHERE issuer = %(issuer)s AND code = ANY (%(codes)s) GROUP BY code
HAVING bool_and(until IS NOT NULL)"""
# By its order, so that the plain index answers: max() is asked of the one that keeps versions apart.
_LAST = "(SELECT v.since FROM org_unitversion v WHERE v.unit_id = u.id ORDER BY v.since DESC LIMIT 1)"
_LEVEL_MARKS = "".join(f", '{one}' = ANY (u.levels) AS {one}" for one in LEVELS)
_STANDS = "k.issuer = 'moet' AND k.until IS NULL"
SOURCE = Source(
    query=f"""
    SELECT k.code, u.name, u.kind, t.code AS commune, u.ownership::text AS ownership,
           {_LAST} AS since{_LEVEL_MARKS}
    FROM org_unitcode k JOIN org_unit u ON u.id = k.unit_id JOIN org_territory t ON t.id = u.territory_id
    WHERE {_STANDS} AND u.until IS NULL AND t.level = 'commune' AND u.sector IN ('preschool', 'general')
      AND {{within}}""",
    path="u.path",
    traces=tuple(
        Trace(table, f"SELECT u.id AS anchor, ARRAY[k.code] AS key, u.path {joined} WHERE {_STANDS}")
        for table, joined in (
            ("org_unit", "FROM {rows} u JOIN org_unitcode k ON k.unit_id = u.id"),
            ("org_unitcode", "FROM {rows} k JOIN org_unit u ON u.id = k.unit_id"),
            ("org_unitversion", "FROM {rows} r JOIN org_unit u ON u.id = r.unit_id"
             " JOIN org_unitcode k ON k.unit_id = u.id"),
        )
    ),
)  # fmt: skip


def _frame(query: str, values: dict[str, Any], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def offices() -> pl.DataFrame:
    """Who manages institutions in a commune: ``commune`` (its code), ``level``, ``territory``, ``parent``,
    ``path``, ``office_since``; none twice."""
    found = _frame(_OFFICES, {}, {
        "commune": pl.String(), "level": pl.String(), "territory": pl.Int64(), "parent": pl.Int64(),
        "path": pl.String(), "office_since": pl.Date(),
    })  # fmt: skip
    return found.unique(["commune", "level"], keep="first", maintain_order=True)


def standing(codes: Iterable[str]) -> pl.DataFrame:
    """The units that hold these codes today, with what is compared of them."""
    return _frame(_STANDING, {"issuer": ISSUER, "codes": list(codes), "levels": list(LEVELS)}, {
        "code": pl.String(), "unit": pl.Int64(), "unit_path": pl.String(), "old_kind": pl.String(),
        "old_parent": pl.Int64(), "old_name": pl.String(), "old_territory": pl.Int64(),
        "old_ownership": pl.Int64(), "old_levels": pl.String(), "old_since": pl.Date(),
    })  # fmt: skip


def freed(codes: Iterable[str]) -> pl.DataFrame:
    """Of codes that units held and nobody holds: ``freed``, the first day that another may have them."""
    schema = {"code": pl.String(), "freed": pl.Date()}
    return _frame(_FREED, {"issuer": ISSUER, "codes": list(codes)}, schema)
