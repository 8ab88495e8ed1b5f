"""Classes and rolls as other rooms see them."""

from datetime import date

import pytest

from khuevan.access.public import OutOfReach, Permission
from khuevan.people.models import Person
from khuevan.schooling.models import Enrolment, SchoolClass
from khuevan.schooling.public import class_in_reach, class_references, classes, latest_year, roll
from khuevan.schooling.tests.conftest import unit
from khuevan_kernel.actor import Actor


def teacher(path: str) -> Actor:
    may = (Permission.SCHOOLING_VIEW, Permission.PEOPLE_VIEW, Permission.MARKS_ENTER)
    return Actor("account:7", dict.fromkeys(may, frozenset({path})), path)


def named(name: str, sort: str, at) -> Person:
    return Person.objects.create(name=name, search_name=sort, sort_name=sort, birth_date=None, unit=at)


def test_classes_come_by_grade_and_by_the_numbers_in_their_names(world):
    school = world["98"]["primary"]
    for grade, name in ((6, "6A10"), (6, "6A2"), (3, "3B")):
        SchoolClass.objects.create(school_year=2030, unit=school, grade=grade, name=name)

    found = classes(actor=teacher(school.path), unit=school.pk, school_year=2030)

    assert [one.name for one in found] == ["3B", "6A2", "6A10"]
    assert [one.level for one in found] == ["primary", "lower", "lower"]
    assert classes(actor=teacher(world["99"]["primary"].path), unit=school.pk, school_year=2030) == []


def test_a_class_out_of_reach_is_not_found(world):
    mine, theirs = world["98"]["primary"], world["99"]["primary"]
    row = SchoolClass.objects.for_system("test").get(unit=theirs)
    reference = class_references().of(row.pk)
    found = class_in_reach(actor=teacher(theirs.path), reference=reference, may=Permission.MARKS_ENTER)

    assert (found.number, found.unit, found.path) == (row.pk, theirs.pk, theirs.path)
    with pytest.raises(OutOfReach):
        class_in_reach(actor=teacher(mine.path), reference=reference, may=Permission.MARKS_ENTER)


def test_a_roll_is_in_the_order_of_names_and_shows_those_whose_record_is_elsewhere_by_code(world):
    school, elsewhere = world["98"]["primary"], world["99"]["primary"]
    group = SchoolClass.objects.create(school_year=2026, unit=school, grade=4, name="4A")
    people = [named("Lê Đức", "duc le", school), named("Lê An", "an le", school), named("Ẩn", "x", elsewhere)]
    for one, status in zip(people, ("studying", "moved", "studying"), strict=True):
        Enrolment.objects.create(
            school_year=2026, person=one, unit=school, school_class=group, grade=4, status=status
        )

    found = roll(actor=teacher(school.path), school_class=group.pk)

    assert [(one.name, one.status) for one in found] == [
        ("Lê An", "moved"), ("Lê Đức", "studying"), ("", "studying"),
    ]  # fmt: skip
    assert found[2].number == people[2].pk
    assert len(found[2].code) == 11
    assert roll(actor=teacher(elsewhere.path), school_class=group.pk) == []


def test_the_latest_year_is_the_last_with_enrolments_that_has_begun(world):
    assert latest_year(date(2026, 11, 24)) == 2026
    assert latest_year(date(2028, 11, 24)) == 2026
    assert latest_year(date(2025, 11, 24)) == 2025


def test_a_school_of_its_own_has_no_classes_yet(world):
    school = unit("new", "general", world["98"]["office"])

    assert classes(actor=teacher(school.path), unit=school.pk, school_year=2026) == []
