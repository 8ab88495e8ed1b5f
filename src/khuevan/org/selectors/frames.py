"""Units as frames, for whoever counts many at once. Units are public facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

SCHEMA = {
    "unit": pl.Int64(), "kind": pl.String(), "sector": pl.String(), "name": pl.String(), "path": pl.String(),
    "parent": pl.Int64(), "levels": pl.List(pl.String()), "status": pl.String(), "commune": pl.String(),
    "province": pl.String(), "code": pl.String(), "sort": pl.String(),
}  # fmt: skip
_UNITS = """
SELECT u.id, u.kind, u.sector, u.name, u.path, u.parent_id, u.levels, u.status,
       CASE t.level WHEN 'commune' THEN t.code ELSE '' END,
       CASE t.level WHEN 'province' THEN t.code ELSE coalesce(p.code, '') END,
       coalesce((SELECT k.code FROM org_unitcode k WHERE k.unit_id = u.id AND k.until IS NULL
                 ORDER BY k.issuer <> 'moet', k.code LIMIT 1), ''),
       u.search_name
FROM org_unit u LEFT JOIN org_territory t ON t.id = u.territory_id
LEFT JOIN org_territory p ON p.id = t.parent_id
WHERE u.path ^@ ANY (%(branches)s) AND u.sector = ANY (%(sectors)s)
  AND u.since <= %(day)s AND (u.until IS NULL OR u.until > %(day)s)
ORDER BY u.path"""


def units_below(
    branches: Iterable[str], day: date, sectors: Iterable[str] = ("preschool", "general")
) -> pl.DataFrame:
    """The units of sectors at and below branches of the tree that were there on a day.

    ``unit``, ``kind``, ``sector``, ``name``, ``path``, ``parent``, ``levels``, ``status``, ``commune`` and
    ``province`` (their codes, empty where the unit stands in none), ``code`` (the ministry's of today, else
    another, or empty), and ``sort``, the name without tone marks.
    """
    given: dict[str, Any] = {"branches": [*branches], "sectors": [*sectors], "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, given)
        return pl.DataFrame(cursor.fetchall(), schema=SCHEMA, orient="row")
