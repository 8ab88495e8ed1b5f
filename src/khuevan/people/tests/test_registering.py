"""Persons and guardians come into the register by the table, and a second time change nothing."""

from datetime import date

import polars as pl
import pytest
from django.db import connection

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people.contracts.editing import PersonsRegistered
from khuevan.people.models import Change, Guardian, Identifier, Person, Place
from khuevan.people.public import check_persons, register_guardians, register_persons
from khuevan.people.tests.conftest import AT, officer

DAY = date(2026, 11, 24)
EDITING = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)


def rows(country, *given):
    shape = {"key": pl.Int64, "unit": pl.Int64, "name": pl.String, "birth": pl.String, "sex": pl.Int64,
             "national": pl.String, "moet": pl.String, "code": pl.String, "ethnicity": pl.Int64,
             "residence_detail": pl.String}  # fmt: skip
    filled = [{"key": n + 2, "unit": country.school.pk} | one for n, one in enumerate(given)]
    return pl.DataFrame(filled, shape)


@pytest.fixture
def office(country):
    actor = officer(country.school, *EDITING)
    reaching(actor)
    return actor


def register(actor, frame):
    return register_persons(frame, actor=actor, at=AT, batch="batch:1", kind="pupil")


def test_new_persons_are_recorded_and_brought_again_change_nothing(country, office):
    frame = rows(
        country,
        {"name": "Lò Văn  Tám", "birth": "2012-05-01", "sex": 1, "national": "001212000009", "moet": "HS1"},
        {"name": "Vàng Thị Mỷ", "birth": "2012", "residence_detail": "Bản Phố", "moet": "HS2"},
    )

    first, second = register(office, frame), register(office, frame)

    assert first.persons["state"].to_list() == ["new", "new"]
    assert second.persons["state"].to_list() == ["unchanged", "unchanged"]
    assert second.persons["person"].to_list() == first.persons["person"].to_list()
    one, other = Person.objects.for_system("test").filter(pk__in=first.persons["person"]).order_by("pk")
    assert (one.name, one.search_name, one.birth_date, one.sex) == (
        "Lò Văn Tám",
        "lo van tam",
        date(2012, 5, 1),
        1,
    )
    assert (other.birth_precision, other.ethnicity, other.nationality) == ("y", 56, "VN")
    held = Identifier.objects.for_system("test").filter(person__in=[one, other]).order_by("scheme", "value")
    assert [(i.scheme, i.value, i.status) for i in held] == [
        ("moet", "HS1", "held"),
        ("moet", "HS2", "held"),
        ("national", "001212000009", "held"),
    ]
    assert Place.objects.for_system("test").get(person=other).detail == "Bản Phố"
    told = [entry.facts for entry in entries_of(["batch:1"], PersonsRegistered.name)]
    assert [(f["new"], f["changed"], f["unchanged"]) for f in told] == [(0, 0, 2), (2, 0, 0)]


def test_what_differs_is_changed_what_is_not_told_stays_and_history_has_what_it_was(country, office):
    frame = rows(country, {"code": None, "national": "001312000001", "birth": "2012-05-01", "ethnicity": 5})

    done = register(office, frame)

    assert done.persons["state"].to_list() == ["changed"]
    country.child.refresh_from_db(from_queryset=Person.objects.for_system("test"))
    assert (country.child.name, country.child.ethnicity) == ("Nguyễn Thị Minh Ánh", 5)
    (was,) = Change.objects.for_system("test").filter(person=country.child.pk)
    (entry,) = entries_of(["batch:1"], PersonsRegistered.name)
    assert (was.source, was.held["ethnicity"], was.entry) == ("person", 3, entry.number)


def test_a_number_of_somebody_else_never_changes_their_record(country, office):
    frame = rows(country, {"name": "Giàng A Páo", "birth": "2011-01-01", "national": "001312000001"})

    done = register(office, frame)

    assert done.persons["state"].to_list() == ["new"]
    assert done.persons["person"].item() != country.child.pk
    new = Identifier.objects.for_system("test").get(person=done.persons["person"].item())
    assert (new.value, new.status) == ("001312000001", "doubtful")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": "Lò A", "birth": "1912-05-01"}, "KV-P-0002"),
        ({"name": "Lò A", "birth": "2030-05-01"}, "KV-P-0002"),
        ({"name": "Lò A", "birth": "2012-02-30"}, "KV-P-0001"),
        ({"name": "Lò \x07A"}, "KV-P-0003"),
        ({"name": "Lò A", "code": "00000005742"}, "KV-P-0004"),
        ({"birth": "2012-05-01"}, "KV-P-0006"),
        ({"name": "Lò A", "sex": 7}, "KV-P-0007"),
        ({"name": "Lo\u0300 A", "birth": "2012", "national": "12"}, None),
        ({"name": "Lò A"}, None),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_rule_and_a_number_never_is(country, office, row, code):
    found = check_persons(rows(country, row), actor=office, on=DAY, kind="pupil")

    assert found["code"].to_list() == ([code] if code else [])
    assert found["key"].to_list() == ([2] if code else [])


def test_two_rows_about_one_person_and_a_unit_elsewhere_are_refused(country, office):
    named = {"national": "001312000001", "birth": "2012-05-01"}
    twice = rows(country, named, named)
    elsewhere = rows(country, {"name": "Lò A", "unit": country.foreign.pk})

    assert check_persons(twice, actor=office, on=DAY)["code"].to_list() == ["KV-P-0005"] * 2
    assert check_persons(elsewhere, actor=office, on=DAY)["code"].to_list() == ["KV-P-0006"]
    with pytest.raises(OutOfReach):
        register(office, elsewhere)
    assert entries_of(["batch:1"], PersonsRegistered.name) == []


def test_guardians_are_added_and_changed_once_each(country, office):
    shape = {"person": pl.Int64, "kinship": pl.String, "name": pl.String, "phone": pl.String,
             "born_year": pl.Int64}  # fmt: skip
    frame = pl.DataFrame(
        [
            (country.child.pk, "father", "Nguyễn Văn Bình", "0911", 1980),
            (country.child.pk, "mother", "Lò Thị  Hoa", None, None),
        ],
        shape,
        orient="row",
    )

    first = register_guardians(frame, actor=office, at=AT, batch="batch:2")
    second = register_guardians(frame, actor=office, at=AT, batch="batch:2")

    assert (first.inserted, first.updated, second.unchanged) == (1, 1, 2)
    held = Guardian.objects.for_system("test").filter(child=country.child).order_by("pk")
    assert [(g.name, g.phone, g.born_year, g.may_see) for g in held] == [
        ("Nguyễn Văn Bình", "0911", 1980, True),
        ("Lò Thị Hoa", "", None, True),
    ]
    with pytest.raises(OutOfReach):
        register_guardians(
            frame.with_columns(person=pl.lit(country.stranger.pk)), actor=office, at=AT, batch="batch:3"
        )


def test_a_guardian_whose_right_to_see_has_ended_no_longer_reaches_the_child(country):
    parent = country.parent_actor()
    Guardian.objects.for_system("test").filter(child=country.child).update(until=date(2026, 1, 1))
    reaching(parent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person WHERE id = %s", [country.child.pk])
        assert cursor.fetchone() == (0,)
