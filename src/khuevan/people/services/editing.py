"""Recording a person, and changing a record on purpose: with a reason, and never over another's change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.org.public import places_of_codes, unit_in_reach
from khuevan.people import rules
from khuevan.people.contracts.editing import (
    EditFacts,
    GuardianEdited,
    GuardianRecord,
    PersonFacts,
    PersonRecord,
    PersonRecorded,
    RecordEdited,
)
from khuevan.people.kinds import kind_of
from khuevan.people.models import Edit, Guardian, Identifier, Person, Place
from khuevan.people.selectors.editing import (
    PLACES,
    edit_facts,
    edit_references,
    facts_of,
    guardian_record,
    record_to_edit,
)
from khuevan.people.selectors.records import person_references
from khuevan_kernel.identity import search_key, sort_key
from khuevan_kernel.log import digest

_OWN = ("name", "family", "middle", "given", "sex", "ethnicity", "nationality")


@transaction.atomic
def create_person(
    *, actor: Actor, unit: int, facts: PersonFacts, at: datetime, kind: str = "person"
) -> PersonRecord:
    """Bring one person into the register, kept by a unit in the actor's reach.

    ``kind`` says which ages are believed (``rules.KINDS``). Refuses with ``OutOfReach``, or with the first
    thing that cannot be (``rules.wrongs`` tells all). A number that does not fit is kept and doubted; without
    one, a person is recorded as well. That somebody like this is there already is for linkage to say.
    """
    place = unit_in_reach(actor, unit, Permission.PEOPLE_EDIT)
    facts, day = rules.tidied(facts), timezone.localdate(at)
    known = places_of_codes(_codes(facts), day)
    rules.require_right(rules.wrongs(facts, on=day, kind=kind, places=known))
    row = Person(unit_id=place.id)
    _write_own(row, facts)
    row.save(force_insert=True)
    _write_number(row, facts, day)
    _write_places(row, PersonFacts(""), facts, {code: number for code, (number, _) in known.items()}, day)
    record(PersonRecorded(f"person:{row.pk}", place.id, facts.version), actor=actor, at=at)
    return record_to_edit(actor=actor, reference=person_references().of(row.pk))


@transaction.atomic
def edit_person(
    *, actor: Actor, reference: str, version: str, facts: PersonFacts, reason: str, at: datetime
) -> EditFacts:
    """Change a record in the actor's reach, seen as ``version`` (``PersonFacts.version``), for a reason.

    Refuses with ``OutOfReach``, ``ChangedMeanwhile`` where the record no longer is what the editor saw,
    ``ReasonMissing``, ``NothingChanged`` or the first thing that cannot be. Nothing is written then.
    """
    row = locked(actor, reference)
    facts, standing = rules.tidied(facts), facts_of(row)
    if standing.version != version:
        raise rules.ChangedMeanwhile()
    rules.require_a_reason(reason)
    return _edited(actor, row, standing, facts, reason, at)


@transaction.atomic
def undo_edit(*, actor: Actor, reference: str, reason: str, at: datetime) -> EditFacts:
    """Take an edit back by another one, where its fields still say what it made them say.

    Refuses with ``OutOfReach``, ``UndoneAlready`` or ``ReasonMissing``.
    """
    number = edit_references().number(reference)
    edit = Edit.objects.for_system("its record has to be in reach").one(pk=number)
    row = locked(actor, person_references().of(edit.person_id))
    standing = facts_of(row)
    if any(name not in rules.FACTS or getattr(standing, name) != value for name, value in edit.after.items()):
        raise rules.UndoneAlready()
    rules.require_a_reason(reason)
    return _edited(actor, row, standing, replace(standing, **edit.before), reason, at, undoes=edit)


@transaction.atomic
def edit_guardian(
    *, actor: Actor, reference: str, guardian: GuardianRecord, version: str, reason: str, at: datetime
) -> GuardianRecord:
    """Add a guardian of a child (number 0), or change one seen as ``version``, for a reason.

    Ending their rights is giving ``until``. ``person`` is left as it stands: accounts are tied elsewhere.
    Refuses with ``OutOfReach``, ``ChangedMeanwhile``, ``ReasonMissing``, ``NothingChanged`` or a wrong fact.
    """
    child = locked(actor, reference)
    row = Guardian(child=child)
    if guardian.number:
        rows = Guardian.objects.visible_to(actor, Permission.PEOPLE_EDIT).filter(child=child)
        row = rows.select_for_update(of=("self",)).one(pk=guardian.number)
        if guardian_record(row).version != version:
            raise rules.ChangedMeanwhile()
    rules.require_a_reason(reason)
    before = guardian_record(row) if guardian.number else None
    guardian = rules.tidied_guardian(guardian, on=timezone.localdate(at))
    fields = tuple(name for name in rules.GUARDIAN if getattr(before, name, None) != getattr(guardian, name))
    if before is not None and not fields:
        raise rules.NothingChanged()
    for name in rules.GUARDIAN:
        setattr(row, name, getattr(guardian, name))
    if not guardian.number:
        row.save(force_insert=True)
    content = digest({"version": guardian.version, "reason": reason.strip()})
    entry = record(GuardianEdited(f"person:{child.pk}", row.pk, fields, content), actor=actor, at=at)
    if guardian.number:
        with entered(entry):
            row.save()
    shown = {f"guardian.{name}": _plain(getattr(guardian, name)) for name in fields}
    was = {f"guardian.{name}": _plain(getattr(before, name, None)) for name in fields}
    write_edit(actor, child, was, shown, reason, at, entry)
    return guardian_record(row)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value


def locked(actor: Actor, reference: str) -> Person:
    """The record of a reference that the actor may edit, locked until the transaction ends."""
    rows = Person.objects.visible_to(actor, Permission.PEOPLE_EDIT).select_for_update(of=("self",))
    return rows.one(pk=person_references().number(reference))


def _edited(
    actor: Actor, row: Person, standing: PersonFacts, facts: PersonFacts, reason: str, at: datetime,
    undoes: Edit | None = None,
) -> EditFacts:  # fmt: skip
    fields, day = rules.differing(standing, facts), timezone.localdate(at)
    if not fields:
        raise rules.NothingChanged()
    known = places_of_codes(_codes(facts), day)
    found = rules.wrongs(facts, on=day, kind=kind_of(row.pk), places=known)
    # What was wrong before and is left as it is keeps nobody from mending the rest.
    rules.require_right([wrong for wrong in found if wrong.field in fields])
    subject = f"person:{row.pk}"
    because = undoes.entry if undoes else None
    event = RecordEdited(subject, fields, standing.version, facts.version, because)
    entry = record(event, actor=actor, at=at)
    with entered(entry):
        if set(fields) & {*_OWN, "birth"}:
            _write_own(row, facts)
            row.save()
        if "national" in fields:
            _write_number(row, facts, day)
        numbers = {code: number for code, (number, _) in known.items()}
        _write_places(row, standing, facts, numbers, day)
    before, after = ({name: getattr(one, name) for name in fields} for one in (standing, facts))
    return edit_facts(write_edit(actor, row, before, after, reason, at, entry, undoes))


def write_edit(
    actor: Actor, row: Person, before: dict[str, object], after: dict[str, object], reason: str, at: datetime,
    entry: int, undoes: Edit | None = None,
) -> Edit:  # fmt: skip
    """Keep what was changed on purpose, and why."""
    return Edit.objects.create(
        person=row, by=actor.id, office=actor.office, reason=reason.strip(), at=at, before=before,
        after=after, undoes=undoes, entry=entry,
    )  # fmt: skip


class entered:  # noqa: N801  reads as a word in a with
    """What is changed within is kept in the history under a journal's entry."""

    def __init__(self, entry: int) -> None:
        self._entry = entry

    def __enter__(self) -> None:
        self._set(str(self._entry))

    def __exit__(self, *_: object) -> None:
        if not connection.needs_rollback:
            self._set("")

    def _set(self, value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('khuevan.entry', %s, true)", [value])


def _codes(facts: PersonFacts) -> Iterable[str]:
    return (facts.birthplace, facts.hometown, facts.residence)


def _write_own(row: Person, facts: PersonFacts) -> None:
    for name in _OWN:
        setattr(row, name, getattr(facts, name))
    row.search_name, row.sort_name = search_key(facts.name)[:120], sort_key(facts.name)[:160]
    row.birth_date, row.birth_precision = rules.birth_of(facts.birth) or (None, "d")


def _write_number(row: Person, facts: PersonFacts, day: date) -> None:
    held = Identifier.objects.for_system("of a person just locked in reach").filter(
        person=row, scheme="national", until=None
    )
    held.update(until=day, status="replaced")
    if facts.national:
        status = "doubtful" if rules.number_doubts(facts) else "held"
        Identifier.objects.create(
            person=row, scheme="national", value=facts.national, since=day, status=status,
            issuer="Bộ Công an",
        )  # fmt: skip


def _write_places(
    row: Person, standing: PersonFacts, facts: PersonFacts, numbers: dict[str, int], day: date
) -> None:
    for kind, field in PLACES.items():
        told = (getattr(facts, field), getattr(facts, f"{field}_detail"))
        if told == (getattr(standing, field), getattr(standing, f"{field}_detail")):
            continue
        places = Place.objects.for_system("of a person just locked in reach").filter(person=row, kind=kind)
        places.filter(until=None).update(until=day)
        if any(told):
            Place.objects.create(
                person=row, kind=kind, territory_id=numbers.get(told[0]), detail=told[1], since=day
            )
