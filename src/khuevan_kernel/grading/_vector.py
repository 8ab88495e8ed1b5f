from __future__ import annotations

import polars as pl

from khuevan_kernel.grading import _secondary as of_secondary
from khuevan_kernel.grading._entry import WORDS
from khuevan_kernel.grading._regulations import Primary, Secondary
from khuevan_kernel.grading._secondary import LAST_GRADES, LEVELS
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


def comment_terms(marks: pl.DataFrame) -> pl.DataFrame:
    """A term's results of comment subjects, as ``of_secondary.comment_term`` gives each.

    ``marks``: ``pupil``, ``subject`` and ``mark``, a row for each assessment that the term asks for. Answers
    ``pupil``, ``subject``, ``result``: a word's number, null where an assessment is not there.
    """
    mark = pl.col("mark").cast(pl.Int64)
    passed = pl.when((mark == WORDS["Đ"]).all()).then(WORDS["Đ"]).otherwise(WORDS["CĐ"])
    return marks.group_by("pupil", "subject", maintain_order=True).agg(
        result=pl.when(mark.is_null().any()).then(None).otherwise(passed)
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


def year_results(law: Provision[Secondary], terms: pl.DataFrame) -> pl.DataFrame:
    """The year's results by subject, as ``of_secondary.year_average`` and ``comment_year`` give each.

    ``terms``: ``first`` and ``second``, in tenths or a word's number; answers them with ``year``, null where
    what it rests on is not there. A word in the second term is the year's.
    """
    first, second = pl.col("first").cast(pl.Int64), pl.col("second").cast(pl.Int64)
    one, two = law.says.terms
    average = (2 * (one * first + two * second) + one + two) // (2 * (one + two))
    year = pl.when(second < 0).then(second).when(first >= 0).then(average).otherwise(None)
    return terms.with_columns(year=year)


def conducts(law: Provision[Secondary], terms: pl.DataFrame) -> pl.DataFrame:
    """The conduct of many, as ``of_secondary.conduct``: ``first`` and ``second``, answered with ``year``."""
    pairs = [(a, b, of_secondary.conduct(law, a, b).value) for a in LEVELS for b in LEVELS]
    table = pl.DataFrame(pairs, schema=["first", "second", "year"], orient="row")
    return terms.join(table, on=["first", "second"], how="left", maintain_order="left")


def outcomes(law: Provision[Secondary], levels: pl.DataFrame) -> pl.DataFrame:
    """What follows for many, as ``of_secondary.outcome``: null where a level is not there.

    ``levels``: ``grade``, ``study``, ``conduct``, ``absences``, ``after_summer``; answered with ``outcome``.
    """
    study, conduct = pl.col("study") == "CĐ", pl.col("conduct") == "CĐ"
    passed = (
        pl.when(pl.col("grade").is_in(LAST_GRADES)).then(pl.lit("completed")).otherwise(pl.lit("promoted"))
    )
    known = pl.col("study").is_not_null() & pl.col("conduct").is_not_null()
    outcome = (
        pl.when(~known).then(None)
        .when(pl.col("absences") > law.says.absences).then(pl.lit("repeat"))
        .when(~study & ~conduct).then(passed)
        .when(pl.col("after_summer") | (study & conduct)).then(pl.lit("repeat"))
        .when(study).then(pl.lit("retest")).otherwise(pl.lit("training"))
    )  # fmt: skip
    return levels.with_columns(outcome=outcome)


def titles(law: Provision[Secondary], levels: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """The year's titles of many, as ``of_secondary.title``; empty where there is none.

    ``levels``: ``pupil``, ``study``, ``conduct``; ``results``: ``pupil`` and ``result`` by subject.
    """
    count, many = law.says.excellent
    high = results.group_by("pupil").agg(high=(pl.col("result") >= many).sum())
    both = (pl.col("study") == "T") & (pl.col("conduct") == "T")
    title = (
        pl.when(both & (pl.col("high") >= count)).then(pl.lit("HSXS"))
        .when(both).then(pl.lit("HSG")).otherwise(pl.lit(""))
    )  # fmt: skip
    return (
        levels.join(high, on="pupil", how="left", maintain_order="left")
        .with_columns(title=title)
        .drop("high")
    )


def primary_levels(law: Provision[Primary], results: pl.DataFrame) -> pl.DataFrame:
    """The year's levels of many, as ``of_primary.year_level``: null where a result of the pupil is missing.

    ``results``: ``pupil``, ``kind`` (``subject``, ``quality``, ``test``) and ``value``: a word's number, or
    whole marks in tenths for a test.
    """
    kind, value = pl.col("kind"), pl.col("value")
    words = value.filter((kind != "test") & (value != WORDS["M"]))
    lowest = value.filter(kind == "test").min().fill_null(100)
    says = law.says.levels
    subjects, qualities = (
        value.filter((kind == "subject") & (value != WORDS["M"])),
        value.filter(kind == "quality"),
    )
    best = (words == WORDS["T"]).all()
    passed = subjects.is_in([WORDS["T"], WORDS["H"]]).all() & qualities.is_in([WORDS["T"], WORDS["Đ"]]).all()
    missing = value.is_null().any() | ~(kind == "subject").any() | ~(kind == "quality").any()
    level = (
        pl.when(missing).then(None)
        .when(best & (lowest >= says["HTXS"] * 10)).then(pl.lit("HTXS"))
        .when(best & (lowest >= says["HTT"] * 10)).then(pl.lit("HTT"))
        .when(passed & (lowest >= says["HT"] * 10)).then(pl.lit("HT"))
        .otherwise(pl.lit("CHT"))
    )  # fmt: skip
    return results.group_by("pupil", maintain_order=True).agg(level=level)


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
