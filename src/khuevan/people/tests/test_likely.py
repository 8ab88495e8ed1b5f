"""Before somebody is entered: who may be them already."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from khuevan.access.public import reaching
from khuevan.people.public import likely_same
from khuevan.people.selectors import person_references
from khuevan.people.tests.conftest import officer

ASKED: dict[str, Any] = {
    "name": "nguyen thi minh anh",
    "birth_date": date(2012, 5, 1),
    "national": "001312000010",
}


def told(country, place, **given):
    actor = officer(getattr(country, place))
    reaching(actor)
    return likely_same(actor=actor, **(ASKED | given))


def test_a_record_in_reach_is_shown_whole_with_what_speaks_for_it(country):
    [one] = told(country, "school")

    assert (one.name, one.reference) == ("Nguyễn Thị Minh Ánh", person_references().of(country.child.pk))
    assert (one.certain, one.evidence["name"], one.evidence["number"]) == (True, "plain", "near")
    assert one.elsewhere is None


def test_of_a_record_beyond_reach_nothing_is_told_but_the_office(country):
    [one] = told(country, "neighbour")

    assert (one.elsewhere.unit, one.elsewhere.office) == (country.school.pk, "school_a")
    assert (one.name, one.reference, one.code, one.birth_date, one.office, one.evidence) == (
        "",
        "",
        "",
        None,
        "",
        {},
    )


def test_looking_beyond_reach_leaves_the_wall_as_it_was(country):
    told(country, "neighbour")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('khuevan.reach')")
        assert cursor.fetchone() == (country.neighbour.path,)


@pytest.mark.parametrize(
    "given",
    [
        {"name": "Nguyễn Thị Minh Ánh", "birth_date": date(2009, 5, 1), "national": ""},
        {"name": "Lò Văn Tài", "national": ""},
        {"birth_date": None, "national": "12"},
    ],
)
def test_who_is_not_alike_is_not_mentioned(country, given):
    assert told(country, "school", **given) == []
