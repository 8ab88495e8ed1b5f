"""The columns that are worked out from others: one line each, made where what they need is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from khuevan_kernel.staffing import largest_class, level_of

# The register holds no zones: the largest size of any zone is taken, so that no class is blamed wrongly.
ZONE = 3
_LEVELS = {
    **dict.fromkeys(range(-3, -2), "nursery"), **dict.fromkeys(range(-2, 1), "kindergarten"),
    **dict.fromkeys(range(1, 6), "primary"), **dict.fromkeys(range(6, 10), "lower"),
    **dict.fromkeys(range(10, 13), "upper"),
}  # fmt: skip
PRIMARY_LEVELS = ("HTXS", "HTT", "HT", "CHT")


@dataclass(frozen=True, slots=True)
class Context:
    """What columns are worked out for: the day, the school year, and the places that numbers begin with."""

    day: date
    school_year: int
    places: frozenset[str] = frozenset()


Make = Callable[[Context], pl.Expr]
_c = pl.col


def _digits(start: int, count: int) -> pl.Expr:
    right = _c("number_right_shape")
    return pl.when(right).then(_c("national").str.slice(start, count)).cast(pl.Int64, strict=False)


def _norm(context: Context) -> pl.Expr:
    sizes = {grade: largest_class(level_of(grade), ZONE, context.day).value for grade in _LEVELS}
    return _c("grade").replace_strict(sizes, default=None, return_dtype=pl.Int64)


def _level_of_unit(_: Context) -> pl.Expr:
    level = _c("grade").replace_strict(_LEVELS, default=None, return_dtype=pl.String)
    return pl.when(_c("unit_levels") != "").then(_c("unit_levels").str.contains(level, literal=True))


# Name, what it needs, and how it is made; in an order in which each finds what it needs.
HELPERS: tuple[tuple[str, tuple[str, ...], Make], ...] = (
    ("birth_year", ("birth_date",), lambda _: _c("birth_date").dt.year().cast(pl.Int64)),
    ("age", ("birth_year",), lambda x: x.day.year - _c("birth_year")),
    ("name_decomposed", ("name",), lambda _: _c("name") != _c("name").str.normalize("NFC")),
    (
        "name_capitals", ("name",),
        lambda _: (_c("name").str.len_chars() > 3) & (_c("name") == _c("name").str.to_uppercase()),
    ),
    (
        "name_untidy", ("name",),
        lambda _: (_c("name") != _c("name").str.strip_chars()) | _c("name").str.contains("  ", literal=True),
    ),
    ("number_right_shape", ("national",), lambda _: _c("national").str.contains("^[0-9]{12}$")),
    (
        "number_birth_year", ("national", "number_right_shape"),
        lambda _: 1900 + _digits(3, 1) // 2 * 100 + _digits(4, 2),
    ),
    ("number_sex", ("national", "number_right_shape"), lambda _: _digits(3, 1) % 2 + 1),
    (
        "number_place", ("national", "number_right_shape"),
        lambda _: pl.when(_c("number_right_shape")).then(_c("national").str.slice(0, 3)),
    ),
    ("number_place_known", ("number_place",), lambda x: _c("number_place").is_in(sorted(x.places))),
    ("age_over_grade", ("birth_year", "grade"), lambda x: x.school_year - _c("birth_year") - _c("grade") - 5),
    (
        "namesakes", ("name", "birth_date", "school_class"),
        lambda _: pl.when(_c("name").is_not_null() & _c("birth_date").is_not_null()).then(
            pl.len().over("school_class", _c("name").str.to_lowercase(), "birth_date").cast(pl.Int64)
        ),
    ),
    ("largest", ("grade", "size"), _norm),
    ("over_norm", ("largest", "size"), lambda _: _c("size") - _c("largest")),
    ("level_of_unit", ("grade", "unit_levels"), _level_of_unit),
    (
        "age_at_start", ("birth_year", "since"),
        lambda _: _c("since").dt.year().cast(pl.Int64) - _c("birth_year"),
    ),
    ("posts", ("post", "person"), lambda _: pl.len().over("person").cast(pl.Int64)),
    (
        "stage", ("study", "average"),
        lambda _: pl.when(_c("study").is_in(PRIMARY_LEVELS)).then(pl.lit("primary"))
        .otherwise(pl.lit("secondary")),
    ),
    (
        "learners_per_teacher", ("learners", "teachers"),
        lambda _: pl.when(_c("teachers") > 0).then(_c("learners") // _c("teachers")),
    ),
    (
        "studies", ("study", "person", "unit", "state"),
        lambda _: (_c("state") == "studying").sum().over("person", "unit").cast(pl.Int64),
    ),
    (
        "code_holders", ("student_code", "unit"),
        lambda _: _c("person").n_unique().over("unit", "student_code").cast(pl.Int64),
    ),
)  # fmt: skip


def derive(frame: pl.DataFrame, helpers: Mapping[str, object], context: Context) -> pl.DataFrame:
    """A frame with those helper columns that were asked for, or are needed by them, and can be made."""
    wanted = set(helpers)
    for name, needs, _ in reversed(HELPERS):
        if name in wanted:
            wanted |= set(needs)
    for name, needs, make in HELPERS:
        if name in wanted and name not in frame.columns and set(needs) <= set(frame.columns):
            frame = frame.with_columns(make(context).alias(name))
    return frame
