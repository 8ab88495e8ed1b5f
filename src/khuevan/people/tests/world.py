"""Whose record each route is tried with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection

from khuevan.access.public import system
from khuevan.people.models import DuplicatePair, Guardian, Identifier, Person
from khuevan.people.selectors import correction_references, person_references
from khuevan.people.selectors.editing import edit_references, identifier_references, record_to_edit
from khuevan.people.selectors.merging import merge_references, pair_references
from khuevan.people.selectors.records import guardian_references
from khuevan.people.services import ask_correction, edit_person
from khuevan.people.services.merging import merge_persons
from khuevan_kernel.actor import Actor


def build(world: Any) -> None:
    """A mistake reported by every role in its own record, and one by nobody here."""
    for role, account in world.accounts.items():
        person = account.person
        asker = Actor(f"account:{account.pk}", person=person)
        world.more[f"correction of {role}"] = _asked(world, asker, person)
    stranger = world.persons["foreign"]
    world.more["correction"] = _asked(world, system("stranger"), stranger)
    for place, person in world.persons.items():
        world.more[f"correction at {place}"] = _asked(world, system("stranger"), person)
    for person in {*world.persons.values(), *world.own.values()}:
        _double(world, person)
    _edited(world)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would do: receipts need their places
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _double(world: Any, number: int) -> None:
    """A record beside a person's that may be theirs too, and another that was theirs."""
    row = Person.objects.for_system("test").get(pk=number)
    copies = [
        Person.objects.create(
            name=row.name, search_name=row.search_name, sort_name=row.sort_name, unit=row.unit
        )
        for _ in range(2)
    ]
    pair = DuplicatePair.objects.create(
        a=number, b=copies[0].pk, unit_a=row.unit, unit_b=row.unit, score=90, evidence={}, found_at=world.at
    )
    merge = merge_persons(
        actor=system("test"), staying=number, moving=copies[1].pk, keep={}, reason="test", at=world.at
    )
    world.more[f"pair of {number}"] = pair_references().of(pair.pk)
    world.more[f"merge of {number}"] = merge.reference


def _pair(world: Any, at: Any) -> dict[str, str]:
    missing = pair_references().of(10**12)
    return {"reference": world.more.get(f"pair of {world.person(at)}", missing)}


def _merge(world: Any, at: Any) -> dict[str, str]:
    missing = merge_references().of(10**12)
    return {"reference": world.more.get(f"merge of {world.person(at)}", missing)}


def _edited(world: Any) -> None:
    """An edit of everybody's record, and a guardian."""
    for person in {*world.persons.values(), *world.own.values()}:
        if not Person.objects.for_system("test").filter(pk=person).exists():
            continue
        reference = person_references().of(person)
        facts = record_to_edit(actor=system("world"), reference=reference).facts
        done = edit_person(
            actor=system("world"), reference=reference, version=facts.version, facts=replace(facts, sex=2),
            reason="Theo giấy khai sinh", at=world.at,
        )  # fmt: skip
        known = Guardian.objects.create(child_id=person, name="Lò Văn Bố", kinship="father")
        world.more[f"edit of {person}"] = done.reference
        number = Identifier.objects.create(person_id=person, scheme="passport", value="C1234567")
        world.more[f"number of {person}"] = identifier_references().of(number.pk)
        world.more[f"guardian of {person}"] = guardian_references().of(known.pk)


def _edit(world: Any, at: Any) -> dict[str, str]:
    return {"reference": world.more.get(f"edit of {world.person(at)}", edit_references().of(10**12))}


def _guardian(world: Any, at: Any) -> dict[str, str]:
    nobody = guardian_references().of(10**12)
    return _person(world, at) | {"guardian": world.more.get(f"guardian of {world.person(at)}", nobody)}


def _number(world: Any, at: Any) -> dict[str, str]:
    nothing = identifier_references().of(10**12)
    return _person(world, at) | {"identifier": world.more.get(f"number of {world.person(at)}", nothing)}


def _asked(world: Any, actor: Actor, person: int) -> str:
    if not Person.objects.for_system("test").filter(pk=person).exists():
        return correction_references().of(10**12)
    reference = person_references().of(person)
    asked = ask_correction(
        actor=actor, reference=reference, field="name", should_be="Lò Thị Khác", note="", at=world.at
    )
    return asked.reference


def _person(world: Any, at: Any) -> dict[str, str]:
    return {"reference": person_references().of(world.person(at))}


def _correction(world: Any, at: Any) -> dict[str, str]:
    own = f"correction of {at.role}"
    if at.relation is None:
        return {"reference": correction_references().of(10**12)}
    return {"reference": world.more[own if at.relation == "own" and own in world.more else "correction"]}


def _to_answer(world: Any, at: Any) -> dict[str, str]:
    if at.relation is None:
        return {"reference": correction_references().of(10**12)}
    person = world.person(at)
    place = next((place for place, one in world.persons.items() if one == person), "")
    own = f"correction of {at.role or 'learner'}"
    return {"reference": world.more[f"correction at {place}" if place else own]}


OBJECTS = {
    "correction-answer": _to_answer,
    "people-merge": _merge,
    "people-pair": _pair,
    "person": _person,
    "person-edit": _person,
    "person-edit-undo": _edit,
    "person-guardian": _guardian,
    "person-guardian-new": _person,
    "person-history": _person,
    "person-identifier": _number,
    "person-identifiers": _person,
    "person-correction": _person,
    "correction": _correction,
    "correction-receipt": _correction,
}
