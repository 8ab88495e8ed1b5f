"""Weighing pairs: each field's level, what it adds, and what the sum means."""

from __future__ import annotations

import math

import polars as pl

from khuevan_kernel.linkage._population import Population
from khuevan_kernel.linkage._weights import WEIGHTS, Weights

CERTAIN = 0.0
"""From here on it is more likely than not that the two are one person: log₂ of the odds."""
POSSIBLE = -6.0
"""From here on a person should look: below, one pair in sixty-five would be one."""
FIELDS = ("name", "birth", "number", "sex", "ethnicity", "place", "guardian")
FEWEST = 10_000
"""In a smaller register, names and doubles are taken to be as rare as among so many."""
_CAPPED = -0.1


def scored(
    pairs: pl.DataFrame, people: pl.DataFrame, population: Population, weights: Weights = WEIGHTS
) -> pl.DataFrame:
    """The pairs with ``score`` (log₂ of the odds that the two are one) and each field's level.

    ``people`` has both records of every pair, described. Where the names differ by their marks or a letter,
    as twins' do, nothing but the national number makes a pair certain. Pairs below ``POSSIBLE`` are left out.
    """
    held = people.drop("low", "high", "century")
    both = pairs.join(held, left_on="a", right_on="id").join(held, left_on="b", right_on="id", suffix="_b")
    both = both.with_columns(**_levels())
    close = both.filter(pl.col("name") == "other").select("a", "b", "key", "key_b")
    near = [one_slip(*names) for names in close.select("key", "key_b").iter_rows()]
    close = close.select("a", "b", slip=pl.Series(near, dtype=pl.Boolean))
    both = both.join(close, on=["a", "b"], how="left").with_columns(
        name=pl.when(pl.col("slip").fill_null(False)).then(pl.lit("close")).otherwise("name")
    )
    both = _counted(both, population)
    start = math.log2(2 * weights.duplicates / max(population.total, FEWEST))
    added = [part.fill_null(0.0) for part in _added(population, weights)]
    score = pl.sum_horizontal(pl.lit(start), *added)
    told = pl.col("number").is_in(["same", "near"])
    unsure = pl.col("name").is_in(["tone", "close"]) & ~told
    both = both.with_columns(score=pl.when(unsure).then(pl.min_horizontal(score, _CAPPED)).otherwise(score))
    return both.filter(pl.col("score") >= POSSIBLE).select("a", "b", "score", *FIELDS)


