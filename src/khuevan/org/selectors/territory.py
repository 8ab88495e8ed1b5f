"""Reading territory as it stood on a day. Territory is public."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from khuevan.org.contracts import TerritoryFacts

_COLUMNS = "t.id, t.level, t.code, t.name, t.full_name, t.kind, p.code, t.since, t.until"
_FROM = "FROM org_territory t LEFT JOIN org_territory p ON p.id = t.parent_id"
_ON = "t.since <= %(day)s AND (t.until IS NULL OR t.until > %(day)s)"
# A territory is followed by the version that took it over, and so on until one that stands on the day.
_SUCCESSORS = f"""
WITH RECURSIVE fate (id, extent) AS (
    SELECT %(id)s::bigint, 'unchanged'
    UNION
    SELECT s.successor_id, CASE WHEN 'part' IN (f.extent, s.extent) THEN 'part'
                                WHEN 'whole' IN (f.extent, s.extent) THEN 'whole' ELSE 'unchanged' END
    FROM fate f JOIN org_succession s ON s.predecessor_id = f.id WHERE s.day <= %(day)s)
SELECT {_COLUMNS}, min(fate.extent) AS extent {_FROM} JOIN fate ON fate.id = t.id
WHERE {_ON} GROUP BY t.id, p.code ORDER BY t.level, t.code"""
_PREDECESSORS = f"""
SELECT {_COLUMNS}, s.extent {_FROM} JOIN org_succession s ON s.predecessor_id = t.id
WHERE s.successor_id = %(id)s ORDER BY t.level, t.code, t.full_name"""


def _facts(query: str, values: dict[str, Any]) -> list[TerritoryFacts]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [TerritoryFacts(*row) for row in cursor.fetchall()]


def tree_on(day: date, level: str | None = None) -> list[TerritoryFacts]:
    """The tree as of a day, provinces first, then districts, then communes, each by its code; one query."""
    return _facts(
        f"""SELECT {_COLUMNS} {_FROM} WHERE {_ON} AND (%(level)s::text IS NULL OR t.level = %(level)s)
            ORDER BY array_position(ARRAY['province', 'district', 'commune'], t.level::text), t.code""",
        {"day": day, "level": level},
    )


def below(code: str, day: date, level: str = "province") -> list[TerritoryFacts]:
    """What stood directly below a province or a district on a day."""
    return _facts(
        f"SELECT {_COLUMNS} {_FROM} WHERE {_ON} AND p.level = %(level)s AND p.code = %(code)s"
        " ORDER BY t.code, t.name",
        {"day": day, "level": level, "code": code},
    )


def territory(level: str, code: str, day: date) -> TerritoryFacts | None:
    """What a code meant on a day."""
    found = _facts(
        f"SELECT {_COLUMNS} {_FROM} WHERE {_ON} AND t.level = %(level)s AND t.code = %(code)s",
        {"day": day, "level": level, "code": code},
    )
    return found[0] if found else None


def province(code: str, day: date) -> TerritoryFacts | None:
    """The province of a code on a day."""
    return territory("province", code, day)


def communes(province_code: str, day: date) -> list[TerritoryFacts]:
    """The communes of a province on a day: through its districts where there still were some."""
    return _facts(
        f"""SELECT {_COLUMNS} {_FROM} LEFT JOIN org_territory g ON g.id = p.parent_id
            WHERE {_ON} AND t.level = 'commune'
              AND %(code)s = CASE p.level WHEN 'province' THEN p.code ELSE g.code END
            ORDER BY t.code, t.name""",
        {"day": day, "code": province_code},
    )


def territory_numbered(number: int) -> TerritoryFacts | None:
    """A version by its row number."""
    found = _facts(f"SELECT {_COLUMNS} {_FROM} WHERE t.id = %(id)s", {"id": number})
    return found[0] if found else None


def successors(number: int, day: date) -> list[tuple[TerritoryFacts, str]]:
    """What a version of a territory has become by a day, and whether all of it went there; one query.

    ``unchanged`` where nothing but name, kind or parent changed, ``whole`` where all of it went into the
    successor, ``part`` where some of it did on the way. A version that stands is its own successor.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, {"id": number, "day": day})
        return [(TerritoryFacts(*row[:-1]), row[-1]) for row in cursor.fetchall()]


def predecessors(number: int) -> list[tuple[TerritoryFacts, str]]:
    """What a version of a territory was made of, and whether of all of it."""
    with connection.cursor() as cursor:
        cursor.execute(_PREDECESSORS, {"id": number})
        return [(TerritoryFacts(*row[:-1]), row[-1]) for row in cursor.fetchall()]
