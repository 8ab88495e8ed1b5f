"""Classes, learners, staff, teaching, health and absence handed in as files."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from khuevan.access.public import Actor, Permission, reaching
from khuevan.intake.public import bring
from khuevan.org.models import UnitCode
from khuevan.people.models import Guardian, Person
from khuevan.schooling.models import (
    AbsenceTotal,
    Employment,
    Enrolment,
    HealthCheck,
    SchoolClass,
    StaffYear,
    Teaching,
)
from khuevan.schooling.tests.conftest import NOON, SINCE

MAY = (
    Permission.INTAKE_RUN, Permission.SCHOOLING_EDIT, Permission.SCHOOLING_VIEW, Permission.PEOPLE_EDIT,
    Permission.PEOPLE_VIEW,
)  # fmt: skip
CLASS = {"school": "T98", "year": "2026", "name": "4B", "grade": "4"}
LEARNER = {
    "moet": "HS01", "name": "Lò Thị Hoa", "birth": "2017-05-01", "sex": "2", "school": "T98", "year": "2026",
    "class": "4B", "since": "2026-09-05", "mother_name": "Lò Thị Mận", "mother_phone": "0912345678",
}  # fmt: skip


@pytest.fixture
def school(world):
    for code in ("98", "99"):
        UnitCode.objects.create(unit=world[code]["primary"], issuer="moet", code=f"T{code}", since=SINCE)
    return world["98"]["primary"]


@pytest.fixture
def registrar(school) -> Actor:
    actor = Actor("account:9", dict.fromkeys(MAY, frozenset({school.path})), school.path)
    reaching(actor)
    return actor


def hand_in(actor: Actor, thing: str, *rows: dict[str, str]) -> tuple[Any, list[tuple[int, str, str]]]:
    found = bring(name=f"schooling.{thing}", rows=rows, actor=actor, at=NOON)
    counts = (found.merged.inserted, found.merged.updated, found.merged.unchanged)
    return counts, [(one.row, one.column, one.code) for one in found.faults]


def test_classes_come_in_and_again_change_nothing(registrar, school):
    assert hand_in(registrar, "classes", CLASS) == ((1, 0, 0), [])
    assert hand_in(registrar, "classes", CLASS) == ((0, 0, 1), [])
    assert hand_in(registrar, "classes", CLASS | {"sessions": "9"}) == ((0, 1, 0), [])
    assert SchoolClass.objects.for_system("t").get(unit=school, name="4B").sessions == 9
    assert hand_in(registrar, "classes", CLASS | {"school": "T99"})[1] == [(1, "school", "KV-S-0020")]
    school.levels = ["upper"]
    school.save()
    assert hand_in(registrar, "classes", CLASS | {"name": "4C"})[1] == [(1, "grade", "KV-S-0003")]


def test_learners_come_in_with_their_guardians_and_places_and_again_change_nothing(registrar, school):
    hand_in(registrar, "classes", CLASS)
    other = LEARNER | {"moet": "HS02", "name": unicodedata.normalize("NFD", "Nguyễn Ẩn"), "mother_name": ""}

    assert hand_in(registrar, "learners", LEARNER, other) == ((2, 0, 0), [])
    assert hand_in(registrar, "learners", LEARNER, other) == ((0, 0, 2), [])
    assert hand_in(registrar, "learners", LEARNER | {"name": "Lò Thị Hoan"}) == ((0, 1, 0), [])

    (child,) = Person.objects.for_system("t").filter(name="Lò Thị Hoan")
    place = Enrolment.objects.for_system("t").get(person=child)
    assert (place.unit_id, place.grade, place.entry, str(place.since)) == (school.pk, 4, "new", "2026-09-05")
    mother = Guardian.objects.for_system("t").get(child=child)
    assert (mother.name, mother.kinship, mother.phone) == ("Lò Thị Mận", "mother", "0912345678")


def test_what_is_wrong_is_said_in_its_row_and_nothing_is_half_written(registrar, school):
    hand_in(registrar, "classes", CLASS, CLASS | {"name": "4C"})
    hand_in(registrar, "learners", LEARNER)
    before = Person.objects.for_system("t").count()
    wrong = [
        LEARNER | {"moet": "A1", "school": "T99"},
        LEARNER | {"moet": "A2", "class": "9Z"},
        LEARNER | {"moet": "A3", "birth": "1917-05-01"},
        LEARNER | {"moet": "A4", "birth": "2023-05-01"},
        LEARNER | {"moet": "A5", "since": "2028-09-05"},
        LEARNER | {"class": "4C"},
        LEARNER | {"moet": "A6"},
    ]

    counts, faults = hand_in(registrar, "learners", *wrong)

    assert counts == (0, 0, 0)
    assert [(row, code) for row, _, code in faults] == [
        (1, "KV-S-0020"), (2, "KV-S-0001"), (3, "KV-P-0002"), (4, "KV-S-0008"), (5, "KV-S-0004"),
        (6, "KV-S-0007"),
    ]  # fmt: skip
    assert Person.objects.for_system("t").count() == before
    school.status = "suspended"
    school.save()
    assert hand_in(registrar, "learners", wrong[-1])[1] == [(1, "school", "KV-S-0002")]


def test_staff_come_in_and_nobody_teaches_thirty_classes(registrar, school):
    row = {
        "moet": "GV01", "name": "Hà Văn Sơn", "birth": "1980", "school": "T98", "role": "teacher",
        "subject": "toan", "degree": "bachelor", "since": "2020-09-01",
    }  # fmt: skip
    assert hand_in(registrar, "staff", row) == ((1, 0, 0), [])
    assert hand_in(registrar, "staff", row) == ((0, 0, 1), [])
    assert hand_in(registrar, "staff", row | {"degree": "master"}) == ((0, 1, 0), [])
    assert Employment.objects.for_system("t").get(unit=school, subject="toan").degree == "master"
    classes = [CLASS | {"name": f"4B{n}"} for n in range(30)]
    hand_in(registrar, "classes", *classes)
    taught = [
        {"moet": "GV01", "school": "T98", "year": "2026", "class": one["name"], "subject": "toan"}
        for one in classes
    ]

    assert {code for _, _, code in hand_in(registrar, "teaching", *taught)[1]} == {"KV-S-0023"}
    assert hand_in(registrar, "teaching", *taught[:24]) == ((24, 0, 0), [])
    assert Teaching.objects.for_system("t").count() == 24
    assert StaffYear.objects.for_system("t").count() == 0


def test_health_and_absence_are_of_learners_with_a_place(registrar, school):
    hand_in(registrar, "classes", CLASS)
    hand_in(registrar, "learners", LEARNER)
    measured = {
        "moet": "HS01", "year": "2026", "term": "1", "measured": "2026-09-20", "height": "131.5",
        "weight": "28", "spine": "true",
    }  # fmt: skip
    missed = {"moet": "HS01", "year": "2026", "excused": "3", "unexcused": "1"}

    assert hand_in(registrar, "health", measured) == ((1, 0, 0), [])
    assert hand_in(registrar, "attendance", missed) == ((1, 0, 0), [])
    row = HealthCheck.objects.for_system("t").get()
    assert (row.height, row.weight, row.findings) == (1315, 280, "spine")
    assert AbsenceTotal.objects.for_system("t").get().excused == 3
    assert hand_in(registrar, "attendance", missed | {"moet": "HS99"})[1] == [(1, "moet", "KV-S-0021")]
    assert hand_in(registrar, "attendance", missed | {"year": "2025"})[1] == [(1, "year", "KV-S-0024")]
    assert hand_in(registrar, "health", measured | {"measured": "2027-09-20"})[1][0][2] == "KV-S-0004"
