"""Searching: by name with or without tone marks, by code, by number; never beyond the reach."""

import pytest
from django.db import ProgrammingError, connection
from hypothesis import given
from hypothesis import strategies as st

from khuevan.access.public import NOBODY, reaching, system
from khuevan.people.contracts import number_of, sector_code
from khuevan.people.models import Person
from khuevan.people.selectors import find
from khuevan.people.tests.conftest import officer, person


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Minh Ánh",
        "nguyen thi minh anh",
        "thi minh",
        "MINH ÁNH",
        "anh minh thi nguyen",
        "  thị  minh ",
    ],
)
def test_a_name_is_found_with_or_without_tone_marks_in_part_and_in_any_order(country, text):
    actor = officer(country.province)
    reaching(actor)

    assert [one.name for one in find(actor=actor, text=text)] == ["Nguyễn Thị Minh Ánh"]


@pytest.mark.parametrize("text", ["001312000001", "001 312 000 001"])
def test_a_number_finds_its_holder(country, text):
    actor = officer(country.school)
    reaching(actor)

    assert [one.name for one in find(actor=actor, text=text)] == ["Nguyễn Thị Minh Ánh"]


def test_a_sector_code_finds_its_person_and_a_wrong_digit_finds_nobody(country):
    actor = officer(country.school)
    reaching(actor)
    code = sector_code(country.child.pk)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert [one.code for one in find(actor=actor, text=code)] == [code]
    assert find(actor=actor, text=wrong) == []


@pytest.mark.parametrize("text", ["Minh Ánh", "001312000001", "nguyen"])
def test_nobody_is_found_beyond_the_reach(country, text):
    for actor in (officer(country.neighbour), country.parent_actor(), NOBODY):
        reaching(actor)
        assert find(actor=actor, text=text) == []


@pytest.mark.parametrize("text", ["%", "%%", "_", "' OR true --", "\\", "x", "", "%s", "a\\%"])
def test_signs_that_mean_something_to_a_database_mean_nothing_here(country, text):
    reaching(system("test"))

    assert find(actor=system("test"), text=text) == []


def test_whole_names_come_first_and_no_more_than_asked(country):
    for name in ("Lê Văn Anh", "Lê Văn An", "Trần Lê Văn An", "Lê Văn Ánh"):
        person(name, country.school)
    reaching(system("test"))

    found = [one.name for one in find(actor=system("test"), text="le van an", limit=3)]

    assert found[0] == "Lê Văn An"
    assert len(found) == 3


def test_two_letters_are_a_given_name_and_not_a_part_of_every_name(country):
    for name in ("Lê Văn An", "Lê Văn Anh", "Đan Thị Lan"):
        person(name, country.school)
    reaching(system("test"))

    assert [one.name for one in find(actor=system("test"), text="An")] == ["Lê Văn An"]


@given(st.integers(1, 10**10 - 1), st.data())
def test_every_wrong_digit_and_every_exchange_of_neighbours_in_a_code_is_noticed(number, data):
    code = sector_code(number)
    place = data.draw(st.integers(0, 10))
    wrong = code[:place] + str(data.draw(st.integers(0, 9))) + code[place + 1 :]
    left = data.draw(st.integers(0, 9))
    turned = code[:left] + code[left + 1] + code[left] + code[left + 2 :]

    assert number_of(code) == number
    assert number_of(wrong) == (number if wrong == code else None)
    assert number_of(turned) == (number if turned == code else None)


def test_whoever_is_renamed_is_found_by_the_new_name_and_no_longer_by_the_old(country):
    reaching(system("test"))
    Person.objects.for_system("test").filter(pk=country.child.pk).update(search_name="h'linh nie kdam")

    assert [one.code for one in find(actor=system("test"), text="nie kd")] == [sector_code(country.child.pk)]
    assert find(actor=system("test"), text="thi minh anh") == []


def test_a_name_many_share_is_found_in_each_reach_whole_names_first(country):
    reaching(system("test"))
    for number in range(30):
        person(f"Trần Văn An{'h' * (number % 2)}", country.foreign if number % 3 else country.school)
    actor = officer(country.school)
    reaching(actor)

    found = find(actor=actor, text="tran van an", limit=50)

    assert [one.name for one in found] == ["Trần Văn An"] * 5 + ["Trần Văn Anh"] * 5
    assert {one.unit for one in found} == {country.school.name}


def test_the_list_of_names_is_closed_to_the_application(country):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT count(*) FROM people_name")