def apart_in_class(found: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """The scored pairs, those who sit in one class (``together``: ``a``, ``b``) held below certain.

    A class knows its homonyms: the same name and date on one roll are two children until their national
    number says otherwise.
    """
    seated = found.join(together.select("a", "b").unique(), on=["a", "b"], how="semi")
    kept = seated.filter(~pl.col("number").is_in(["same", "near"])).select("a", "b", held=pl.lit(True))
    capped = pl.when(pl.col("held").fill_null(False)).then(pl.min_horizontal("score", _CAPPED))
    joined = found.join(kept, on=["a", "b"], how="left")
    return joined.with_columns(score=capped.otherwise("score")).drop("held")


def one_slip(one: str, other: str) -> bool:
    """Whether two names are a wrong, missing or exchanged letter apart, or one word that only one has.

    >>> one_slip("tran van hung", "tran van hugn"), one_slip("tran van an", "tran van tien")
    (True, False)
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _levels() -> dict[str, pl.Expr]:
    col = pl.col
    names = (
        pl.when(col("spelled") == col("spelled_b"))
        .then(pl.lit("same"))
        .when((col("key") == col("key_b")) & (col("plain") | col("plain_b")))
        .then(pl.lit("plain"))
        .when(col("key") == col("key_b"))
        .then(pl.lit("tone"))
        .when(
            (col("first") == col("first_b"))
            & (col("last") == col("last_b"))
            & (pl.min_horizontal("words", "words_b") == 2)
        )
        .then(pl.lit("short"))
        .otherwise(pl.lit("other"))
    )
    return {
        "name": names,
        "birth": _birth_level(),
        "number": _number_level(),
        "sex": _alike("sex", 0),
        "ethnicity": _alike("ethnicity", 56),
        "place": pl.when(col("unit") == col("unit_b"))
        .then(pl.lit("unit"))
        .when(col("commune") == col("commune_b"))
        .then(pl.lit("commune"))
        .when(col("province") == col("province_b"))
        .then(pl.lit("province"))
        .otherwise(pl.lit("other")),
        "guardian": pl.when((col("guardian") == col("guardian_b")).is_null())
        .then(pl.lit("unknown"))
        .when(col("guardian") == col("guardian_b"))
        .then(pl.lit("same"))
        .otherwise(pl.lit("differ")),
    }


def _alike(field: str, unknown: int) -> pl.Expr:
    one, other = pl.col(field), pl.col(f"{field}_b")
    return (
        pl.when((one == unknown) | (other == unknown))
        .then(pl.lit("unknown"))
        .when(one == other)
        .then(pl.lit("same"))
        .otherwise(pl.lit("differ"))
    )


def _birth_level() -> pl.Expr:
    one, other = pl.col("birth_date"), pl.col("birth_date_b")
    day = (one.dt.day() == other.dt.day()).cast(pl.Int8)
    month = (one.dt.month() == other.dt.month()).cast(pl.Int8)
    year = (one.dt.year() == other.dt.year()).cast(pl.Int8)
    partial = (pl.col("birth_precision") != "d") | (pl.col("birth_precision_b") != "d")
    to_the_month = (pl.col("birth_precision") != "y") & (pl.col("birth_precision_b") != "y")
    swapped = (one.dt.day() == other.dt.month()) & (one.dt.month() == other.dt.day()) & (year == 1)
    return (
        pl.when(one.is_null() | other.is_null())
        .then(pl.lit("unknown"))
        .when(partial & (year == 1) & (~to_the_month | (month == 1)))
        .then(pl.lit("partial"))
        .when(partial)
        .then(pl.lit("other"))
        .when(one == other)
        .then(pl.lit("same"))
        .when(swapped)
        .then(pl.lit("swapped"))
        .when((day + month == 2) & ((one.dt.year() - other.dt.year()).abs() == 100))
        .then(pl.lit("century"))
        .when(day + month + year == 2)
        .then(pl.lit("near"))
        .otherwise(pl.lit("other"))
    )


def _number_level() -> pl.Expr:
    """Twelve digits: the same, one digit wrong, two neighbours exchanged, or others."""
    one, other = pl.col("national"), pl.col("national_b")
    digits = [(one.str.slice(n, 1), other.str.slice(n, 1)) for n in range(12)]
    wrong = pl.sum_horizontal(*[(left != right).cast(pl.Int8) for left, right in digits])
    exchanged = pl.any_horizontal(
        *[
            (digits[n][0] == digits[n + 1][1])
            & (digits[n][1] == digits[n + 1][0])
            & (digits[n][0] != digits[n][1])
            for n in range(11)
        ]
    )
    return (
        pl.when(one.is_null() | other.is_null())
        .then(pl.lit("unknown"))
        .when(one == other)
        .then(pl.lit("same"))
        .when((wrong == 1) | ((wrong == 2) & exchanged))
        .then(pl.lit("near"))
        .otherwise(pl.lit("differ"))
    )


def _counted(both: pl.DataFrame, population: Population) -> pl.DataFrame:
    """The pairs with how often what they share is in the register: ``n_…``."""
    short = pl.when(pl.col("words") == 2).then("key").otherwise("key_b")
    both = both.with_columns(short=short)
    for name, key in (
        ("spelled", "spelled"), ("plain", "key"), ("short", "short"), ("tone", "key"), ("unit", "unit"),
        ("commune", "commune"), ("province", "province"), ("year", "year"), ("partial", "year"),
    ):  # fmt: skip
        counts = population.counts[name]
        counts = counts.rename({counts.columns[0]: key, "count": f"n_{name}"})
        both = both.join(counts, on=key, how="left")
    return both


def _added(population: Population, weights: Weights) -> list[pl.Expr]:
    total, named = max(population.total, 1), max(population.total, FEWEST)
    unnumbered = population.unnumbered / total

    def by_count(
        field: str, level: str, counted: str, m: float, parts: float = 1.0
    ) -> tuple[str, str, pl.Expr]:
        among = named if field == "name" else total
        often = pl.max_horizontal(pl.col(f"n_{counted}").fill_null(1), 1) / among / parts
        return field, level, (m / often).log(2)

    def flat(field: str, level: str, m: float, u: float) -> tuple[str, str, pl.Expr]:
        return field, level, pl.lit(math.log2(m / min(max(u, 1e-9), 1.0)))

    name, birth, number, place = weights.name, weights.birth, weights.number, weights.place
    days = 365.25
    levels = [
        by_count("name", "same", "spelled", name["same"]),
        by_count("name", "plain", "plain", name["plain"]),
        by_count("name", "short", "short", name["short"]),
        by_count("name", "tone", "tone", name["tone"]),
        by_count("name", "close", "tone", name["close"], 0.1),
        flat("name", "other", name["other"], 1),
        by_count("birth", "same", "year", birth["same"], days),
        by_count("birth", "swapped", "year", birth["swapped"], days),
        by_count("birth", "century", "year", birth["century"], days),
        by_count("birth", "partial", "partial", birth["partial"]),
        flat("birth", "near", birth["near"], 0.1),
        flat("birth", "other", birth["other"], 1),
        flat("number", "same", number["same"], 1 / named),
        flat("number", "near", number["near"], weights.digits),
        flat("number", "unknown", number["unknown"], 1 - (1 - unnumbered) ** 2),
        flat("number", "differ", number["differ"], 1),
        by_count("place", "unit", "unit", place["unit"]),
        by_count("place", "commune", "commune", place["commune"]),
        by_count("place", "province", "province", place["province"]),
        flat("place", "other", place["other"], 1),
        flat("sex", "differ", weights.sex_differs, 0.5),
        flat("ethnicity", "differ", weights.ethnicity_differs, 0.5),
        flat("guardian", "same", weights.guardian_same, weights.guardian_same_by_chance),
        flat("guardian", "differ", weights.guardian_differs, 1),
    ]
    return [pl.when(pl.col(field) == level).then(weight) for field, level, weight in levels]
