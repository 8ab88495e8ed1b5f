"""The score of a place, and when a figure is unlike last year's. Pure; both by dated data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from khuevan.quality.contracts import Severity, State
from khuevan.quality.rules.rulebook import REGULATIONS
from khuevan_kernel.law import Law

WEIGHTS: Law[dict[str, int]] = Law.from_toml(REGULATIONS / "score.toml", dict)
OUTLIERS: Law[dict[str, Any]] = Law.from_toml(REGULATIONS / "outliers.toml", dict)
_NORMAL = 0.6745  # makes the median deviation of a normal distribution its standard deviation


def score(records: int, issues: Mapping[tuple[Severity, State], int], day: date) -> Decimal:
    """The score of a place on a day, from 0 to 100 with two places; 100 where it has no records.

    100 less the weight of the issues a hundred records: with 200 records and four open errors of 5 points,
    90.

    >>> score(200, {(Severity.ERROR, State.OPEN): 4}, date(2026, 11, 25))
    Decimal('90.00')
    """
    says = WEIGHTS.on(day).says
    if records <= 0:
        return Decimal("100.00")
    off = sum(says[kind] * says.get(state, 0) * count for (kind, state), count in issues.items())
    left = 100 - Decimal(off) / (100 * records)  # hundredths of a point × percent, a hundred records
    return max(left, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def outliers(figures: pl.DataFrame, day: date) -> pl.DataFrame:
    """The figures that are unlike last year's: ``unit``, ``measure``, ``now``, ``before``, ``score``.

    ``figures`` has ``unit``, ``kind`` (peers are units of one kind), ``measure``, ``now`` and ``before``.
    Where last year is not known (null or nought) nothing is told.
    """
    says = OUTLIERS.on(day).says
    least = {name: measure["least"] for name, measure in says["measures"].items()}
    known = figures.filter((pl.col("before") > 0) & pl.col("now").is_not_null())
    change = ((pl.col("now") + 1) / (pl.col("before") + 1)).log()
    peers = ("kind", "measure")
    judged = known.with_columns(change=change, peers=pl.len().over(peers)).with_columns(
        off=pl.col("change") - pl.col("change").median().over(peers)
    )
    spread = pl.max_horizontal(pl.col("off").abs().median().over(peers), pl.lit(says["least_spread"]))
    judged = judged.with_columns(score=_NORMAL * pl.col("off") / spread)
    far = (pl.col("score").abs() > says["score"]) & (pl.col("peers") >= says["peers"])
    enough = (pl.col("now") - pl.col("before")).abs() >= pl.col("measure").replace_strict(
        least, return_dtype=pl.Int64
    )
    return judged.filter(far & enough).select("unit", "measure", "now", "before", pl.col("score").round(1))
