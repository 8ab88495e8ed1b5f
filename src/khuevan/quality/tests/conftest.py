"""A small country: two provinces; in the first a commune with a school of two classes, and a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Actor, Permission, reaching, system
from khuevan.org.models import Territory, Unit, UnitCode
from khuevan.people.models import Guardian, Identifier, Person
from khuevan.quality.models import Issue
from khuevan.quality.services import ask_run, go_on
from khuevan.schooling.models import Employment, Enrolment, SchoolClass
from khuevan.schooling.public import open_school_year
from khuevan_kernel.identity import search_key, sort_key

ROOT = system("tests")
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
DAY = date(2026, 11, 25)
SINCE = date(2020, 7, 1)


def unit(kind: str, sector: str, parent: Unit | None, **more: object) -> Unit:
    row = Unit.objects.create(
        kind=kind, sector=sector, name=f"Đơn vị {kind}", search_name=kind, parent=parent, since=SINCE,
        path=f"/draft{kind}{parent and parent.pk}/", **more,
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def person(at: Unit, name: str = "Lê An", born: date = date(2016, 3, 4), number: str = "", **more) -> Person:
    row = Person.objects.create(
        name=name, search_name=search_key(name), sort_name=sort_key(name), birth_date=born, unit=at,
        **{"sex": 1, "ethnicity": 1} | more,
    )  # fmt: skip
    if number:
        Identifier.objects.create(person=row, scheme="national", value=number)
    return row


@dataclass
class Country:
    ministry: Unit
    province: Unit
    commune: Unit
    school: Unit
    elsewhere: Unit
    foreign: Unit
    group: SchoolClass
    good: Person

    def enrol(self, who: Person, group: SchoolClass | None = None) -> Person:
        group = group or self.group
        Enrolment.objects.create(
            school_year=2026, person=who, unit=group.unit, school_class=group, grade=group.grade
        )
        Guardian.objects.create(child=who, name="Lê Thị Mẹ", kinship="mother", phone="0912345678")
        return who

    def run(self, unit: Unit | None = None, day: date = DAY):
        asked = ask_run(actor=ROOT, unit=(unit or self.ministry).pk, day=day, at=NOON)
        while asked.state != "done":
            asked = go_on(run=asked.id, at=NOON)
        return asked

    def open_rules(self, state: str = "open") -> list[str]:
        rows = Issue.objects.for_system("test").filter(state=state)
        return sorted(rows.values_list("rule", flat=True))


def officer(branch: Unit, *more: Permission) -> Actor:
    held: dict[str, frozenset[str]] = dict.fromkeys(
        (Permission.QUALITY_VIEW, Permission.PEOPLE_VIEW, *more), frozenset({branch.path})
    )
    return Actor(f"account:{branch.pk}", held, branch.path)


@pytest.fixture
def country(db) -> Country:
    reaching(ROOT)
    for year in (2025, 2026):
        open_school_year(actor=ROOT, school_year=year, at=NOON)
    place = {"since": SINCE, "name": "x", "full_name": "x", "kind": "x"}
    top = Territory.objects.create(level="province", code="01", **place)
    below = Territory.objects.create(level="commune", code="00004", parent=top, **place)
    ministry = unit("ministry", "office", None)
    province, elsewhere = (unit("province", "office", ministry, territory=top) for _ in range(2))
    commune = unit("commune", "office", province, territory=below)
    school = unit("primary", "general", commune, territory=below, levels=["primary"])
    foreign = unit("primary", "general", elsewhere, territory=below, levels=["primary"])
    for one, code in ((school, "01A"), (foreign, "02A")):
        UnitCode.objects.create(unit=one, issuer="moet", code=code, since=SINCE)
        for number, role in enumerate(("manager", "teacher")):
            Employment.objects.create(
                person=person(one, "Trần Bình", date(1980, 2, 3), f"0010800{one.pk % 1000:03}{number:02}"),
                unit=one, role=role, degree="bachelor", since=SINCE,
            )  # fmt: skip
    groups = [
        SchoolClass.objects.create(school_year=2026, unit=one, grade=4, name="4A")
        for one in (school, foreign)
    ]
    found = Country(ministry, province, commune, school, elsewhere, foreign, groups[0], None)  # type: ignore[arg-type]
    found.good = found.enrol(person(school, "Lê An", date(2017, 3, 4), "001217000001"))
    found.enrol(person(foreign, "Lê Ân", date(2017, 3, 5), "001217000002"), groups[1])
    return found
