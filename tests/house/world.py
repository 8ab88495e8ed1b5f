"""A small country in which every role has a place, and every relation to that place an object.

The ministry; two provinces, each with a commune office and a school below; a university. Each role has an
account that works or learns at its home unit, and a person's record of its own.

A room whose routes take references says in ``<room>/tests/world.py`` which object each relation means, one
line a route::

    OBJECTS = {"person": lambda world, at: {"reference": PERSONS.of(world.person(at))}}

``at`` is a role and a relation; ``world.unit(at)`` and ``world.person(at)`` give row numbers. A
``build(world)`` beside it makes whatever else its routes need; it may keep row numbers in ``world.more``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import create_account, give_grant, reaching, system
from khuevan.org.models import Unit
from khuevan.people.models import Guardian, Person
from khuevan_kernel.identity import search_key, sort_key

WORLD = system("world")
MISSING = 10**12


class Relation(StrEnum):
    """What an object is to whoever asks for it."""

    OWN = "own"
    SCHOOL = "same school"
    PROVINCE = "same province"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class At:
    """Who asks, and for what. Nobody asks as a learner does; without a relation, for what is not there."""

    role: Role | None
    relation: Relation | None


HOMES = {
    Role.LEARNER: "school", Role.PARENT: "school", Role.TEACHER: "school", Role.REGISTRAR: "school",
    Role.HEAD: "school", Role.COMMUNE: "commune", Role.PROVINCE: "province", Role.UNIVERSITY: "university",
    Role.MINISTRY: "ministry", Role.AUDITOR: "ministry", Role.OPERATOR: "ministry", Role.SYSTEM: "ministry",
}  # fmt: skip


@dataclass
class World:
    """The row numbers of what there is."""

    at: datetime
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[Role, Account] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)  # by unit: whom nobody here knows
    own: dict[Role, int] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def unit(self, at: At) -> int:
        """The unit in that relation: one's own, its neighbour in the province, or one elsewhere."""
        return MISSING if at.relation is None else self.units[self._place(at)].pk

    def person(self, at: At) -> int:
        """The person that stands in that relation: oneself (a parent's child), or somebody of that unit."""
        if at.relation is None:
            return MISSING
        if at.relation is Relation.OWN:
            return self.own[at.role or Role.LEARNER]
        return self.persons[self._place(at)]

    def _place(self, at: At) -> str:
        match at.relation:
            case Relation.PROVINCE:
                return "neighbour"
            case Relation.FOREIGN:
                return "foreign"
        return HOMES[at.role or Role.LEARNER]


def build(at: datetime) -> World:
    """Make the country, and what each room adds to it. Inside a transaction, which the caller undoes."""
    reaching(WORLD)
    world = World(at)
    _units(world)
    for role, home in HOMES.items():
        world.own[role] = _person(f"Lò Thị {role.title()}", world.units[home])
        account = create_account(
            username=f"as-{role}", name=f"Lò Thị {role.title()}", person=world.own[role], actor=WORLD, at=at
        )
        world.accounts[role] = Account.objects.get(pk=account.id)
        give_grant(
            account=account.id, role=role, path=world.units[home].path, since=at - timedelta(hours=1),
            until=at + timedelta(days=1), actor=WORLD, at=at,
        )  # fmt: skip
    for place, unit in world.units.items():
        world.persons[place] = _person(f"Vàng A {place.title()}", unit)
    _child_of_the_parent(world)
    for module in modules():
        if hasattr(module, "build"):
            module.build(world)
    return world


def _units(world: World) -> None:
    for place, parent, kind, sector in [
        ("ministry", None, "ministry", "office"),
        ("province", "ministry", "province", "office"),
        ("commune", "province", "commune", "office"),
        ("school", "commune", "primary", "general"),
        ("neighbour", "commune", "primary", "general"),
        ("elsewhere", "ministry", "province", "office"),
        ("foreign", "elsewhere", "upper", "general"),
        ("university", "ministry", "university", "higher"),
    ]:
        above = world.units[parent] if parent else None
        name = f"Đơn vị {place}"
        unit = Unit.objects.create(
            kind=kind, sector=sector, name=name, search_name=search_key(name), parent=above,
            path=f"/new/{place}/", since=date(2020, 1, 1),
        )  # fmt: skip
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
        unit.save()
        world.units[place] = unit


def _person(name: str, unit: Unit) -> int:
    return Person.objects.create(
        name=name,
        search_name=search_key(name),
        sort_name=sort_key(name),
        birth_date=date(2010, 5, 4),
        unit=unit,
    ).pk


def _child_of_the_parent(world: World) -> None:
    parent = world.own[Role.PARENT]
    child = _person("Lò Thị Con", world.units["school"])
    Guardian.objects.create(child_id=child, name="Lò Thị Parent", kinship="mother", account_person_id=parent)
    world.own[Role.PARENT] = child


def modules() -> list[Any]:
    """What the rooms say of their own objects."""
    names = [f"{room}.tests.world" for room in settings.ROOMS]
    return [import_module(name) for name in names if find_spec(name)]


def objects() -> Mapping[str, Callable[[World, At], dict[str, Any]]]:
    """What the references in the addresses of each route mean, by the route's name."""
    return {name: meant for module in modules() for name, meant in module.OBJECTS.items()}


NOW = datetime.now(UTC)
