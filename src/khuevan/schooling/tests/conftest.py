"""One small world: two provinces with a preschool and a school each, their learners and staff."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Permission, reaching, system
from khuevan.org.models import Territory, Unit
from khuevan.people.models import Person
from khuevan.schooling.models import Employment, Enrolment, SchoolClass
from khuevan.schooling.public import open_school_year
from khuevan_kernel.actor import Actor

ROOT = system("tests")
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
SINCE = date(2025, 7, 1)


def unit(kind: str, sector: str, parent: Unit | None, territory: Territory | None = None) -> Unit:
    """A unit in its place in the tree."""
    row = Unit.objects.create(
        kind=kind, sector=sector, name=kind, search_name=kind, parent=parent, since=SINCE,
        path=f"/draft{kind}/", territory=territory,
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def person(at: Unit) -> Person:
    """Somebody whose record a unit keeps."""
    return Person.objects.create(
        name="Lê An", search_name="le an", sort_name="an le", birth_date=date(2015, 3, 4), unit=at
    )


def enrol(at: Unit, grade: int, year: int = 2026, status: str = "studying") -> Enrolment:
    """Somebody in a class of a unit."""
    group, _ = SchoolClass.objects.for_system("test").get_or_create(
        school_year=year, unit=at, grade=grade, name=f"{grade}A"
    )
    return Enrolment.objects.create(
        school_year=year, person=person(at), unit=at, school_class=group, grade=grade, status=status
    )


@pytest.fixture
def world(db):
    reaching(ROOT)
    open_school_year(actor=ROOT, school_year=2026, at=NOON)
    ministry = unit("ministry", "office", None)
    schools = {}
    for code in ("98", "99"):
        province = Territory.objects.create(
            level="province", code=code, name=code, full_name=code, kind="Tỉnh", since=date(1900, 1, 1)
        )
        commune = Territory.objects.create(
            level="commune", code=f"999{code}", name=code, full_name=code, kind="Xã", parent=province,
            since=date(1900, 1, 1),
        )  # fmt: skip
        office = unit(f"province{code}", "office", ministry, province)
        schools[code] = {
            "office": office,
            "preschool": unit(f"preschool{code}", "preschool", office, commune),
            "primary": unit(f"primary{code}", "general", office, commune),
        }
    for at, grade in (("preschool", -3), ("preschool", 0), ("primary", 1), ("primary", 5)):
        enrol(schools["98"][at], grade)
    enrol(schools["99"]["primary"], 2)
    enrol(schools["98"]["primary"], 3, status="left")
    for at, until in (("preschool", None), ("primary", None), ("primary", date(2026, 1, 1))):
        home = schools["98"][at]
        Employment.objects.create(person=person(home), unit=home, role="teacher", since=SINCE, until=until)
    return schools


def officer(path: str) -> Actor:
    """Who may see the review of a branch."""
    return Actor("account:1", {Permission.REVIEW_VIEW: frozenset({path})})
