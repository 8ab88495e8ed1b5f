"""Pairs that are one person, pairs that are not, and what tells them apart."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuevan_kernel.linkage import (
    CERTAIN,
    POSSIBLE,
    Population,
    apart_in_class,
    described,
    pairs,
    scored,
    sliced,
)

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"]
GIVEN = ["Minh Châu", "Quốc Bảo", "Thu Hà", "Gia Huy", "Ngọc Lan", "Đức Mạnh", "Bảo Ngọc", "Anh Thư"]
BASE = {
    "birth_date": date(2012, 5, 9), "birth_precision": "d", "sex": 2, "ethnicity": 1,
    "national": None, "unit": 1, "commune": 10, "province": 100, "guardian": None,
}  # fmt: skip
TYPES = {
    "id": pl.Int64, "name": pl.String, "birth_date": pl.Date, "birth_precision": pl.String, "sex": pl.Int64,
    "ethnicity": pl.Int64, "national": pl.String, "unit": pl.Int64, "commune": pl.Int64,
    "province": pl.Int64, "guardian": pl.String,
}  # fmt: skip


def crowd(many=6000):
    """A register of people who are nobody's double: names and dates that never come together twice."""
    return [
        BASE | {
            "id": 1000 + n, "name": f"{FAMILY[n % 8]} {GIVEN[n // 8 % 8]}",
            "birth_date": date(2006 + n % 12, 1 + n // 12 % 12, 1 + n // 144 % 28), "sex": 1 + n // 8 % 2,
            "national": f"{n % 63:03}2{n % 100:02}{n * 823543 % 10**6:06}", "unit": n % 60,
            "commune": 10 + n % 20, "province": 100 + n % 4,
        }
        for n in range(many)
    ]  # fmt: skip


def compared(*persons, by=None):
    rows = [BASE | {"id": n + 1} | person for n, person in enumerate(persons)]
    people = described(pl.DataFrame(crowd() + rows, schema=TYPES))
    found = scored(pairs(people), people, Population.of(people))
    ours = found.filter((pl.col("a") < 1000) & (pl.col("b") < 1000))
    return {(row["a"], row["b"]): row for row in ours.iter_rows(named=True)}


ONE = {"name": "Lò Thị Hoài", "national": "001312123456"}


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ({"name": "LÒ THỊ HOÀI"}, ("name", "same")),
        ({"name": "Lo Thi Hoai"}, ("name", "plain")),
        ({"name": "Lò Hoài"}, ("name", "short")),
        ({"name": "Lo\u0300 Thi\u0323 Hoa\u0300i"}, ("name", "same")),
        ({"name": "Lò Thị Hoài", "birth_date": date(2012, 9, 5)}, ("birth", "swapped")),
        (
            {"name": "Lò Thị Hoài", "birth_date": date(2012, 1, 1), "birth_precision": "y"},
            ("birth", "partial"),
        ),
        ({"name": "Lò Thị Hoài", "birth_date": date(1912, 5, 9)}, ("birth", "century")),
        ({"name": "Lò Thị Hoài", "national": "001312123465"}, ("number", "near")),
        ({"name": "Lò Thị Hoài", "national": "001312123756"}, ("number", "near")),
    ],
)
def test_a_record_written_again_by_another_hand_is_found(other, level):
    field, stands = level

    found = compared(ONE, other)

    assert found[1, 2][field] == stands
    assert found[1, 2]["score"] >= CERTAIN


@pytest.mark.parametrize(
    ("one", "other"), [("Lý Quý Hoà", "Lí Quí Hòa"), ("Vy Thùy", "Vi Thuỳ"), ("Mỹ Kỳ", "Mĩ Kì")]
)
def test_spellings_of_one_name_are_the_same_name(one, other):
    keys = described(
        pl.DataFrame([BASE | {"id": 1, "name": one}, BASE | {"id": 2, "name": other}], schema=TYPES)
    )

    assert keys["spelled"].n_unique() == 1


@pytest.mark.parametrize(("one", "other"), [("Mai", "May"), ("Thúy", "Thui"), ("Hoà", "Hoa"), ("Đạt", "Dạt")])
def test_names_that_differ_stay_different(one, other):
    keys = described(
        pl.DataFrame([BASE | {"id": 1, "name": one}, BASE | {"id": 2, "name": other}], schema=TYPES)
    )

    assert keys["spelled"].n_unique() == 2


def test_homonyms_with_two_sound_numbers_are_two_persons():
    found = compared(ONE, ONE | {"national": "001312987650", "unit": 2, "commune": 11})

    assert all(row["score"] < CERTAIN for row in found.values())


@pytest.mark.parametrize(
    ("one", "other"), [("Lò Thị Hoài An", "Lò Thị Hoài Ân"), ("Lò Thị An", "Lò Thị Anh")]
)
def test_twins_at_one_school_are_never_certain_without_a_number(one, other):
    mother = {"guardian": "Vàng Thị Mỷ"}

    found = compared(mother | {"name": one}, mother | {"name": other})

    assert found[1, 2]["score"] < CERTAIN


def test_twins_with_two_sound_numbers_are_not_even_asked_about():
    mother = {"guardian": "Vàng Thị Mỷ"}

    found = compared(
        mother | {"name": "Lò Thị Hoài", "national": "001312123456"},
        mother | {"name": "Lò Thị Mai", "national": "001312123901"},
    )

    assert found == {}


def test_the_same_name_and_date_in_one_class_is_held_back_unless_the_number_says_so():
    rows = {
        "a": [1, 3, 5],
        "b": [2, 4, 6],
        "score": [9.0, 9.0, 9.0],
        "number": ["unknown", "near", "unknown"],
    }
    found = pl.DataFrame(rows)

    held = apart_in_class(found, pl.DataFrame({"a": [1, 3], "b": [2, 4]}))

    assert held["score"].to_list() == [-0.1, 9.0, 9.0]


def test_a_number_alone_does_not_make_two_people_one():
    found = compared(ONE, {"name": "Trần Quốc Khánh", "birth_date": date(2015, 2, 3), "sex": 1, "unit": 7,
                           "commune": 17, "province": 103, "national": "001312123456"})  # fmt: skip

    assert found.get((1, 2), {"score": POSSIBLE})["score"] < CERTAIN


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)), st.integers(1, 7))
def test_the_order_of_rows_and_the_cuts_change_nothing(order, cuts):
    persons: list[dict] = [
        ONE, ONE | {"name": "Lo Thi Hoai", "national": None}, ONE | {"birth_date": date(1912, 5, 9)},
        {"name": "Đặng Mỹ"}, {"name": "Đặng Mĩ", "birth_precision": "y", "birth_date": date(2012, 1, 1)},
        {"name": "Bùi Gia Huy", "birth_date": None},
    ]  # fmt: skip
    rows = [BASE | {"id": n + 1} | persons[n] for n in range(6)]
    people = described(pl.DataFrame(rows, schema=TYPES))
    mixed = people[list(order)]
    whole = scored(pairs(people), people, Population.of(people))
    halves = Population.of(mixed[:2]) + Population.of(mixed[2:])

    cut = pl.concat([scored(pairs(part), part, halves) for part in sliced(mixed, cuts)])

    assert cut.sort("a", "b").drop("score").equals(whole.sort("a", "b").drop("score"))
    assert cut.sort("a", "b")["score"].round(9).equals(whole.sort("a", "b")["score"].round(9))


def test_a_register_without_anybody_has_no_pairs():
    nobody = described(pl.DataFrame(schema=TYPES))

    assert scored(pairs(nobody), nobody, Population.of(nobody)).is_empty()
