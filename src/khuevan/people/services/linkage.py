"""Comparing the register with itself, and what is decided about two records."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import connection, transaction

from khuevan.access.public import Actor, reaching
from khuevan.journal.public import record
from khuevan.people.contracts.linkage import COMPARED, DuplicatesFound, Found
from khuevan.people.following import together
from khuevan.people.models import DuplicatePair, Person
from khuevan.people.selectors import linkage as reading
from khuevan_kernel.linkage import (
    CERTAIN,
    LINKS,
    Population,
    apart_in_class,
    described,
    pairs,
    scored,
    sliced,
)

SLICE = 1_500_000  # persons compared at once
WRITTEN_AT_ONCE = 20_000

_WRITE = """
INSERT INTO people_duplicatepair (a, b, unit_a_id, unit_b_id, score, evidence, state, found_at, decided_by,
reason) SELECT x.a, x.b, p.unit_id, q.unit_id, x.score, x.evidence::jsonb, 'open', %s, '', ''
FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::text[]) AS x (a, b, score, evidence)
JOIN people_person p ON p.id = x.a JOIN people_person q ON q.id = x.b
ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, evidence = excluded.evidence,
    unit_a_id = excluded.unit_a_id, unit_b_id = excluded.unit_b_id, found_at = excluded.found_at
"""


@transaction.atomic
def find_duplicates(*, actor: Actor, at: datetime, slice_size: int = SLICE) -> Found:
    """Compare every person with every other and keep the pairs that may be one.

    Decisions stay as they are. Pairs that nobody has decided on and that are no longer alike go away.
    Comparing again finds the same.
    """
    reaching(actor)
    found, persons = compare(slice_size)
    standing = DuplicatePair.objects.for_system("compared anew")
    before = standing.count()
    decided = standing.exclude(state="open").count()
    with connection.cursor() as cursor:
        for part in found.iter_slices(WRITTEN_AT_ONCE):
            evidence = [
                json.dumps(dict(zip(COMPARED, row, strict=True))) for row in part.select(COMPARED).iter_rows()
            ]
            tenths = (part["score"] * 10).round().cast(pl.Int64).to_list()
            cursor.execute(_WRITE, [at, part["a"].to_list(), part["b"].to_list(), tenths, evidence])
    after = standing.count()
    dropped, _ = standing.filter(state="open", found_at__lt=at).delete()
    certain = found.filter(pl.col("score") >= CERTAIN).height
    told = Found(persons, found.height, certain, after - before, dropped, decided)
    facts = (told.persons, told.pairs, told.certain, told.added, told.dropped)
    record(DuplicatesFound("people", *facts), actor=actor, at=at)
    return told


def compare(slice_size: int = SLICE) -> tuple[pl.DataFrame, int]:
    """The pairs of the register that may be one person, scored, and how many persons there are.

    Reads everybody once and lays them by on disk, cut by years of birth, so that memory holds one cut.
    The transaction has to reach the whole country.
    """
    estimate = Person.objects.for_system("how many cuts to make").count()
    cuts = max(1, -(-estimate // slice_size))
    holders, fillers = reading.shared_numbers()
    with TemporaryDirectory(prefix="khuevan-linkage-") as place:
        population = _laid_by(Path(place), cuts, fillers)
        if population is None:
            return pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64, "score": pl.Float64}), 0
        found = [
            scored(pairs(people, LINKS[1:]), people, population)
            for cut in range(cuts)
            for people in [pl.read_parquet(Path(place) / f"{cut}-*.parquet")]
        ]
    numbered = described(reading.compared_of(holders))
    found.append(scored(pairs(numbered, ("number",)), numbered, population))
    whole = pl.concat(found).unique(["a", "b"], keep="first", maintain_order=True)
    return apart_in_class(whole, _together(whole)).sort("a", "b"), population.total


def _laid_by(place: Path, cuts: int, fillers: list[str]) -> Population | None:
    population: Population | None = None
    for number, rows in enumerate(reading.compared(fillers)):
        people = described(rows)
        counted = Population.of(people)
        population = counted if population is None else population + counted
        for cut, part in enumerate(sliced(people, cuts)):
            part.write_parquet(place / f"{cut}-{number}.parquet", compression="lz4")
    return population


def _together(found: pl.DataFrame) -> pl.DataFrame:
    """Of the pairs, those who sit in one class: as the rooms above know."""
    seated = [
        together(part["a"].to_list(), part["b"].to_list()) for part in found.iter_slices(WRITTEN_AT_ONCE)
    ]
    rows = [pair for part in seated for pair in part]
    return pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
