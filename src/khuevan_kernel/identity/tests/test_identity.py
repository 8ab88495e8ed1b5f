"""Birth dates and numbers that cannot be, by worked cases."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khuevan_kernel.identity import disbelieved, doubts

CASES = Path(__file__).parents[4] / "regulations" / "people" / "cases" / "ages.toml"


@pytest.mark.parametrize(
    "case", tomllib.loads(CASES.read_text())["case"], ids=lambda c: f"{c['kind']} {c['born']}"
)
def test_a_birth_date_is_believed_or_the_year_meant_is_named(case):
    found = disbelieved(case["born"], case["on"], case["kind"])

    assert (found is None) == case["believed"]
    if found:
        assert found.meant == case.get("meant")
        assert "43/2019/QH14" in str(found.because)


@pytest.mark.parametrize(
    ("number", "born", "sex", "expected"),
    [
        ("001312000001", 2012, 2, ()),
        ("001312000001", 2013, 2, ("year",)),
        ("001312000001", 1912, 2, ("century",)),
        ("001312000001", 2012, 1, ("sex",)),
        ("099312000001", 2012, 2, ("province",)),
        ("00131200001", 2012, 2, ("digits",)),
        ("٠٠١٣١٢٠٠٠٠٠١", 2012, 2, ("digits",)),
        ("001312000001", None, 0, ()),
    ],
)
def test_a_number_is_doubted_for_what_contradicts_the_record(number, born, sex, expected):
    assert doubts(number, born, sex) == expected


@given(some.text(max_size=14), some.none() | some.integers(1800, 2200), some.sampled_from([0, 1, 2]))
def test_any_text_may_be_doubted_and_never_breaks(number, born, sex):
    assert set(doubts(number, born, sex)) <= {"digits", "province", "century", "year", "sex"}
