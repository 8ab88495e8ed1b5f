"""A country of two provinces with a school each, their persons, and whoever looks at them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Actor, Permission, reaching, system
from khuevan.org.models import Unit
from khuevan.people.models import Guardian, Identifier, Person
from khuevan_kernel.identity import search_key, sort_key

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def unit(path_above: str, parent: Unit | None, kind: str) -> Unit:
    row = Unit.objects.create(
        kind=kind, sector="general", name=kind, search_name=kind, parent=parent,
        path=f"new{path_above}{kind}",
        since=date(2025, 7, 1),
    )  # fmt: skip
    row.path = f"{path_above}{row.pk}/"
    row.save()
    return row


def person(name: str, at: Unit) -> Person:
    return Person.objects.create(
        name=name, search_name=search_key(name), sort_name=sort_key(name), birth_date=date(2012, 5, 1),
        ethnicity=3,
        unit=at,
    )  # fmt: skip


def officer(branch: Unit, *permissions: Permission) -> Actor:
    held: dict[str, frozenset[str]] = {
        may: frozenset({branch.path}) for may in permissions or (Permission.PEOPLE_VIEW,)
    }
    return Actor(f"account:{branch.pk}", held, branch.path, "quản lý học sinh")


@dataclass
class Country:
    school: Unit
    neighbour: Unit
    province: Unit
    foreign: Unit
    child: Person
    parent: Person
    other: Person
    stranger: Person

    def parent_actor(self) -> Actor:
        return Actor("account:900001", person=self.parent.pk)

    def child_actor(self) -> Actor:
        return Actor("account:900002", person=self.child.pk)


@pytest.fixture
def country(db: None) -> Country:
    return made_country()


def made_country() -> Country:
    reaching(system("test"))
    ministry = unit("/", None, "ministry")
    province, elsewhere = unit(ministry.path, ministry, "so_a"), unit(ministry.path, ministry, "so_b")
    school, neighbour = unit(province.path, province, "school_a"), unit(province.path, province, "school_b")
    foreign = unit(elsewhere.path, elsewhere, "school_c")
    child, other = person("Nguyễn Thị Minh Ánh", school), person("Trần Đỗ Quốc Khánh", neighbour)
    stranger, parent = person("Nguyễn Minh Ánh", foreign), person("Nguyễn Văn Bình", foreign)
    for one, number in ((child, "001312000001"), (stranger, "001312000002")):
        Identifier.objects.create(person=one, scheme="national", value=number)
    Guardian.objects.create(
        child=child, name="Nguyễn Văn Bình", kinship="father", phone="0900000000", account_person=parent
    )
    return Country(school, neighbour, province, foreign, child, parent, other, stranger)
