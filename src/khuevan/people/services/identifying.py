"""Numbers of a person beside the national one: added with who gave them, and ended with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.people import rules
from khuevan.people.contracts.editing import IdentifierEdited, IdentifierRecord
from khuevan.people.models import Identifier, Person
from khuevan.people.rules import identifiers as numbers
from khuevan.people.selectors.editing import identifier_record
from khuevan.people.services.editing import entered, locked, write_edit
from khuevan_kernel.log import digest


@transaction.atomic
def add_identifier(
    *, actor: Actor, reference: str, identifier: IdentifierRecord, reason: str, at: datetime
) -> IdentifierRecord:
    """Note a number that an issuer gave a person whose record the actor may edit, for a reason.

    Two persons may hold one number: finding that is linkage's. Refuses with ``OutOfReach``,
    ``ReasonMissing``, ``HeldAlready``, or a fact that cannot be.
    """
    person = locked(actor, reference)
    rules.require_a_reason(reason)
    told, found = numbers.identifier_wrongs(identifier, on=timezone.localdate(at))
    rules.require_right(found)
    held = Identifier.objects.for_system("of a person just locked in reach")
    if held.filter(person=person, scheme=told.scheme, value=told.value).exclude(status="wrong").exists():
        raise numbers.HeldAlready()
    row = Identifier.objects.create(
        person=person, scheme=told.scheme, value=told.value, issuer=told.issuer, since=told.since,
        until=told.until,
    )  # fmt: skip
    now = identifier_record(row)
    fields = tuple(name for name in numbers.IDENTIFIER if getattr(now, name))
    _tell(actor, person, row, {}, now, fields, reason, at)
    return now


@transaction.atomic
def end_identifier(
    *, actor: Actor, reference: str, number: int, version: str, until: date, status: str, reason: str,
    at: datetime,
) -> IdentifierRecord:  # fmt: skip
    """Say that a number, seen as ``version``, is held no longer from a day on (``status`` ``replaced``), or
    never was the person's (``wrong``), for a reason.

    Refuses with ``OutOfReach``, ``ChangedMeanwhile``, ``EndedAlready``, ``ReasonMissing``, ``NoSuchCode`` or
    ``DaysInDisorder``.
    """
    person = locked(actor, reference)
    rows = Identifier.objects.visible_to(actor, Permission.PEOPLE_EDIT).filter(person=person)
    row = rows.select_for_update(of=("self",)).one(pk=number)
    before = identifier_record(row)
    if before.version != version:
        raise rules.ChangedMeanwhile()
    if row.scheme == "national" or row.status in numbers.ENDINGS:
        raise numbers.EndedAlready()
    if status not in numbers.ENDINGS:
        raise rules.NoSuchCode()
    if row.since and until < row.since:
        raise numbers.DaysInDisorder()
    rules.require_a_reason(reason)
    now = replace(before, until=until, status=status)
    fields = tuple(name for name in numbers.IDENTIFIER if getattr(now, name) != getattr(before, name))
    row.until, row.status = until, status
    was = {f"identifier.{name}": _plain(getattr(before, name)) for name in ("scheme", "value", *fields)}
    entry = _tell(actor, person, row, was, now, fields, reason, at)
    with entered(entry):
        row.save(update_fields=["until", "status"])
    return now


def _tell(
    actor: Actor, person: Person, row: Identifier, was: dict[str, object], now: IdentifierRecord,
    fields: tuple[str, ...], reason: str, at: datetime,
) -> int:  # fmt: skip
    content = digest({"version": now.version, "reason": reason.strip()})
    entry = record(IdentifierEdited(f"person:{person.pk}", row.pk, fields, content), actor=actor, at=at)
    after = {f"identifier.{name}": _plain(getattr(now, name)) for name in dict.fromkeys(
        ("scheme", "value", *fields))}  # fmt: skip
    write_edit(actor, person, was, after, reason, at, entry)
    return entry


def _plain(value: object) -> object:
    return str(value) if isinstance(value, date) else value
