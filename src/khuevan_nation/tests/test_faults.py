import unicodedata

import polars as pl
import pytest

from khuevan_kernel.identity import search_key, sort_key
from khuevan_nation.country import Country
from khuevan_nation.faults import Rates
from khuevan_nation.tests.small import nation, small_map, tables

SCALE = 0.004


@pytest.fixture(scope="module")
def country():
    return nation(SCALE)


@pytest.fixture(scope="module")
def persons(country):
    return {row["id"]: row for row in country["persons"].iter_rows(named=True)}


@pytest.fixture(scope="module")
def numbers(country):
    return dict(country["identifiers"].select("person_id", "value").iter_rows())


def told(country, kind):
    return list(country["truth"].filter(pl.col("kind") == kind).iter_rows(named=True))


def test_faults_come_at_their_rates(country):
    people = country["persons"].height - len(told(country, "duplicate"))
    rates = Rates()

    assert len(told(country, "duplicate")) == pytest.approx(people * rates.duplicate / 1000, rel=0.05)
    assert len(told(country, "missing")) == pytest.approx(people * rates.missing / 1000, rel=0.05)
    assert len(told(country, "digit")) == pytest.approx(people * rates.digit / 1000, rel=0.1)
    assert len(told(country, "century")) > 0 and len(told(country, "transposed")) > 0
    assert len(told(country, "homonym")) > 0 and len(told(country, "decomposed")) > 0


def test_who_lacks_a_number_is_in_the_truth_with_the_right_one(country, numbers):
    enrolled = set(country["persons"]["id"]) - {row["person_b"] for row in told(country, "duplicate")}

    assert {row["person_a"] for row in told(country, "missing")} == enrolled - set(numbers)
    assert all(len(row["right_value"]) == 12 for row in told(country, "missing"))


def test_a_mistyped_number_is_one_slip_away(country, numbers):
    for row in told(country, "digit"):
        assert sum(a != b for a, b in zip(row["right_value"], numbers[row["person_a"]], strict=True)) == 1
    for row in told(country, "transposed"):
        wrong, right = numbers[row["person_a"]], row["right_value"]
        places = [n for n, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
        assert len(places) == 1 or (len(places) == 2 and sorted(wrong) == sorted(right))


def test_homonyms_share_name_and_birth_date_and_have_their_own_numbers(country, persons, numbers):
    for row in told(country, "homonym"):
        one, other = persons[row["person_a"]], persons[row["person_b"]]
        assert (one["name"], one["birth_date"], one["sex"]) == (
            other["name"],
            other["birth_date"],
            other["sex"],
        )
        assert numbers.get(one["id"], "one") != numbers.get(other["id"], "other")


def test_duplicates_differ_as_the_truth_says(country, persons, numbers):
    plain = {"century", "decomposed", "digit", "transposed", "missing"}
    faulty = {row["person_a"] for kind in plain for row in told(country, kind)}
    for row in told(country, "duplicate"):
        first, second = persons[row["person_a"]], persons[row["person_b"]]
        if row["person_a"] in faulty:
            continue
        differs = {
            "name": first["name"] != second["name"],
            "birth_date": (first["birth_date"], "d") != (second["birth_date"], second["birth_precision"]),
            "national": numbers.get(first["id"]) != numbers.get(second["id"]),
        }
        assert [field for field, so in differs.items() if so] == [f for f in row["field"].split(",") if f]


def test_a_duplicate_keeps_at_least_one_of_name_birth_date_and_number(country, persons, numbers):
    for row in told(country, "duplicate"):
        assert row["field"].count(",") < 2


def test_duplicates_are_in_no_class(country):
    second = {row["person_b"] for row in told(country, "duplicate")}

    assert not second & set(country["enrolments"]["person_id"])
    assert not second & set(country["studies"]["person_id"])


def test_decomposed_names_look_the_same_and_are_not(country, persons):
    for row in told(country, "decomposed"):
        name = persons[row["person_a"]]["name"]
        assert name != row["right_value"] and unicodedata.normalize("NFC", name) == row["right_value"]


def test_a_wrong_century_is_a_hundred_years(country, persons):
    for row in told(country, "century"):
        born = persons[row["person_a"]]["birth_date"]
        assert int(row["right_value"][:4]) - born.year == 100


def test_whoever_is_in_the_register_has_the_keys_of_their_name(country):
    for name, search, sort in (
        country["persons"].tail(1500).select("name", "search_name", "sort_name").iter_rows()
    ):
        assert (search, sort) == (search_key(name), sort_key(name))


def test_a_register_without_faults_has_none():
    clean = tables(Country(0.0002, 1, small_map(), rates=Rates(0, 0, 0, 0, 0, 0, 0)))

    assert clean["truth"].is_empty()
    assert clean["identifiers"].height == clean["persons"].height
