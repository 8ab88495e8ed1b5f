"""What a person is to schools decides the ages that are believed when their record is edited."""

from dataclasses import replace
from datetime import date

import pytest

from khuevan.access.public import Permission, reaching
from khuevan.people.models import Person
from khuevan.people.public import edit_person, person_references, record_to_edit
from khuevan.people.rules import AgeUnbelieved, CenturyOff
from khuevan.schooling.models import Employment, Enrolment
from khuevan.schooling.tests.conftest import NOON, enrol, person
from khuevan_kernel.actor import Actor


def registrar(path: str) -> Actor:
    may = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
    actor = Actor("account:9", dict.fromkeys(may, frozenset({path})), path)
    reaching(actor)
    return actor


def record_of(actor: Actor, number: int):
    return record_to_edit(actor=actor, reference=person_references().of(number))


@pytest.mark.parametrize(
    ("place", "grade", "kind"),
    [("preschool", -3, "child"), ("preschool", 0, "child"), ("primary", 1, "pupil")],
)
def test_a_learner_is_a_child_or_a_pupil_by_the_grade(world, place, grade, kind):
    school = world["98"][place]
    held = enrol(school, grade)

    assert record_of(registrar(school.path), held.person_id).kind == kind


def test_who_learns_at_a_centre_may_be_of_any_age_and_who_left_is_a_person(world):
    school = world["98"]["primary"]
    centre, left = enrol(school, 10), enrol(school, 4, status="moved")
    actor = registrar(school.path)
    assert record_of(actor, left.person_id).kind == "person"

    school.kind = "centre"
    school.save()

    assert record_of(actor, centre.person_id).kind == "learner"


def test_who_works_at_a_school_is_staff_until_the_work_ends(world):
    school = world["98"]["primary"]
    one = person(school)
    work = Employment.objects.create(person=one, unit=school, role="teacher", since=date(2025, 9, 1))
    actor = registrar(school.path)
    assert record_of(actor, one.pk).kind == "staff"

    Employment.objects.for_system("test").filter(pk=work.pk).update(until=date(2026, 1, 1))

    assert record_of(actor, one.pk).kind == "person"


@pytest.mark.parametrize(("birth", "refusal"), [("1915-03-04", CenturyOff), ("1985-03-04", AgeUnbelieved)])
def test_a_pupil_is_not_believed_to_be_as_old_as_anybody(world, birth, refusal):
    school = world["98"]["primary"]
    pupil = Enrolment.objects.for_system("test").filter(unit=school, grade=1).get()
    actor = registrar(school.path)
    record = record_of(actor, pupil.person_id)

    with pytest.raises(refusal):
        edit_person(
            actor=actor, reference=record.reference, version=record.facts.version, reason="Khai sinh",
            facts=replace(record.facts, birth=birth), at=NOON,
        )  # fmt: skip

    assert Person.objects.for_system("test").get(pk=pupil.person_id).birth_date == date(2015, 3, 4)
