"""Whose answers each route is tried with."""

from __future__ import annotations

from typing import Any

from khuevan.people.models import Person
from khuevan.people.public import person_references
from khuevan.population.models import Evidence
from khuevan.population.selectors import evidence_references

NOBODY = 10**12


def build(world: Any) -> None:
    """An answer that differs, about everybody."""
    for number in {*world.persons.values(), *world.own.values()}:
        person = Person.objects.for_system("test").filter(pk=number).first()
        if person is not None:
            made = Evidence.objects.create(
                person=number, unit_id=person.unit_id, asked_at=world.at, asked_by="test", source="test",
                question="", outcome="mismatch", fields={"sex": "mismatch"}, shown={"sex": "1"},
            )  # fmt: skip
            world.more[f"answer about {number}"] = evidence_references().of(made.pk)


def _person(world: Any, at: Any) -> dict[str, str]:
    return {"reference": person_references().of(world.person(at))}


def _answer(world: Any, at: Any) -> dict[str, str]:
    nobody = evidence_references().of(NOBODY)
    return {"reference": world.more.get(f"answer about {world.person(at)}", nobody)}


OBJECTS = {
    "population-difference": _answer,
    "population-person": _person,
    "population-ask": _person,
}
