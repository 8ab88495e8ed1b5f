"""The faults that real registers have, at stated rates, so that linkage can be scored against the truth.

Rates are shares of the persons they can befall. The truth about each planted fault goes to a file; two
records that no line of it joins are different persons, also where chance gave them the same name and
birth date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from khuevan_kernel.identity import search_key, sort_key
from khuevan_nation.draws import Ints, below, even, key, noise, uniform

TRUTH = {
    "kind": pl.String,
    "person_a": pl.Int64,
    "person_b": pl.Int64,
    "field": pl.String,
    "right_value": pl.String,
}
DIGITS = 12
# Two ways of writing one syllable: where the tone mark stands, and i or y.
_SPELLINGS = {
    "òa": "oà",
    "óa": "oá",
    "úy": "uý",
    "ùy": "uỳ",
    "Mỹ": "Mĩ",
    "Quý": "Quí",
    "Lý": "Lí",
    "Vy": "Vi",
    "Kỳ": "Kì",
    "Thùy": "Thuỳ",
    "Hòa": "Hoà",
    "Thúy": "Thuý",
    "Thủy": "Thuỷ",
}


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of a thousand persons have each fault."""

    duplicate: float = 10.0  # registered a second time elsewhere, often with another spelling, date or number
    missing: float = 20.0  # no national number in the register
    digit: float = 3.0  # one wrong digit in it
    transposed: float = 1.0  # two neighbouring digits exchanged
    homonym: float = 2.0  # same name and birth date as a classmate (learners; a quarter finds none)
    century: float = 0.5  # born a hundred years too early (learners)
    decomposed: float = 3.0  # the name in NFD


class Faults:
    """Says which person has which fault, from the person's number alone."""

    def __init__(self, seed: int, rates: Rates) -> None:
        self.rates = rates
        self._keys = {
            name: key(seed, f"fault.{name}")
            for name in (*Rates.__dataclass_fields__, "place", "twin", "name", "birth", "id", "unit")
        }

    def has(self, fault: str, index: Ints) -> np.typing.NDArray[np.bool_]:
        """Which of the persons have the fault."""
        rate: float = getattr(self.rates, fault)
        befallen: np.typing.NDArray[np.bool_] = even(self._keys[fault], index) < rate / 1000
        return befallen

    def twin(self, local: Ints) -> Ints:
        """The schoolmate that a homonym takes after, some places before."""
        return local - 1 - below(self._keys["twin"], local, 12)

    def mistyped(self, right: Ints, index: Ints, swapped: np.typing.NDArray[np.bool_]) -> Ints:
        """The numbers with one digit wrong, or two neighbours exchanged where ``swapped`` and they differ."""
        bits = noise(self._keys["place"], index)
        power = 10 ** (bits % np.uint64(DIGITS - 1)).astype(np.int64)
        low, high = right // power % 10, right // (power * 10) % 10
        exchange = (low - high) * power * 9
        wrong = (low + 1 + ((bits >> np.uint64(8)) % np.uint64(9)).astype(np.int64)) % 10
        return right + np.where(swapped & (low != high), exchange, (wrong - low) * power)

    def second_records(self, first: pl.DataFrame, start: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The second records of persons, numbered from ``start``, and the truth about them.

        ``first`` has the columns of a person and ``short`` (the name without its middle), ``other_unit``
        and ``number`` (the right national number). At most one of name and birth date differs where the
        number is missing or wrong, so that a careful reader can still tell that the two are one.
        """
        index = first["id"].to_numpy()
        name, birth, number = (uniform(self._keys[k], index) for k in ("name", "birth", "id"))
        told = number < 0.35
        birth = np.where(~told & (name >= 0.45), 0.0, birth)
        wrong = self.mistyped(
            first["number"].to_numpy(), index, uniform(self._keys["transposed"], index) < 0.3
        )
        second = first.with_columns(
            id=pl.int_range(start, start + pl.len(), dtype=pl.Int64),
            source=pl.col("id"),
            unit_id=pl.col("other_unit"),
            _name=pl.Series(name),
            _birth=pl.Series(birth),
            number=pl.when(pl.Series(told))
            .then("number")
            .when(pl.Series(number < 0.55))
            .then(pl.Series(wrong)),
            right=pl.col("number"),
        )
        second = _respelled(_redated(second))
        return second, _told_of(second)


def _respelled(second: pl.DataFrame) -> pl.DataFrame:
    plain = pl.col("search_name").str.to_titlecase()
    spelled = pl.col("name").str.replace_many(list(_SPELLINGS), list(_SPELLINGS.values()))
    second = second.with_columns(
        right_name=pl.col("name"),
        name=pl.when(pl.col("_name") < 0.45)
        .then("name")
        .when(pl.col("_name") < 0.60)
        .then(pl.col("name").str.to_uppercase())
        .when(pl.col("_name") < 0.75)
        .then(plain)
        .when(pl.col("_name") < 0.87)
        .then("short")
        .otherwise(spelled),
    )
    changed = (pl.col("_name") >= 0.60) & (pl.col("name") != pl.col("right_name"))
    return second.with_columns(
        search_name=pl.when(changed)
        .then(pl.col("name").map_elements(search_key, pl.String))
        .otherwise("search_name"),
        sort_name=pl.when(changed)
        .then(pl.col("name").map_elements(sort_key, pl.String))
        .otherwise("sort_name"),
    )


def _redated(second: pl.DataFrame) -> pl.DataFrame:
    born = pl.col("birth_date")
    swap = pl.col("_birth").is_between(0.70, 0.85) & (born.dt.day() <= 12)
    vague = pl.col("_birth") > 0.85
    return second.with_columns(
        right_birth=born,
        birth_date=pl.when(swap)
        .then(pl.date(born.dt.year(), born.dt.day(), born.dt.month()))
        .when(vague)
        .then(pl.date(born.dt.year(), 1, 1))
        .otherwise(born),
        birth_precision=pl.when(vague).then(pl.lit("y")).otherwise("birth_precision"),
    )


def _told_of(second: pl.DataFrame) -> pl.DataFrame:
    differ = [
        pl.when(pl.col("name") != pl.col("right_name")).then(pl.lit("name")),
        pl.when((pl.col("birth_date") != pl.col("right_birth")) | (pl.col("birth_precision") != "d")).then(
            pl.lit("birth_date")
        ),
        pl.when(pl.col("number").is_null() | (pl.col("number") != pl.col("right"))).then(pl.lit("national")),
    ]
    return second.select(
        kind=pl.lit("duplicate"),
        person_a="source",
        person_b="id",
        field=pl.concat_str(differ, separator=",", ignore_nulls=True),
        right_value=pl.lit(""),
    )
