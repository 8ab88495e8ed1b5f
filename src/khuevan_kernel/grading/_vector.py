from __future__ import annotations

import polars as pl

from khuevan_kernel.grading._entry import WORDS
from khuevan_kernel.grading._regulations import Secondary
from khuevan_kernel.grading._secondary import LEVELS
from khuevan_kernel.law import Provision


def term_averages(law: Provision[Secondary], marks: pl.DataFrame) -> pl.DataFrame:
    """The averages of a term, as ``of_secondary.term_average`` gives each.

    ``marks``: ``pupil``, ``subject``, ``periods`` a year, ``kind`` (``TX1`` …, ``GK``, ``CK``; each at most
    once) and ``mark`` in tenths. Answers ``pupil``, ``subject``, ``average``: null where a mark is not there.
    """
    says, periods = law.says, pl.col("periods").first()
    regular = pl.lit(says.regular_above)
    for most, count in reversed(says.regular):
        regular = pl.when(periods <= most).then(count).otherwise(regular)
    kind, mark = pl.col("kind"), pl.col("mark").cast(pl.Int64)
    weight = pl.when(kind == "GK").then(says.middle).when(kind == "CK").then(says.end).otherwise(1)
    whole = regular + says.middle + says.end
    there = mark.is_not_null()
    complete = (
        ((there & kind.str.starts_with("TX")).sum() >= regular)
        & (there & (kind == "GK")).any()
        & (there & (kind == "CK")).any()
    )
    average = (2 * (mark * weight).sum() + whole) // (2 * whole)
    return marks.group_by("pupil", "subject", maintain_order=True).agg(
        average=pl.when(complete).then(average).otherwise(None)
    )


def study_levels(law: Provision[Secondary], results: pl.DataFrame) -> pl.DataFrame:
    """The levels of study of many pupils, as ``of_secondary.study`` gives each.

    ``results``: ``pupil``, ``subject`` and ``result``, in tenths or a word's number of ``WORDS``. Answers
    ``pupil`` and ``level``: null where a result of the pupil is missing.
    """
    plain = _place(law.says, as_if_best=False)
    raised = (_place(law.says, as_if_best=True) >= plain + 2).any().over("pupil")
    missing = pl.col("result").is_null().any().over("pupil")
    named = (plain + raised.cast(pl.Int32)).replace_strict(dict(enumerate(LEVELS)), return_dtype=pl.String)
    return (
        results.with_columns(level=pl.when(missing).then(None).otherwise(named))
        .select("pupil", "level")
        .unique("pupil", maintain_order=True)
    )


def _place(law: Secondary, *, as_if_best: bool) -> pl.Expr:
    """The place in ``LEVELS`` of each row's pupil by Art. 9.2; or were its result best."""
    result = pl.col("result")
    scored, failed = result.fill_null(0) >= 0, result.fill_null(0) == WORDS["CĐ"]

    def rows(which: pl.Expr) -> pl.Expr:
        return which.cast(pl.Int32).sum().over("pupil")

    def here(which: pl.Expr) -> pl.Expr:
        return which.cast(pl.Int32) if as_if_best else pl.lit(0)

    place = pl.lit(0, pl.Int32)
    for rank, level in enumerate(LEVELS[1:], 1):
        rule = law.levels[level]
        low, high = scored & (result.fill_null(0) < rule.all), scored & (result.fill_null(0) >= rule.many)
        meets = (
            (rows(low) == here(low))
            & (rows(high) + here(scored & ~high) >= rule.count)
            & (rows(failed) - here(failed) <= rule.failed)
        )
        place = pl.when(meets).then(pl.lit(rank, pl.Int32)).otherwise(place)
    return place
