from datetime import date

import pytest

from khuevan.access.public import reaching
from khuevan.higher.models import Degree, Employment, Intake, Programme, Study, StudyDecision
from khuevan.higher.tests.conftest import AT
from khuevan.intake.public import bring
from khuevan.people.models import Person
from khuevan.people.public import sector_code


def brought(world, name, *rows, actor=None):
    actor = actor or world.officer
    reaching(actor)
    return bring(name=f"higher.{name}", rows=list(rows), actor=actor, at=AT)


def faults(world, name, *rows, actor=None):
    found = brought(world, name, *rows, actor=actor)
    assert found.merged.rows == 0
    return [(one.row, one.column, one.code) for one in found.faults]


PROGRAMME = {
    "institution": "KV1", "code": "7380101-02", "name": "Luật  kinh tế", "field": "7380101",
    "level": "bachelor", "kind": "standard", "form": "full", "language": "vi", "months": "48",
    "state": "active", "since": "2026-09-01",
}  # fmt: skip
STUDENT = {
    "institution": "KV1", "student_code": "SV100", "name": "H’Len Niê Kđăm", "birth_date": "2006-03-04",
    "sex": "2", "programme": "7380101", "form": "full", "entry": "upper", "since": "2025-09-05",
    "state": "studying",
}  # fmt: skip


def test_programmes_come_in_and_again_change_nothing(world):
    first, again = (brought(world, "programmes", PROGRAMME).merged for _ in range(2))

    assert (first.inserted, again.unchanged) == (1, 1)
    row = Programme.objects.for_system("test").get(code="7380101-02")
    assert (row.name, row.search_name, row.unit) == ("Luật kinh tế", "luat kinh te", world.home)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"institution": "KV2"}, ("institution", "KV-H-0001")),
        ({"institution": "KV9"}, ("institution", "KV-H-0001")),
        ({"field": "7990101"}, ("field", "KV-H-0003")),
        ({"level": "master"}, ("field", "KV-H-0003")),
        ({"field": "7480201"}, ("field", "KV-H-0004")),
        ({"since": "2027-01-01"}, ("since", "KV-H-0009")),
        ({"until": "2026-08-31"}, ("until", "KV-H-0002")),
    ],
)
def test_a_programme_that_does_not_stand_is_told_where_and_why(world, change, fault):
    assert faults(world, "programmes", PROGRAMME | change) == [(1, *fault)]
    assert Programme.objects.for_system("test").count() == 3


def test_an_intake_is_of_the_institution_s_own_programme(world):
    row = {"institution": "KV1", "programme": "7380101", "year": "2025", "quota": "100", "enrolled": "90"}

    assert brought(world, "intakes", row).merged.inserted == 1
    assert faults(world, "intakes", row | {"programme": "7480201"}) == [(1, "programme", "KV-H-0005")]
    assert Intake.objects.for_system("test").get().programme == world.law


def test_a_new_student_comes_with_a_person_and_is_then_known(world):
    first, again = (brought(world, "students", STUDENT).merged for _ in range(2))

    study = Study.objects.for_system("test").select_related("person").get(student_code="SV100")
    assert (first.inserted, study.person.name, study.person.unit) == (1, "H’Len Niê Kđăm", world.home)
    persons = Person.objects.for_system("test").filter(name="H’Len Niê Kđăm")
    assert (again.unchanged, persons.count()) == (1, 1)


