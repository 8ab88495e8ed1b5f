"""Persons as the population database is asked about them: by the piece, with the number they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import connection

SCHEMA = {
    "person": pl.Int64(), "unit": pl.Int64(), "name": pl.String(), "birth": pl.String(), "sex": pl.Int64(),
    "national": pl.String(), "changed_at": pl.Datetime("us", "UTC"),
}  # fmt: skip
_PERSONS = """
SELECT p.id, p.unit_id, p.name, coalesce(left(p.birth_date::text,
           CASE p.birth_precision WHEN 'y' THEN 4 WHEN 'm' THEN 7 ELSE 10 END), ''), p.sex,
       coalesce((SELECT i.value FROM people_identifier i WHERE i.person_id = p.id AND i.scheme = 'national'
                 AND i.until IS NULL ORDER BY i.id DESC LIMIT 1), ''),
       (SELECT max(c.at) FROM people_change c WHERE c.person_id = p.id) AT TIME ZONE 'UTC'
FROM people_person p JOIN org_unit u ON u.id = p.unit_id
WHERE {which} ORDER BY p.id LIMIT %(limit)s"""


def persons_below(path: str, *, after: int, limit: int) -> pl.DataFrame:
    """The next persons by number whose records units of a branch keep, within the transaction's reach.

    ``person``, ``unit``, ``name``, ``birth`` (as much as is known), ``sex``, ``national`` (empty without one)
    and ``changed_at``, when the record last was changed, null where it never was.
    """
    which = "p.id > %(after)s" + ("" if path == "/" else " AND u.path ^@ %(path)s")
    return _persons(which, {"after": after, "path": path, "limit": limit})


def persons_numbered(numbers: Iterable[int]) -> pl.DataFrame:
    """Persons by their numbers, in the same shape, within the transaction's reach."""
    asked = list(numbers)
    return _persons("p.id = ANY (%(numbers)s)", {"numbers": asked, "limit": len(asked)})


def _persons(which: str, given: dict[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS.format(which=which), given)
        return pl.DataFrame(cursor.fetchall(), SCHEMA, orient="row")


def holders_of(values: Iterable[str]) -> pl.DataFrame:
    """Who holds each of some national numbers today: ``national``, ``person``, ``name``, ``birth``, ``sex``.

    For the simulated population database alone, which stands for one that knows everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.value, min(i.person_id) FROM people_identifier i WHERE i.value = ANY (%s)"
            " AND i.scheme = 'national' AND i.until IS NULL GROUP BY i.value",
            [list(values)],
        )
        held = pl.DataFrame(cursor.fetchall(), {"national": pl.String, "person": pl.Int64}, orient="row")
    persons = persons_numbered(held["person"]).drop("national")
    return held.join(persons, on="person")
