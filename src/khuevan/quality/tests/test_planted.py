"""Faults that were planted in a synthetic country are found: how many of each kind is stated."""

from datetime import date

import polars as pl
import pytest

from khuevan.quality.rules import DATASETS, PLACES, Context, find, shipped
from khuevan.quality.selectors.frames import shaped
from khuevan_nation.tests.small import nation

DAY = date(2026, 11, 25)
RULES = {
    "century": {"KV-Q-0201", "KV-Q-0110"}, "missing": {"KV-Q-0101"}, "decomposed": {"KV-Q-0114"},
    "digit": {"KV-Q-0103", "KV-Q-0104", "KV-Q-0105"},
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    country, context = nation(0.004), Context(DAY, 2026, PLACES.on(DAY).says)
    numbers = country["identifiers"].group_by("person_id").agg(national=pl.col("value").first())
    persons = country["persons"].rename({"id": "person", "unit_id": "unit"})
    persons = persons.join(numbers, left_on="person", right_on="person_id", how="left")
    persons = persons.with_columns(pl.col("birth_date").cast(pl.Date), nationality=pl.lit("VN"))
    placed = country["enrolments"].rename({"person_id": "person", "school_class_id": "school_class"})
    enrolled = placed.select("person", "school_class", "grade").join(persons, on="person")
    return pl.concat(
        find(DATASETS[name], shaped(DATASETS[name], rows, context), shipped())
        for name, rows in (("persons", persons), ("enrolments", enrolled))
    )


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("century", 1.0, 1.0), ("missing", 1.0, 1.0), ("decomposed", 1.0, 1.0),
        # A wrong digit shows where it contradicts the birth year, the sex or the province of birth: 5 of the
        # 11 places that it can be in, and there not for every digit.
        ("digit", 0.35, 0.46),
    ],
)  # fmt: skip
def test_planted_faults_are_found(found, kind, least, most):
    truth = nation(0.004)["truth"].filter(kind=kind)["person_a"].unique()
    told = found.filter(pl.col("rule").is_in(RULES[kind]))["person"].unique()

    assert truth.len() > 0
    assert least <= truth.is_in(told.implode()).mean() <= most


def test_whoever_has_no_planted_fault_is_rarely_told_of(found):
    rules = {code for codes in RULES.values() for code in codes}
    told = found.filter(pl.col("rule").is_in(rules))["person"].unique()
    truth = nation(0.004)["truth"]
    planted = pl.concat([truth["person_a"], truth["person_b"].drop_nulls()]).unique()
    innocent = told.filter(~told.is_in(planted.implode()))

    assert innocent.len() <= nation(0.004)["persons"].height // 10_000
