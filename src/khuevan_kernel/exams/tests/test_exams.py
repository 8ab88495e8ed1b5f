"""Marks, the law of a year's exam, and what is counted, held against the fractions they stand for."""

import tomllib
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.exams import (
    COUNCILS,
    LANGUAGES,
    OTHER_HEADINGS,
    REGIME,
    SUBJECTS,
    Spread,
    as_text,
    decisive_day,
    plain,
    read_mark,
)
from khuevan_kernel.exams._regulations import REGULATIONS

marks = st.lists(st.integers(0, 1000), min_size=1, max_size=60)


def cases(name):
    return tomllib.loads((REGULATIONS / "cases" / f"{name}.toml").read_text())["case"]


@pytest.mark.parametrize("case", cases("councils"), ids=str)
def test_a_prefix_means_the_council_of_its_year(case):
    assert COUNCILS.on(decisive_day(case["year"])).says.get(case["code"], "") == case["name"]


@pytest.mark.parametrize("case", cases("regime"), ids=str)
def test_a_subject_is_examined_in_its_years(case):
    assert (case["subject"] in REGIME.on(decisive_day(case["year"])).says) is case["allowed"]


@pytest.mark.parametrize(("year", "councils"), [(2017, 64), (2025, 64), (2026, 34)])
def test_every_council_of_a_year_is_known(year, councils):
    assert len(COUNCILS.on(decisive_day(year)).says) == councils


def test_no_heading_means_two_things():
    told = Counter(
        heading
        for some in ([s.headings for s in SUBJECTS.values()], [x.headings for x in LANGUAGES.values()],
                     OTHER_HEADINGS.values())
        for headings in some
        for heading in headings
    )  # fmt: skip

    assert [heading for heading, times in told.items() if times > 1 or plain(heading) != heading] == []


@given(st.integers(0, 1000), st.sampled_from([".", ","]))
def test_every_mark_is_read_as_it_was_written(mark, sign):
    assert read_mark(as_text(mark).replace(".", sign)) == mark


@pytest.mark.parametrize(
    ("text", "read"),
    [("Đ", -1), ("đ", -1), ("CĐ", -2), ("M", -3), ("", None), (None, None), ("-1", None), ("-1.00", None),
     (" 7 ", 700), ("7.4", 740), ("0", 0), ("10.00", 1000), ("10.01", "mark-above-ten"),
     ("11", "mark-above-ten"),
     ("100", "mark-above-ten"), ("-2", "mark-below-nought"), ("6.333", "mark-too-many-decimals"),
     ("8.200", "mark-too-many-decimals"), ("1e1", "mark-not-understood"), ("vắng", "mark-not-understood"),
     ("٧", "mark-not-understood"), (".5", "mark-not-understood")],
)  # fmt: skip
def test_a_text_is_a_mark_or_says_why_not(text, read):
    assert read_mark(text) == read


@given(marks)
def test_the_mean_is_the_exact_quotient_rounded_half_up(values):
    exact = Fraction(sum(values), len(values) * 100)
    expected = Fraction(int(exact * 200 + 1) // 2, 100)

    assert Fraction(Spread(Counter(values)).mean) == expected


@given(marks)
def test_the_median_is_exact(values):
    ordered, n = sorted(values), len(values)
    exact = Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 200)

    assert Fraction(Spread(Counter(values)).median) == exact


@given(marks)
def test_the_deviation_is_the_root_of_the_exact_variance(values):
    n = len(values)
    variance = Fraction(n * sum(v * v for v in values) - sum(values) ** 2, n * n * 10_000)
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()

    assert Spread(Counter(values)).sd == str(root.quantize(Decimal("0.0001"), ROUND_HALF_UP))


@given(marks, st.sampled_from([20, 25]))
def test_the_steps_hold_every_mark_once(values, width):
    steps = Spread(Counter(values)).steps(width)

    assert sum(count for _, count in steps) == len(values)
    assert steps[-1] == (1000, values.count(1000))


def test_nothing_counted_has_no_mean():
    nothing = Spread({})

    assert (nothing.count, nothing.mean, nothing.median, nothing.sd, nothing.tens) == (0, "", "", "", 0)
