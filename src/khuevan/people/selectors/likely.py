"""Before a person is entered: who in the register may be them already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
from django.db import connection
from django.utils.crypto import salted_hmac

from khuevan.access.public import Actor, everywhere
from khuevan.org.public import units
from khuevan.people.contracts import sector_code
from khuevan.people.contracts.editing import PersonFacts
from khuevan.people.contracts.linkage import COMPARED, Elsewhere, Likely
from khuevan.people.rules import birth_of
from khuevan.people.selectors.linkage import SCHEMA, compared_of
from khuevan.people.selectors.naming import named
from khuevan_kernel.identity import search_key
from khuevan_kernel.linkage import CERTAIN, Population, described, scored

MOST = 10
LOOKED_AT = 500  # candidates that are weighed: who shares a whole name and a year, or a number
_HOW_MANY = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'people_person'::regclass"
_BY_NAME = """
SELECT id FROM people_person WHERE search_name = ANY (%s)
AND (birth_date IS NULL OR mod(extract(year FROM birth_date)::integer, 100) = %s) LIMIT %s
"""
_BY_NUMBER = """
SELECT person_id FROM people_identifier
WHERE value = ANY (%s) AND scheme = 'national' AND until IS NULL AND status <> 'wrong' LIMIT %s
"""


def likely_same(
    *,
    actor: Actor,
    name: str,
    birth_date: date | None,
    birth_precision: str = "d",
    sex: int = 0,
    ethnicity: int = 56,
    national: str = "",
    unit: int | None = None,
    limit: int = MOST,
) -> list[Likely]:
    """Records that may be the person somebody is about to enter, the likeliest first.

    What is in the actor's reach comes whole; of what is beyond it, only that one exists and at which office.
    Looked for by the whole name (with or without its middle) and the year of birth, and by the national
    number, one slip in it allowed.
    """
    asked = _asked(name, birth_date, birth_precision, sex, ethnicity, national, unit)
    return told_of(actor, _weighed(asked, limit))


def alike(facts: PersonFacts, *, unit: int, limit: int = MOST) -> pl.DataFrame:
    """The records that may be the person of these facts, whoever reaches them: ``b`` the number, ``score``,
    the levels of what was compared, and ``unit``. For deciding alone: none of it may be shown.
    """
    born, precision = birth_of(facts.birth) or (None, "d")
    told = (facts.name, born, precision, facts.sex, facts.ethnicity, facts.national, unit)
    return _weighed(_asked(*told), limit)


def mark_of_alike(found: pl.DataFrame) -> str:
    """What stands for exactly these records, and tells nobody which they are."""
    return salted_hmac("people.alike", ",".join(map(str, sorted(found["b"])))).hexdigest()[:32]


def _weighed(asked: pl.DataFrame, limit: int) -> pl.DataFrame:
    [(name, born, national)] = asked.select("name", "birth_date", "national").rows()
    numbers: set[int] = set()
    with everywhere(), connection.cursor() as cursor:
        if born is not None:
            cursor.execute(_BY_NAME, [[*_names(name)], born.year % 100, LOOKED_AT])
            numbers.update(number for (number,) in cursor.fetchall())
        if national is not None and national.isdigit():
            cursor.execute(_BY_NUMBER, [[*_slips(national)], LOOKED_AT])
            numbers.update(number for (number,) in cursor.fetchall())
        cursor.execute(_HOW_MANY)
        [many] = cursor.fetchone() or (0,)
        rows = compared_of(numbers)
    people = described(pl.concat([asked, rows]))
    pairs = pl.DataFrame({"a": [0] * rows.height, "b": rows["id"]}, schema={"a": pl.Int64, "b": pl.Int64})
    found = scored(pairs, people, _population(people, many)).sort("score", descending=True)[:limit]
    return found.join(rows.select(b="id", unit="unit"), on="b", how="left", maintain_order="left")


def told_of(actor: Actor, found: pl.DataFrame) -> list[Likely]:
    """What the actor may be told of records that were found alike."""
    known = named(actor=actor, numbers=found["b"])
    offices = {unit.id: unit.name for unit in units(set(found["unit"]))}
    told = []
    for row in found.iter_rows(named=True):
        one, unit = known.get(row["b"]), row["unit"]
        certain = row["score"] >= CERTAIN
        if one is None:
            told.append(Likely(certain, {}, elsewhere=Elsewhere(unit, offices.get(unit, ""))))
            continue
        evidence = {field: row[field] for field in COMPARED}
        told.append(
            Likely(
                certain, evidence, one.reference, sector_code(row["b"]), one.name, one.birth_date,
                one.birth_precision, offices.get(unit, ""), sex=one.sex,
            )
        )  # fmt: skip
    return told


def _asked(
    name: str, born: date | None, precision: str, sex: int, ethnicity: int, national: str, unit: int | None
) -> pl.DataFrame:
    place = -1 if unit is None else unit
    row = {
        "id": 0, "name": name, "birth_date": born, "birth_precision": precision, "sex": sex,
        "ethnicity": ethnicity, "national": national if len(national) == 12 else None, "unit": place,
        "commune": place, "province": place, "guardian": None,
    }  # fmt: skip
    return pl.DataFrame([row], schema=SCHEMA)


def _population(people: pl.DataFrame, many: int) -> Population:
    """Among whom the candidates are: names as often as they were found, years as if spread over twenty."""
    counted = Population.of(people)
    counts = dict(counted.counts)
    for kind in ("year", "partial"):
        share = max(many // (20 if kind == "year" else 2000), 1)
        counts[kind] = counts[kind].with_columns(count=pl.lit(share, pl.UInt32))
    return Population(max(many, counted.total), max(many // 30, 1), counts)


def _names(name: str) -> Iterator[str]:
    key = search_key(name)[:120]
    words = key.split()
    yield key
    if len(words) > 2:
        yield f"{words[0]} {words[-1]}"


def _slips(number: str) -> Iterator[str]:
    """The number itself, every one with one digit wrong, and every one with two neighbours exchanged."""
    yield number
    for place in range(12):
        for digit in "0123456789":
            yield number[:place] + digit + number[place + 1 :]
        if place < 11:
            yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]
