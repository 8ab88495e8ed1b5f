"""Institutions whose figures are unlike last year's, as issues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from khuevan.access.public import Actor, Permission
from khuevan.org.public import unit_rows
from khuevan.quality.rules import FOUND, OUTLIERS, outliers
from khuevan.schooling.public import yearly_figures

OUTLIERS_DATASET = "outliers"
OUTLIER_CODES: Mapping[str, str] = {
    "learners": "KV-Q-0901", "classes": "KV-Q-0902", "staff": "KV-Q-0903", "best": "KV-Q-0904",
}  # fmt: skip


def unlike_last_year(*, actor: Actor, path: str, day: date, school_year: int) -> pl.DataFrame:
    """The figures of a branch's institutions that are unlike last year's, with both, as found issues.

    Staff are counted a year before the day. The results compared are those of the last two years ended.
    """
    units = unit_rows(actor=actor, may=Permission.QUALITY_VIEW, path=path)
    units = units.filter(pl.col("unit_sector").is_in(["preschool", "general"]), unit_status="active")
    numbers = units["unit"].to_list()
    if not numbers:
        return pl.DataFrame(schema=FOUND)
    before = day.replace(year=day.year - 1, day=min(day.day, 28))
    now = _figures(actor, numbers, school_year, day)
    last = _figures(actor, numbers, school_year - 1, before)
    both = now.join(last, on=["unit", "measure"], how="full", coalesce=True, suffix="_before")
    judged = outliers(
        both.join(units.select("unit", kind="unit_kind"), on="unit").select(
            "unit", "kind", "measure", now=pl.col("value").fill_null(0), before="value_before"
        ),
        day,
    )
    since = OUTLIERS.on(day).since
    facts = pl.struct("now", "before", "score").struct.json_encode()
    return judged.select(
        rule=pl.col("measure").replace_strict(OUTLIER_CODES, return_dtype=pl.String), since=pl.lit(since),
        dataset=pl.lit(OUTLIERS_DATASET), severity=pl.lit("warning"), subject="unit",
        unit=pl.col("unit"), person=pl.lit(None, pl.Int64), marks=pl.col("measure"), facts=facts,
    )  # fmt: skip


def _figures(actor: Actor, numbers: list[int], school_year: int, on: date) -> pl.DataFrame:
    """Figures of a school year; the results are of the year before it, which has ended."""
    counted = yearly_figures(actor=actor, units=numbers, school_year=school_year, on=on)
    ended = yearly_figures(actor=actor, units=numbers, school_year=school_year - 1, on=on)
    return pl.concat([counted.filter(pl.col("measure") != "best"), ended.filter(pl.col("measure") == "best")])
