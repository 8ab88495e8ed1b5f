"""Asking rules of a frame: which rows are wrong, as the frame of issues that is kept."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from khuevan.quality.contracts import RuleFacts
from khuevan.quality.rules.datasets import Dataset
from khuevan.quality.rules.rulebook import condition

FOUND = {
    "rule": pl.String(), "since": pl.Date(), "dataset": pl.String(), "severity": pl.String(),
    "subject": pl.Int64(), "unit": pl.Int64(), "person": pl.Int64(), "marks": pl.String(),
    "facts": pl.String(),
}  # fmt: skip


def find(dataset: Dataset, frame: pl.DataFrame, rules: Iterable[RuleFacts]) -> pl.DataFrame:
    """The rows that the rules of a dataset call wrong: one row an issue, with the facts it may show.

    All rules are asked in one walk. A rule that needs a column which the frame has not is passed over.
    """
    asked = [
        rule
        for rule in rules
        if rule.dataset == dataset.name and condition(rule).columns <= set(frame.columns)
    ]
    if frame.is_empty() or not asked:
        return pl.DataFrame(schema=FOUND)
    masks = frame.select(condition(rule).wrong.fill_null(False).alias(rule.code) for rule in asked)
    counts = masks.sum().row(0, named=True)
    found = [_told(dataset, frame.filter(masks[rule.code]), rule) for rule in asked if counts[rule.code]]
    return pl.concat(found) if found else pl.DataFrame(schema=FOUND)


def _told(dataset: Dataset, rows: pl.DataFrame, rule: RuleFacts) -> pl.DataFrame:
    facts = pl.struct(rule.shows).struct.json_encode() if rule.shows else pl.lit("{}")
    person = pl.col(dataset.person) if dataset.person else pl.lit(None, pl.Int64)
    return rows.select(
        rule=pl.lit(rule.code), since=pl.lit(rule.since), dataset=pl.lit(dataset.name),
        severity=pl.lit(str(rule.severity)), subject=pl.col(dataset.key), unit=pl.col("unit"), person=person,
        marks=pl.lit(rule.marks), facts=facts,
    )  # fmt: skip
