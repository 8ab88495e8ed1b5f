"""Persons as rows for bulk work: everything comes out as frames, behind the second wall of the database.

Whoever asks has said the units, or the persons, that the actor reaches, and has called ``reaching``.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import read_frame

_PERSONS = """
SELECT id, unit_id, name, birth_date, birth_precision, sex, ethnicity, nationality FROM people_person
WHERE {of} = ANY (%(numbers)s) ORDER BY id"""
_NATIONALS = """
SELECT i.person_id, min(i.value), count(*) FROM people_identifier i JOIN people_person p ON p.id = i.person_id
WHERE p.{of} = ANY (%(numbers)s) AND i.scheme = 'national' AND i.until IS NULL GROUP BY 1"""
_GUARDED = """
SELECT g.child_id, count(*) FROM people_guardian g JOIN people_person p ON p.id = g.child_id
WHERE p.{of} = ANY (%(numbers)s) AND g.until IS NULL GROUP BY 1"""
_HOLDERS = """
SELECT value, count(DISTINCT person_id) FROM people_identifier
WHERE value = ANY (%(values)s) AND scheme = 'national' AND until IS NULL GROUP BY 1 HAVING count(*) > 1"""
_GUARDIANS = """
SELECT g.id, g.child_id, p.unit_id, g.name, g.kinship, g.phone, g.account_person_id FROM people_guardian g
JOIN people_person p ON p.id = g.child_id WHERE p.{of} = ANY (%(numbers)s) AND g.until IS NULL
ORDER BY g.id"""
_NUMBER, _TEXT = pl.Int64(), pl.String()
_SCHEMA = {
    "person": _NUMBER, "unit": _NUMBER, "name": _TEXT, "birth_date": pl.Date(), "birth_precision": _TEXT,
    "sex": _NUMBER, "ethnicity": _NUMBER, "nationality": _TEXT,
}  # fmt: skip


def person_rows(
    *, actor: Actor, units: Sequence[int] = (), numbers: Sequence[int] = (), holders: bool = True
) -> pl.DataFrame:
    """The persons whose records some units keep, or some persons: their columns, ``national`` (the number in
    force), ``nationals`` (how many), ``guardians`` and ``number_holders`` (persons with this number).

    Refuses with ``OutOfReach`` an actor who may view nobody.
    """
    of, chosen = _chosen(actor, units, numbers)
    asked = {"numbers": chosen}
    rows = read_frame(_PERSONS.format(of=of), asked, _SCHEMA)
    held = read_frame(
        _NATIONALS.format(of=of), asked, {"person": _NUMBER, "national": _TEXT, "nationals": _NUMBER}
    )
    guarded = read_frame(_GUARDED.format(of=of), asked, {"person": _NUMBER, "guardians": _NUMBER})
    rows = rows.join(held, on="person", how="left").join(guarded, on="person", how="left")
    rows = rows.with_columns(pl.col("nationals", "guardians").fill_null(0))
    if not holders:
        return rows
    shared = read_frame(
        _HOLDERS, {"values": held["national"].to_list()}, {"national": _TEXT, "number_holders": _NUMBER}
    )
    counted = rows.join(shared, on="national", how="left")
    one = pl.when(pl.col("national").is_not_null()).then(pl.col("number_holders").fill_null(1))
    return counted.with_columns(number_holders=one)


def guardian_rows(*, actor: Actor, units: Sequence[int] = (), numbers: Sequence[int] = ()) -> pl.DataFrame:
    """The guardians of the persons whose records some units keep, or of some persons."""
    of, chosen = _chosen(actor, units, numbers)
    schema = {
        "guardian": _NUMBER, "person": _NUMBER, "unit": _NUMBER, "name": _TEXT, "kinship": _TEXT,
        "phone": _TEXT, "account_person": _NUMBER,
    }  # fmt: skip
    return read_frame(_GUARDIANS.format(of=of), {"numbers": chosen}, schema)


def _chosen(actor: Actor, units: Sequence[int], numbers: Sequence[int]) -> tuple[str, list[int]]:
    if not actor.may(Permission.PEOPLE_VIEW):
        raise OutOfReach("persons")
    return ("id", list(numbers)) if numbers else ("unit_id", list(units))
