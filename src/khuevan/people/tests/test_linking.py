"""A sign-in finds its person by the national number that an issuer vouches for."""

from datetime import date

import pytest

from khuevan.access.contracts import VerifiedIdentity
from khuevan.access.linking import person_of
from khuevan.access.public import NOBODY, reaching, system
from khuevan.org.models import Unit
from khuevan.people.models import Identifier, Person

NUMBER = "001200000001"


@pytest.fixture
def two(db):
    reaching(system("test"))
    unit = Unit.objects.create(
        kind="primary", sector="general", name="A", search_name="a", path="/1/", since=date(2020, 1, 1)
    )
    return [
        Person.objects.create(name=name, search_name=name, sort_name=name, unit=unit).pk
        for name in ("an", "binh")
    ]


def claim(person, **more):
    Identifier.objects.create(person_id=person, scheme="national", value=NUMBER, **more)


def found():
    return person_of(VerifiedIdentity("https://sso.example", NUMBER, "An", ""))


def test_the_holder_of_the_number_is_found(two):
    claim(two[0])

    assert found() == two[0]


def test_nobody_is_found_where_nobody_or_more_than_one_holds_it(two):
    assert found() is None
    claim(two[0])
    claim(two[1])

    assert found() is None


def test_a_number_of_the_past_ties_nobody(two):
    claim(two[0], until=date(2021, 1, 1))

    assert found() is None


def test_the_second_wall_hides_the_holder_from_who_reaches_nothing(two):
    claim(two[0])
    reaching(NOBODY)

    assert found() is None
