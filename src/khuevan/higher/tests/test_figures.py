from datetime import date

import pytest

from khuevan.access.public import Permission, reaching, system
from khuevan.higher.models import Employment, Programme, Study
from khuevan.higher.public import counts, figures
from khuevan.org.models import Unit
from khuevan.people.models import Person
from khuevan_kernel.actor import NOBODY, Actor
from khuevan_kernel.figure import Count

ROOT = system("tests")
TODAY = date(2026, 11, 24)


def somebody(at):
    return Person.objects.create(name="Lê An", search_name="le an", sort_name="an le", unit=at)


@pytest.fixture
def university(db):
    reaching(ROOT)
    home = Unit.objects.create(
        kind="university", sector="higher", name="A", search_name="a", path="/9001/", since=date(2000, 1, 1)
    )
    other = Unit.objects.create(
        kind="university", sector="higher", name="B", search_name="b", path="/9002/", since=date(2000, 1, 1)
    )
    old, law = (
        Programme.objects.create(
            unit=home,
            field="7380101",
            code=code,
            name="Luật",
            level="bachelor",
            since=date(2010, 1, 1),
            until=until,
        )
        for code, until in (("1", date(2020, 1, 1)), ("2", None))
    )
    for since, state in (
        (date(2026, 9, 7), "studying"),
        (date(2027, 9, 7), "studying"),
        (date(2020, 9, 7), "left"),
    ):
        Study.objects.create(
            person=somebody(home), programme=law, unit=home, student_code="1", since=since, state=state
        )
    for at in (home, other):
        Employment.objects.create(person=somebody(at), unit=at, role="lecturer", since=date(2020, 1, 1))
    return home


def values(actor):
    return [(figure.code.removeprefix("higher."), figure.value) for figure in figures(actor=actor, on=TODAY)]


def test_what_is_in_force_on_the_day_is_counted(university):
    assert values(ROOT) == [("institutions", 2), ("programmes", 1), ("staff", 2), ("students", 1)]


def test_a_university_counts_its_own(university):
    here = Actor("account:1", {Permission.REVIEW_VIEW: frozenset({university.path})})

    assert values(here) == [("institutions", 1), ("programmes", 1), ("staff", 1), ("students", 1)]
    assert {value for _, value in values(NOBODY)} == {0}


def test_what_stands_directly_under_the_ministry_is_of_no_province(university):
    assert counts(actor=ROOT, on=TODAY) == [
        Count("higher.institutions", "", "university", 2),
        Count("higher.programmes", "", "bachelor", 1),
        Count("higher.staff", "", "lecturer", 2),
        Count("higher.students", "", "bachelor", 1),
    ]
