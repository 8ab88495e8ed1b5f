"""What codes of communes and provinces mean, for records that hold places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

_LEVELS = {2: "province", 5: "commune"}


def places_of_codes(codes: Iterable[str], day: date) -> dict[str, tuple[int, str]]:
    """The territory of each code, by its row number and its name with its province's; one query.

    What the code meant on the day, or else what it last meant before: people were born in communes that are
    no more. Codes have five digits for a commune, two for a province; unknown ones are left out.
    """
    wanted = {code for code in codes if code and len(code) in _LEVELS}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (t.code) t.code, t.id, concat_ws(', ', t.full_name, g.full_name, p.full_name)"
            " FROM org_territory t LEFT JOIN org_territory g ON g.id = t.parent_id"
            " LEFT JOIN org_territory p ON p.id = g.parent_id"
            " WHERE t.code = ANY (%s)"
            " AND t.level = CASE length(t.code) WHEN 2 THEN 'province' ELSE 'commune' END"
            " AND t.since <= %s ORDER BY t.code, t.until DESC NULLS FIRST",
            [sorted(wanted), day],
        )
        return {code: (number, name) for code, number, name in cursor.fetchall()}


def places_numbered(numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Code and full name of versions of territory by their row numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.code, concat_ws(', ', t.full_name, g.full_name, p.full_name)"
            " FROM org_territory t LEFT JOIN org_territory g ON g.id = t.parent_id"
            " LEFT JOIN org_territory p ON p.id = g.parent_id WHERE t.id = ANY (%s)",
            [list(numbers)],
        )
        return {number: (code, name) for number, code, name in cursor.fetchall()}
