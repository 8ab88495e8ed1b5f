"""One small world: a province, a commune with a primary and a lower-secondary school, a preschool group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

import pytest

from khuevan.access.public import Permission, reaching, system
from khuevan.org.models import Territory, Unit, UnitCode
from khuevan.people.models import Person
from khuevan.schooling.models import Employment, Enrolment, SchoolClass
from khuevan.schooling.public import open_school_year
from khuevan_kernel.actor import Actor

ROOT = system("tests")
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
DAY = date(2026, 11, 24)
SINCE = date(2025, 7, 1)
_NUMBERS = count(1)


def unit(kind: str, sector: str, parent: Unit | None, territory: Territory | None = None) -> Unit:
    """A unit in its place in the tree, with a code of the ministry where it is an institution."""
    row = Unit.objects.create(
        kind=kind, sector=sector, name=kind, search_name=kind, parent=parent, since=SINCE,
        path=f"/draft{next(_NUMBERS)}/", territory=territory,
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    if sector != "office":
        UnitCode.objects.create(unit=row, issuer="moet", code=f"KV{row.pk}", since=SINCE)
    return row


def classes(at: Unit, grade: int, *sizes: int, year: int = 2026, suffix: str = "") -> list[SchoolClass]:
    """Classes of a grade with so many learners each."""
    made = []
    for number, size in enumerate(sizes, 1):
        group = SchoolClass.objects.create(
            school_year=year, unit=at, grade=grade, name=f"{grade}A{number}{suffix}"
        )
        persons = Person.objects.bulk_create(
            Person(name="Lê An", search_name="le an", sort_name="an le", birth_date=date(2015, 3, 4), unit=at,
                   sex=1 + n % 2, ethnicity=1 if n % 4 else 3)
            for n in range(size)
        )  # fmt: skip
        Enrolment.objects.bulk_create(
            Enrolment(school_year=year, person=one, unit=at, school_class=group, grade=grade)
            for one in persons
        )
        made.append(group)
    return made


def staff(at: Unit, many: int, role: str = "teacher", subject: str = "", degree: str = "bachelor") -> None:
    """So many members of staff."""
    for n in range(many):
        who = Person.objects.create(
            name="Trần Bình", search_name="tran binh", sort_name="binh tran", birth_date=date(1980, 1, 1),
            unit=at, sex=1 + n % 2, ethnicity=1,
        )  # fmt: skip
        Employment.objects.create(person=who, unit=at, role=role, subject=subject, degree=degree, since=SINCE)


@dataclass
class World:
    ministry: Unit
    province: Unit
    commune: Unit
    primary: Unit
    lower: Unit
    group: Unit
    elsewhere: Unit


@pytest.fixture
def world(db):
    reaching(ROOT)
    open_school_year(actor=ROOT, school_year=2026, at=NOON)
    land = Territory.objects.create(
        level="province", code="98", name="P", full_name="P", kind="Tỉnh", since=date(1900, 1, 1)
    )
    place = Territory.objects.create(
        level="commune", code="99998", name="X", full_name="X", kind="Xã", parent=land, since=date(1900, 1, 1)
    )
    ministry = unit("ministry", "office", None)
    province = unit("province", "office", ministry, land)
    commune = unit("commune", "office", province, place)
    found = World(
        ministry, province, commune, unit("primary", "general", commune, place),
        unit("lower", "general", commune, place), unit("group", "preschool", commune, place),
        unit("province", "office", ministry),
    )  # fmt: skip
    classes(found.primary, 1, 30, 36)
    classes(found.primary, 5, 35)
    staff(found.primary, 4)
    staff(found.primary, 1, role="manager")
    classes(found.lower, 6, 45, 45)
    staff(found.lower, 2, subject="toan")
    staff(found.lower, 1, subject="vat_li")
    staff(found.lower, 1, subject="thien_van")
    classes(found.group, -1, 12)
    staff(found.group, 2)
    return found


def officer(branch: Unit, *permissions: Permission) -> Actor:
    """Somebody who may do all that this room knows, or only some, at a branch."""
    may = permissions or (
        Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT, Permission.ORG_MANAGE, Permission.PEOPLE_VIEW,
        Permission.INTAKE_RUN,
    )  # fmt: skip
    return Actor(f"account:{branch.pk}", {one: frozenset({branch.path}) for one in may}, branch.path)
