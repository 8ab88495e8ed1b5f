"""Whose transfer each route is tried with: everybody is on the way to the other province's office."""

from __future__ import annotations

from typing import Any

from khuevan.people.models import Person
from khuevan.people.public import person_references
from khuevan.transfers.models import Transfer
from khuevan.transfers.selectors import transfer_references

MISSING = 10**12


def build(world: Any) -> None:
    """A transfer of everybody here who is not there already."""
    there = world.units["elsewhere"]
    everybody = {*world.persons.values(), *world.own.values()}
    world.more["transfers"] = {
        one.pk: Transfer.objects.create(
            person=one, sending_id=one.unit_id, receiving=there, school_year=2026, grade=3, state="asked",
            reason="other", asked_by="receiving", asked_at=world.at,
        ).pk
        for one in Person.objects.for_system("test").filter(pk__in=everybody).exclude(unit=there)
    }  # fmt: skip


def _transfer(world: Any, at: Any) -> dict[str, str]:
    number = world.more["transfers"].get(world.person(at), MISSING)
    return {"reference": transfer_references().of(number)}


OBJECTS = {
    "transfer": _transfer,
    "transfer-step": _transfer,
    "transfer-receipt": _transfer,
    "transfer-ask": lambda world, at: {"reference": person_references().of(world.person(at))},
}
