"""Reading a record to change it, and what it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.org.public import places_numbered, places_of_codes
from khuevan.people import rules
from khuevan.people.contracts.editing import (
    EditFacts,
    FieldChange,
    GuardianRecord,
    IdentifierRecord,
    PersonFacts,
    PersonRecord,
)
from khuevan.people.contracts.records import sector_code
from khuevan.people.kinds import kind_of
from khuevan.people.models import Change, Edit, Guardian, Identifier, Person, Place
from khuevan.people.selectors.records import person_references, row_of
from khuevan_kernel.identity import References

PLACES = {"birth": "birthplace", "home": "hometown", "residence": "residence"}
_LENGTHS = {"y": 4, "m": 7, "d": 10}
_OWN = ("name", "family", "middle", "given", "sex", "ethnicity", "nationality")
_ITS = "of a person just found in reach"


def edit_references() -> References:
    """The references of edits."""
    return References(settings.SECRET_KEY, "edit")


def record_to_edit(*, actor: Actor, reference: str) -> PersonRecord:
    """A record that the actor's office may change, or ``OutOfReach``."""
    rows = Person.objects.visible_to(actor, Permission.PEOPLE_EDIT).select_related("unit")
    row = rows.one(pk=person_references().number(reference))
    code = sector_code(row.pk)
    return PersonRecord(row.pk, reference, code, row.unit.name, kind_of(row.pk), facts_of(row))


def facts_of(row: Person) -> PersonFacts:
    """What the record says today. For who has found the row in reach."""
    held = Identifier.objects.for_system(_ITS).filter(person=row, scheme="national", until=None)
    national = held.order_by("-pk").values_list("value", flat=True).first() or ""
    places = Place.objects.for_system(_ITS).filter(person=row, until=None)
    told = {name: getattr(row, name) for name in _OWN} | _places([{**row} for row in places.values()])
    return PersonFacts(birth=_birth(row.birth_date, row.birth_precision), national=national, **told)


def _birth(born: date | str | None, precision: str) -> str:
    return str(born)[: _LENGTHS[precision]] if born else ""


def _places(rows: list[dict[str, Any]]) -> dict[str, str]:
    names = places_numbered({row["territory_id"] for row in rows if row["territory_id"]})
    told = {}
    for row in rows:
        field = PLACES[row["kind"]]
        told[field] = names.get(row["territory_id"], ("", ""))[0]
        told[f"{field}_detail"] = row["detail"]
    return told


def facts_as_of(*, actor: Actor, reference: str, at: datetime) -> PersonFacts | None:
    """What a record said at a moment; ``None`` where it was not there yet. ``OutOfReach`` as for today.

    Whoever may only view the record is not told what it was: its history takes ``people.edit``, or being the
    person or a parent.
    """
    row = _history_row(actor, reference)
    person = _as_of("person", [row.pk], row.pk, at)
    if not person:
        return None
    (one,) = person
    numbers = Identifier.objects.for_system(_ITS).filter(person=row).values_list("pk", flat=True)
    places = Place.objects.for_system(_ITS).filter(person=row).values_list("pk", flat=True)
    held = [
        number
        for number in _as_of("identifier", list(numbers), row.pk, at)
        if number["scheme"] == "national" and number["until"] is None
    ]
    lived = [place for place in _as_of("place", list(places), row.pk, at) if place["until"] is None]
    told = {name: one.get(name, "") for name in _OWN} | _places(lived)
    national = max(held, key=lambda number: number["id"])["value"] if held else ""
    return PersonFacts(birth=_birth(one["birth_date"], one["birth_precision"]), national=national, **told)


_MODELS = {"person": Person, "identifier": Identifier, "place": Place, "guardian": Guardian}


