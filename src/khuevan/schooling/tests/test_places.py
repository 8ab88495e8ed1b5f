"""Learners come, change their class, and leave."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.models import Entry
from khuevan.people.models import Person
from khuevan.schooling import rules
from khuevan.schooling.models import Departure, Enrolment, SchoolClass
from khuevan.schooling.public import Leaving, enrol, leave, move, place, places, roll
from khuevan.schooling.rules.places import (
    AgeUnlikely,
    AlreadyHere,
    DayOutsideYear,
    InTwoSchools,
    LevelNotTaught,
    PlacesOverlap,
    ReasonMissing,
    SchoolClosed,
)
from khuevan.schooling.tests.conftest import NOON, person
from khuevan_kernel.actor import Actor

SEPTEMBER, NOVEMBER = date(2026, 9, 5), date(2026, 11, 10)


def registrar(*paths: str) -> Actor:
    may = (Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT, Permission.PEOPLE_VIEW)
    actor = Actor("account:9", dict.fromkeys(may, frozenset(paths)), paths[0])
    reaching(actor)
    return actor


def group(at, name="3B", grade=3, year=2026) -> SchoolClass:
    return SchoolClass.objects.create(school_year=year, unit=at, grade=grade, name=name)


def entries(name: str) -> int:
    return sum(json_name == name for json_name in names())


def names() -> list[str]:
    return [entry.event for entry in Entry.objects.order_by("pk")]


@pytest.fixture
def school(world):
    return world["98"]["primary"]


def test_whoever_is_enrolled_is_on_the_roll_and_their_record_is_kept_by_the_school(world, school):
    child, target = person(world["98"]["preschool"]), group(school)
    actor = registrar(world["98"]["office"].path)

    found = enrol(actor=actor, person=child.pk, school_class=target.pk, since=SEPTEMBER, at=NOON)

    assert (found.unit, found.class_name, found.status, found.entry) == (school.pk, "3B", "studying", "new")
    assert [one.number for one in roll(actor=actor, school_class=target.pk)] == [child.pk]
    assert Person.objects.for_system("test").get(pk=child.pk).unit_id == school.pk


def refused(actor, kind, **asked) -> None:
    before = (
        Enrolment.objects.for_system("t").count(),
        Departure.objects.for_system("t").count(),
        Entry.objects.count(),
    )
    with pytest.raises(kind):
        enrol(actor=actor, at=NOON, **asked)
    after = (
        Enrolment.objects.for_system("t").count(),
        Departure.objects.for_system("t").count(),
        Entry.objects.count(),
    )
    assert after == before


def test_no_place_where_the_school_is_closed_the_level_not_taught_the_day_or_the_age_wrong(world, school):
    child, target = person(school), group(school)
    actor = registrar(school.path)
    asked = {"person": child.pk, "school_class": target.pk, "since": SEPTEMBER}

    refused(actor, DayOutsideYear, **asked | {"since": date(2027, 9, 1)})
    refused(actor, AgeUnlikely, **asked, born=date(1917, 3, 4))
    refused(actor, AgeUnlikely, **asked, born=date(2024, 3, 4))
    school.levels = ["upper"]
    school.save()
    refused(actor, LevelNotTaught, **asked)
    school.levels, school.status = ["primary"], "suspended"
    school.save()
    refused(actor, SchoolClosed, **asked)
    refused(registrar(world["99"]["office"].path), OutOfReach, **asked)


def test_nobody_is_in_two_schools_even_where_the_other_is_out_of_reach(world, school):
    child = person(school)
    first, second = group(school), group(world["99"]["primary"], "3C")
    enrol(actor=registrar(school.path), person=child.pk, school_class=first.pk, since=SEPTEMBER, at=NOON)

    refused(
        registrar(world["99"]["office"].path),
        InTwoSchools,
        person=child.pk,
        school_class=second.pk,
        since=NOVEMBER,
    )
    refused(
        registrar(school.path),
        AlreadyHere,
        person=child.pk,
        school_class=group(school, "3D").pk,
        since=NOVEMBER,
    )


def test_whoever_left_one_school_comes_to_another_on_the_same_day_and_not_before(world, school):
    child, office = person(school), world["98"]["office"]
    first, second = group(school), group(world["98"]["preschool"], "3C")
    actor = registrar(office.path)
    enrol(actor=actor, person=child.pk, school_class=first.pk, since=SEPTEMBER, at=NOON)
    leave(actor=actor, person=child.pk, school_year=2026, day=NOVEMBER, leaving=Leaving("moved"), at=NOON)

    refused(actor, PlacesOverlap, person=child.pk, school_class=second.pk, since=date(2026, 11, 9))
    enrol(actor=actor, person=child.pk, school_class=second.pk, since=NOVEMBER, at=NOON, entry="arrived")

    told = [
        (one.class_name, one.status, one.since, one.until) for one in places(actor=actor, person=child.pk)
    ]
    assert told == [("3C", "studying", NOVEMBER, None), ("3B", "moved", SEPTEMBER, NOVEMBER)]
    assert [(one.number, one.status) for one in roll(actor=actor, school_class=first.pk)] == [
        (child.pk, "moved")
    ]


def test_moving_ends_one_place_and_begins_another(world, school):
    child, first, second = person(school), group(school), group(school, "3C")
    actor = registrar(school.path)
    seen = enrol(actor=actor, person=child.pk, school_class=first.pk, since=SEPTEMBER, at=NOON)

    now = move(actor=actor, person=child.pk, school_class=second.pk, since=NOVEMBER, at=NOON, seen=seen.mark)

    assert (now.class_name, now.since, now.entry) == ("3C", NOVEMBER, "new")
    (left,) = Departure.objects.for_system("test")
    assert (left.how, left.since, left.until, left.school_class_id) == (
        "class",
        SEPTEMBER,
        NOVEMBER,
        first.pk,
    )
    with pytest.raises(rules.ChangedMeanwhile) as refusal:
        leave(
            actor=actor,
            person=child.pk,
            school_year=2026,
            day=NOVEMBER,
            at=NOON,
            seen=seen.mark,
            leaving=Leaving("dropped", "work"),
        )
    assert refusal.value.facts == {"now": "3C · Đang học", "sent": "Thôi học"}
    assert place(actor=actor, person=child.pk, school_year=2026, may=Permission.SCHOOLING_EDIT) == now


def test_dropping_out_needs_a_reason_of_the_list(world, school):
    child, actor = person(school), registrar(school.path)
    enrol(actor=actor, person=child.pk, school_class=group(school).pk, since=SEPTEMBER, at=NOON)
    given: dict[str, Any] = {
        "actor": actor,
        "person": child.pk,
        "school_year": 2026,
        "day": NOVEMBER,
        "at": NOON,
    }

    for wrong in (Leaving("dropped"), Leaving("dropped", "boredom"), Leaving("class"), Leaving("flown")):
        with pytest.raises(ReasonMissing):
            leave(**given, leaving=wrong)
    assert leave(**given, leaving=Leaving("dropped", "work", "đi làm")).status == "dropped"
    with pytest.raises(rules.NotAPlace):
        leave(**given, leaving=Leaving("dropped", "work"))


def test_the_database_knows_levels_as_the_rules_do(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT grade, schooling_level(grade::smallint) FROM generate_series(-3, 12) grade")
        assert dict(cursor.fetchall()) == {grade: rules.level(grade) for grade in range(-3, 13)}
