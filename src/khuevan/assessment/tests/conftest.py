"""A school with a lower-secondary and a primary class, its teachers, and the neighbour's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Permission, reaching, system
from khuevan.assessment.models import Assignment
from khuevan.assessment.services import set_window
from khuevan.org.models import Unit
from khuevan.org.public import unit as unit_facts
from khuevan.people.models import Guardian, Person
from khuevan.people.public import person_references
from khuevan.schooling.models import Employment, Enrolment, SchoolClass
from khuevan.schooling.public import class_references, open_school_year
from khuevan_kernel.actor import Actor
from khuevan_kernel.identity import search_key, sort_key

ROOT = system("tests")
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
TODAY = date(2026, 11, 25)
YEAR = 2026
_P = Permission
TEACHING = frozenset({_P.PEOPLE_VIEW, _P.SCHOOLING_VIEW, _P.MARKS_ENTER})
KEEPING = TEACHING | {_P.PEOPLE_EDIT, _P.SCHOOLING_EDIT, _P.INTAKE_RUN}
LEADING = KEEPING | {_P.MARKS_OPEN, _P.ACCESS_GRANT}


def unit(kind: str, parent: Unit | None) -> Unit:
    """A unit in its place in the tree."""
    row = Unit.objects.create(
        kind=kind, sector="general", name=f"Trường {kind}", search_name=kind, parent=parent,
        since=date(2020, 7, 1), path=f"/draft{kind}/",
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def person(name: str, at: Unit) -> Person:
    """Somebody whose record a unit keeps."""
    return Person.objects.create(
        name=name,
        search_name=search_key(name),
        sort_name=sort_key(name),
        birth_date=date(2013, 3, 4),
        unit=at,
    )


def actor(who: Person | None, at: Unit, may: frozenset[Permission], number: int = 7) -> Actor:
    """Somebody who acts for a unit."""
    return Actor(
        f"account:{number}", dict.fromkeys(may, frozenset({at.path})), at.path, person=who.pk if who else None
    )


@dataclass
class World:
    """What there is: a class 7A and a class 4A with two pupils each, who teaches them, and who looks."""

    ministry: Unit
    school: Unit
    neighbour: Unit
    seven: SchoolClass
    four: SchoolClass
    pupils: list[Person]
    little: list[Person]
    staff: dict[str, Person]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def teacher(self) -> Actor:
        return actor(self.staff["maths"], self.school, TEACHING, 11)

    @property
    def homeroom(self) -> Actor:
        return actor(self.staff["homeroom"], self.school, TEACHING, 12)

    @property
    def registrar(self) -> Actor:
        return actor(self.staff["registrar"], self.school, KEEPING, 13)

    @property
    def head(self) -> Actor:
        return actor(self.staff["head"], self.school, LEADING, 14)

    @property
    def office(self) -> Actor:
        return actor(None, self.ministry, LEADING, 15)

    def reference(self, group: SchoolClass) -> str:
        return class_references().of(group.pk)

    def of(self, pupil: Person) -> str:
        return person_references().of(pupil.pk)


@pytest.fixture
def world(db: None) -> World:
    reaching(ROOT)
    for year in (YEAR - 1, YEAR):
        open_school_year(actor=ROOT, school_year=year, at=NOON)
    ministry = unit("ministry", None)
    school, neighbour = unit("lower", ministry), unit("primary", ministry)
    seven = SchoolClass.objects.create(school_year=YEAR, unit=school, grade=7, name="7A")
    four = SchoolClass.objects.create(school_year=YEAR, unit=school, grade=4, name="4A")
    names = {seven: ["Lê An", "Trần Bình"], four: ["Vũ Chi", "Đỗ Dung"]}
    pupils = {group: [person(name, school) for name in some] for group, some in names.items()}
    for group, some in pupils.items():
        for one in some:
            Enrolment.objects.create(
                school_year=YEAR, person=one, unit=school, school_class=group, grade=group.grade
            )
    staff = {role: person(f"Cô {role}", school) for role in ("maths", "homeroom", "registrar", "head")}
    for one in staff.values():
        Employment.objects.create(person=one, unit=school, role="teacher", since=date(2020, 7, 1))
    for group in (seven, four):
        for subject, who in (("mathematics", "maths"), ("", "homeroom")):
            Assignment.objects.create(
                school_year=YEAR, school_class=group, unit=school, person=staff[who], subject=subject,
                since=date(2026, 9, 5),
            )  # fmt: skip
    made = World(ministry, school, neighbour, seven, four, pupils[seven], pupils[four], staff)
    for term in (1, 2, 3):
        set_window(
            actor=made.head, unit=reference_of(school), school_year=YEAR, term=term, opens=date(2026, 9, 5),
            closes=date(2026, 12, 31), at=NOON,
        )  # fmt: skip
    return made


def reference_of(row: Unit) -> str:
    """A unit's reference."""
    found = unit_facts(row.pk)
    assert found is not None
    return found.ref


@pytest.fixture
def family(world: World) -> Actor:
    """The parent of the first pupil, who reaches nothing else."""
    mother = person("Lê Thị Mẹ", world.school)
    Guardian.objects.create(child=world.pupils[0], name=mother.name, kinship="mother", account_person=mother)
    return Actor("account:21", person=mother.pk)