def _as_of(source: str, rows: list[int], person: int, at: datetime) -> list[dict[str, Any]]:
    """The rows of a kind that were the person's at a moment: as they are, or before their next change."""
    later = Change.objects.for_system(_ITS).filter(source=source, at__gt=at).order_by("at", "pk")
    first: dict[int, dict[str, Any]] = {}
    for change in [*later.filter(row__in=rows), *later.filter(person=person)]:
        first.setdefault(change.row, change.held)
    whose = {"person": "id", "guardian": "child_id"}.get(source, "person_id")
    standing = _MODELS[source]._default_manager.for_system(_ITS).filter(pk__in=rows)  # type: ignore[attr-defined]
    now = {row["id"]: row for row in standing.values()}
    held = [row | first.get(number, {}) for number, row in now.items()]
    held += [row for number, row in first.items() if number not in now]
    return [row for row in held if row[whose] == person and _moment(row["recorded_at"]) <= at]


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _history_row(actor: Actor, reference: str) -> Person:
    row, right = row_of(actor, person_references().number(reference))
    if right == "office" and not actor.may_at(Permission.PEOPLE_EDIT, row.unit.path):
        raise OutOfReach("person")
    return row


def edits(*, actor: Actor, reference: str, limit: int = 50) -> list[EditFacts]:
    """What was changed in a record on purpose, newest first; for those who may see its history."""
    row = _history_row(actor, reference)
    rows = list(Edit.objects.for_system(_ITS).filter(person=row.pk).order_by("-pk")[:limit])
    undone = {one.undoes_id for one in rows if one.undoes_id}
    return [edit_facts(one, undone=one.pk in undone) for one in rows]


def edit_facts(row: Edit, *, undone: bool = False) -> EditFacts:
    """An edit as others see it."""
    changes = tuple(FieldChange(name, row.before.get(name), value) for name, value in row.after.items())
    return EditFacts(
        row.pk, edit_references().of(row.pk), row.at, row.office, row.reason, changes,
        row.undoes_id is not None, undone, row.entry,
    )  # fmt: skip


def guardians(*, actor: Actor, reference: str) -> list[GuardianRecord]:
    """Who is or was responsible for a person, whom to ring first on top; for those who see its history."""
    row = _history_row(actor, reference)
    rows = Guardian.objects.for_system(_ITS).filter(child=row)
    return [guardian_record(one) for one in rows.order_by("contact_order", "pk")]


def guardian_record(row: Guardian) -> GuardianRecord:
    """A guardian as those see them who keep the record."""
    return GuardianRecord(
        row.pk, row.name, row.kinship, row.phone, row.national, row.born_year, row.job, row.custody,
        row.consent, row.may_see, row.contact_order, row.until, row.account_person_id,
    )  # fmt: skip


def identifier_references() -> References:
    """The references of numbers."""
    return References(settings.SECRET_KEY, "identifier")


def identifiers(*, actor: Actor, reference: str) -> list[IdentifierRecord]:
    """The numbers that a person holds and held, those of today on top; for those who may edit the record."""
    number = record_to_edit(actor=actor, reference=reference).number
    rows = Identifier.objects.for_system(_ITS).filter(person=number)
    ordered = rows.order_by(F("until").desc(nulls_first=True), "scheme", "pk")
    return [identifier_record(one) for one in ordered]


def identifier_record(row: Identifier) -> IdentifierRecord:
    """A number as those see it who keep the record."""
    return IdentifierRecord(row.pk, row.scheme, row.value, row.issuer, row.since, row.until, row.status)


def what_is_wrong(*, facts: PersonFacts, kind: str, on: date) -> list[rules.Wrong]:
    """Everything that keeps facts out of a record, each by its field."""
    codes = (facts.birthplace, facts.hometown, facts.residence)
    return rules.wrongs(facts, on=on, kind=kind, places=places_of_codes(codes, on))


def place_names(facts: PersonFacts, on: date) -> dict[str, str]:
    """The full names of the places of a record, by field."""
    names = places_of_codes((getattr(facts, field) for field in PLACES.values()), on)
    return {f: names[code][1] for f in PLACES.values() if (code := getattr(facts, f)) in names}


def person_of_edit(reference: str) -> str:
    """The reference of the record that an edit changed. For who has just changed it."""
    edit = Edit.objects.for_system(_ITS).one(pk=edit_references().number(reference))
    return person_references().of(edit.person_id)
