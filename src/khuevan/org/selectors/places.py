"""What codes of communes and provinces mean, for records that hold places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db import connection

from khuevan.org.contracts import PlaceFound
from khuevan_kernel.identity import search_key

_LEVELS = {2: "province", 5: "commune"}
_ALL = """
SELECT DISTINCT ON (t.level, t.code) t.code, t.name, concat_ws(', ', t.full_name, g.full_name, p.full_name),
       t.until
FROM org_territory t LEFT JOIN org_territory g ON g.id = t.parent_id
LEFT JOIN org_territory p ON p.id = g.parent_id
WHERE t.level = CASE length(t.code) WHEN 2 THEN 'province' WHEN 5 THEN 'commune' END AND t.since <= %s
ORDER BY t.level, t.code, t.until DESC NULLS FIRST"""


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


def find_places(text: str, day: date, limit: int = 20) -> list[PlaceFound]:
    """The communes and provinces that a text may mean, the likeliest first: by code, or by the beginnings of
    words of the name with its province's, in any order, with or without tone marks.

    Those that are no more by the day come after those that stand: people were born there.
    """
    words = search_key(text.replace(",", " ")).split()
    if not words:
        return []
    found = []
    for one, name, key in _every_place(*_latest(), day):
        parts = key.split()
        if text.strip() == one.code or all(any(part.startswith(w) for part in parts) for w in words):
            # "Ha Giang" is the province before it is a commune; "Bac Ha" the commune of just this name.
            rank = (one.until is not None, " ".join(words) not in (key, name), len(one.code), key, one.code)
            found.append((rank, one))
    return [one for _, one in sorted(found)[:limit]]


def _latest() -> tuple[int, int]:
    """What changes with whatever is added to the territory."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0), count(until) FROM org_territory")
        last, ended = cursor.fetchone()
    return last, ended


@lru_cache(maxsize=2)
def _every_place(last: int, ended: int, day: date) -> list[tuple[PlaceFound, str, str]]:
    """Every code as it stands on the day or was last, with the search keys of its name and of its label."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [day])
        rows = cursor.fetchall()
    return [
        (PlaceFound(code, label, until if until and until <= day else None), search_key(name),
         search_key(label.replace(",", " ")))
        for code, name, label, until in rows
    ]  # fmt: skip
