"""Which pairs are compared at all: those that share a key. Each key is narrow enough for the whole
country.
"""

from __future__ import annotations

import polars as pl

LINKS = ("number", "date", "partial", "short", "place")
_COMMUNE = ["birth_date", "commune", "sex"]


def pairs(people: pl.DataFrame, links: tuple[str, ...] = LINKS) -> pl.DataFrame:
    """Pairs ``a`` < ``b`` of the described persons that share at least one key, each once.

    The keys: the national number; name and date of birth, day and month in either order, the century aside;
    name and year where one of the two has no more than the year; family name, given name and date where one
    has no middle name; date, sex and commune where family or given name are the same.
    """
    found = [_BY[link](people) for link in links]
    both = pl.concat(found).filter(pl.col("a") != pl.col("b"))
    return both.select(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b")).unique(["a", "b"])


def _joined(left: pl.DataFrame, right: pl.DataFrame, keys: list[str], *more: str) -> pl.DataFrame:
    return (
        left.select(pl.col("id").alias("a"), *keys, *more)
        .drop_nulls(keys)
        .join(right.select(pl.col("id").alias("b"), *keys, *more).drop_nulls(keys), on=keys)
    )


def _by_number(people: pl.DataFrame) -> pl.DataFrame:
    return _joined(people, people, ["national"]).filter(pl.col("a") < pl.col("b")).select("a", "b")


def _by_date(people: pl.DataFrame) -> pl.DataFrame:
    found = _joined(people, people, ["key", "century", "low", "high"])
    return found.filter(pl.col("a") < pl.col("b")).select("a", "b")


def _by_year(people: pl.DataFrame) -> pl.DataFrame:
    partial = people.filter(pl.col("birth_precision") != "d")
    return _joined(partial, people, ["key", "century"]).select("a", "b")


def _by_short_name(people: pl.DataFrame) -> pl.DataFrame:
    short = people.filter(pl.col("words") == 2)
    long = people.filter(pl.col("words") > 2)
    return _joined(short, long, ["first", "last", "sex", "birth_date"]).select("a", "b")


def _by_place(people: pl.DataFrame) -> pl.DataFrame:
    found = _joined(people, people, _COMMUNE, "first", "last").filter(pl.col("a") < pl.col("b"))
    alike = (pl.col("first") == pl.col("first_right")) | (pl.col("last") == pl.col("last_right"))
    return found.filter(alike).select("a", "b")


_BY = {
    "number": _by_number,
    "date": _by_date,
    "partial": _by_year,
    "short": _by_short_name,
    "place": _by_place,
}
