"""What a person is to higher education decides the ages that are believed when their record is edited."""

from datetime import date

from khuevan.people.public import person_references, record_to_edit


def kind(world, person):
    return record_to_edit(actor=world.officer, reference=person_references().of(person.pk)).kind


def test_who_studies_is_a_student_and_who_works_is_staff(world):
    assert kind(world, world.an) == "student"
    assert kind(world, world.binh) == "person"
    assert kind(world, world.lecturer("GV01").person) == "staff"

    type(world.study).objects.for_system("test").update(state="graduated", state_since=date(2026, 7, 1))

    assert kind(world, world.an) == "person"
