"""Two schools of two provinces, a child of one of them, its mother, and whoever works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Actor, Permission, reaching, system
from khuevan.org.models import Unit
from khuevan.people.models import Guardian, Person
from khuevan.people.public import person_references, sector_code
from khuevan.schooling.models import Enrolment, SchoolClass
from khuevan.schooling.public import class_references, open_school_year
from khuevan.transfers import services
from khuevan_kernel.identity import search_key, sort_key

ROOT = system("tests")
AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
TODAY = date(2026, 11, 25)  # a Wednesday
BORN = date(2014, 3, 4)


@dataclass
class Country:
    old: Unit
    new: Unit
    above: Unit
    child: Person
    mother: Person
    old_class: SchoolClass
    new_class: SchoolClass

    @property
    def code(self) -> str:
        return sector_code(self.child.pk)

    @property
    def new_class_reference(self) -> str:
        return class_references().of(self.new_class.pk)

    @property
    def child_reference(self) -> str:
        return person_references().of(self.child.pk)

    def family(self) -> Actor:
        return acting(Actor("account:3", person=self.mother.pk))

    def sending(self) -> Actor:
        return acting(registrar(self.old))

    def receiving(self) -> Actor:
        return acting(registrar(self.new))

    def authority(self) -> Actor:
        return acting(registrar(self.above))


def acting(actor: Actor) -> Actor:
    """The actor, whose reach holds from here on, as on a page."""
    reaching(actor)
    return actor


def registrar(unit: Unit) -> Actor:
    may = (Permission.PEOPLE_VIEW, Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT)
    return Actor(f"account:{unit.pk}", dict.fromkeys(may, frozenset({unit.path})), office=unit.path)


def person(name: str, at: Unit, born: date = BORN) -> Person:
    return Person.objects.create(
        name=name, search_name=search_key(name), sort_name=sort_key(name), birth_date=born, unit=at
    )


def _unit(kind: str, sector: str, parent: Unit | None) -> Unit:
    row = Unit.objects.create(
        kind=kind, sector=sector, name=f"{kind} {parent and parent.pk}", search_name=kind, parent=parent,
        since=date(2025, 7, 1), path=f"/draft{kind}{parent and parent.pk}/",
        levels=["lower"] if sector == "general" else [],
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


@pytest.fixture
def country(db, monkeypatch):
    monkeypatch.setattr(services, "today", lambda: TODAY)
    reaching(ROOT)
    open_school_year(actor=ROOT, school_year=2026, at=AT)
    ministry = _unit("ministry", "office", None)
    here, there = _unit("province", "office", ministry), _unit("province", "office", ministry)
    old, new = _unit("lower", "general", here), _unit("lower", "general", there)
    child, mother = person("H’Len Niê Kđăm", old), person("H’Mai Niê Kđăm", old, date(1988, 1, 1))
    Guardian.objects.create(child=child, name=mother.name, kinship="mother", account_person=mother)
    classes = [
        SchoolClass.objects.for_system("test").create(school_year=2026, unit=unit, grade=7, name=name)
        for unit, name in ((old, "7A"), (new, "7B"))
    ]
    Enrolment.objects.create(
        school_year=2026, person=child, unit=old, school_class=classes[0], grade=7, status="studying"
    )
    return Country(old, new, here, child, mother, *classes)