def test_a_known_person_studies_a_second_programme_and_no_third(world):
    known = STUDENT | {"person": sector_code(world.an.pk), "student_code": "SV002", "programme": "7460101"}
    for name in ("name", "birth_date", "sex"):
        del known[name]
    third = PROGRAMME | {"code": "X"}

    assert brought(world, "students", known).merged.inserted == 1
    brought(world, "programmes", third)
    more = known | {"student_code": "SV003", "programme": "X"}
    assert faults(world, "students", more) == [(1, "programme", "KV-H-0006")]
    assert brought(world, "students", more | {"form": "part"}).merged.inserted == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"programme": "7480201"}, ("programme", "KV-H-0005")),
        ({"person": "99999999999"}, ("person", "KV-H-0007")),
        ({"birth_date": None}, ("name", "KV-H-0008")),
        ({"state": "left"}, ("state_since", "KV-H-0014")),
        ({"state": "left", "state_since": "2025-09-04"}, ("state_since", "KV-H-0014")),
        ({"state": "left", "state_since": "2026-12-01"}, ("state_since", "KV-H-0009")),
        ({"since": "2026-12-01"}, ("since", "KV-H-0009")),
        ({"student_code": "SV001"}, ("person", "KV-H-0013")),
    ],
)
def test_a_student_who_does_not_stand_is_told_where_and_why(world, change, fault):
    persons = Person.objects.for_system("test").count()

    assert faults(world, "students", STUDENT | change) == [(1, *fault)]
    assert Person.objects.for_system("test").count() == persons


def test_staff_come_in_and_a_code_stays_one_person_s(world):
    row = {
        "institution": "KV1", "code": "CB1", "name": "Vàng A Dế", "birth_date": "1980-02-03",
        "role": "lecturer", "contract": "permanent", "full_time": "x", "degree": "doctor",
        "since": "2015-09-01",
    }  # fmt: skip

    assert brought(world, "staff", row).merged.inserted == 1
    assert Employment.objects.for_system("test").get().workplace is None
    other = row | {"person": sector_code(world.an.pk)}
    assert faults(world, "staff", other) == [(1, "person", "KV-H-0013")]


DEGREE = {
    "institution": "KV1", "serial": "A1", "book_number": "B1", "student_code": "SV001", "decision": "1/QĐ",
    "issued_on": "2026-07-01", "signer": "Hiệu trưởng",
}  # fmt: skip


def graduate(world, study):
    Study.objects.for_system("test").filter(pk=study.pk).update(
        state="graduated", state_since=date(2026, 6, 1)
    )
    StudyDecision.objects.create(
        study=study,
        person=study.person,
        unit=world.home,
        kind="graduate",
        number="1/QĐ",
        day=date(2026, 6, 1),
    )


def test_a_degree_needs_its_graduation_decision_and_a_number_of_its_own(world):
    assert faults(world, "degrees", DEGREE) == [(1, "student_code", "KV-H-0010")]
    assert faults(world, "degrees", DEGREE | {"student_code": "SV9"}) == [(1, "student_code", "KV-H-0012")]
    graduate(world, world.study)
    assert brought(world, "degrees", DEGREE).merged.inserted == 1
    degree = Degree.objects.for_system("test").get()
    assert (degree.person, degree.study, degree.state) == (world.an, world.study, "valid")

    second = world.studies(world.binh, world.law, "SV002")
    graduate(world, second)
    taken = DEGREE | {"student_code": "SV002"}
    assert faults(world, "degrees", taken) == [(1, "serial", "KV-H-0011")]
    assert faults(world, "degrees", taken | {"serial": "A2"}, DEGREE | {"serial": "A2"}) != []


def test_parts_of_an_institution_hang_together(world):
    part = {"institution": "KV1", "code": "B1", "name": "Bộ môn", "kind": "division", "since": "2020-01-01"}

    assert brought(world, "units", part | {"parent": "K1"}).merged.inserted == 1
    assert faults(world, "units", part | {"code": "B2", "parent": "K9"}) == [(1, "parent", "KV-H-0015")]


def test_one_wrong_row_keeps_the_others_out(world):
    money = {"institution": "KV1", "year": "2025", "item": "revenue", "value": "100.50"}

    assert faults(world, "finance", money, money | {"item": "kpi"}) == [(2, "item", "KV-I-0305")]
    assert brought(world, "finance", money).merged.inserted == 1
