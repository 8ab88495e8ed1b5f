"""Every read of this room. Each takes the actor; the database's own wall stands behind every one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from khuevan.access.public import Actor, OutOfReach, Permission, ScopedQuerySet
from khuevan.journal.public import entries_of
from khuevan.org.public import units
from khuevan.people import contracts
from khuevan.people.models import CorrectionRequest, Guardian, Identifier, Person
from khuevan.people.rules import masked
from khuevan.people.selectors.tombstones import leads_to
from khuevan_kernel.identity import References, search_key

MOST = 50
_PATH = re.compile(r"(/\d+)+/", re.ASCII)


def person_references() -> References:
    """The references of persons."""
    return References(settings.SECRET_KEY, "person")


def correction_references() -> References:
    """The references of requests for correction."""
    return References(settings.SECRET_KEY, "correction")


def guardian_references() -> References:
    """The references of guardians."""
    return References(settings.SECRET_KEY, "guardian")


def find(*, actor: Actor, text: str, limit: int = 20) -> list[contracts.PersonSummary]:
    """Persons within the actor's reach by sector code, by a number they hold, or by a part of their name.

    Names with or without tone marks, words in any order; whole names first. At most ``limit`` (50) of them.
    The transaction has to be bound to the actor's reach (``access.public.reaching``), as every page's is.
    """
    seen = Person.objects.visible_to(actor, Permission.PEOPLE_VIEW).select_related("unit")
    limit, digits = min(limit, MOST), "".join(text.split())
    if any(sign.isdigit() for sign in digits):
        number = contracts.number_of(text)
        rows = list(seen.filter(pk__in=[number, leads_to(number)])) if number else []
        holders = Identifier.objects.visible_to(actor, Permission.PEOPLE_VIEW).filter(value=digits.upper())
        rows += seen.filter(pk__in=holders.values_list("person", flat=True)[:limit])
        return [_summary(row) for row in dict.fromkeys(rows)][:limit]
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM people_find(%s, %s)", [search_key(text)[:120], limit])
        ranked = [row[0] for row in cursor.fetchall()]
    found = {row.pk: row for row in seen.filter(pk__in=ranked)}
    return [_summary(found[number]) for number in ranked if number in found]


def holder_of_national_number(value: str) -> int | None:
    """The one person who holds a national number today; ``None`` where nobody or more than one does.

    For tying a sign-in to its record: the transaction has to reach the whole country.
    """
    holders = Identifier.objects.for_system("an issuer vouches for the number").filter(
        scheme="national", value=value, until=None
    )
    found = set(holders.values_list("person", flat=True)[:2])
    return found.pop() if len(found) == 1 else None


def person(*, actor: Actor, reference: str) -> contracts.PersonDetail:
    """A record, as far as the actor may see it: their own, their child's, or in reach; else ``OutOfReach``.

    Reading it here is not yet recorded: pages go through ``services.read_record``.
    """
    return _detail(actor, person_references().number(reference))


def own_record(*, actor: Actor) -> contracts.PersonDetail | None:
    """The actor's own record; ``None`` where the register has none of them."""
    return _detail(actor, actor.person) if actor.person is not None else None


def children(*, actor: Actor) -> list[contracts.PersonSummary]:
    """The children whose guardian the actor is."""
    rows = Person.objects.for_system("one's children").filter(pk__in=_children(actor)).select_related("unit")
    return [_summary(row) for row in rows.order_by("sort_name", "pk")]


def readings(*, actor: Actor, limit: int = 200) -> list[contracts.Reading]:
    """Who has looked at the actor's record and their children's, newest first, not the actor's own looks."""
    if actor.person is None:
        return []
    names = {f"person:{actor.person}": ""}
    for row in Person.objects.for_system("one's children").filter(pk__in=_children(actor)):
        names[f"person:{row.pk}"] = row.name
    read = [one for one in entries_of(names, contracts.RecordRead.name, limit=limit) if one.actor != actor.id]
    offices = _offices({one.office for one in read})
    return [
        contracts.Reading(
            one.recorded_at, names[one.subject], offices[one.office], one.purpose, str(one.facts["by"])
        )
        for one in read
    ]


def _offices(paths: Iterable[str]) -> dict[str, str]:
    """The names of the units at the ends of paths; a path without a unit stands for itself."""
    ends = {path: int(path.split("/")[-2]) for path in paths if _PATH.fullmatch(path)}
    named = {unit.id: unit.name for unit in units(ends.values())}
    return {path: named.get(ends.get(path, 0), path) for path in paths}


def corrections(*, actor: Actor, limit: int = 20) -> list[contracts.Correction]:
    """What the actor has asked to be corrected, newest first."""
    rows = CorrectionRequest.objects.for_system("one's own requests").filter(
        asked_by=actor.id, entry__isnull=False
    )
    return [_correction(row) for row in rows.order_by("-pk")[:limit]]


def correction(*, actor: Actor, reference: str) -> contracts.Correction:
    """One of the actor's own requests, or ``OutOfReach``."""
    number = correction_references().number(reference)
    rows = CorrectionRequest.objects.for_system("one's own request")
    return _correction(rows.one(pk=number, asked_by=actor.id, entry__isnull=False))


def corrections_to_answer(*, actor: Actor, limit: int = MOST) -> list[contracts.CorrectionToAnswer]:
    """The requests that wait in the actor's reach and that others made, the oldest first."""
    rows = _in_charge(actor).filter(answer="").exclude(asked_by=actor.id).order_by("pk")
    return [_to_answer(actor, row) for row in rows[:limit]]


def correction_to_answer(*, actor: Actor, reference: str) -> contracts.CorrectionToAnswer:
    """One request about a record in the actor's reach, answered or not; or ``OutOfReach``."""
    return _to_answer(actor, _in_charge(actor).one(pk=correction_references().number(reference)))


def _in_charge(actor: Actor) -> ScopedQuerySet[CorrectionRequest]:
    rows = CorrectionRequest.objects.visible_to(actor, Permission.PEOPLE_EDIT).filter(entry__isnull=False)
    return rows.select_related("person__unit")


def _to_answer(actor: Actor, row: CorrectionRequest) -> contracts.CorrectionToAnswer:
    return contracts.CorrectionToAnswer(_correction(row), _summary(row.person), row.asked_by == actor.id)


def row_of(actor: Actor, number: int) -> tuple[Person, str]:
    """The row of a person the actor may see and by what right: ``self``, ``family``, ``office``.

    The number of a record that was merged away leads to the one that stays.
    """
    every = Person.objects.for_system("one's own record or one's child's").select_related("unit")
    if number == actor.person:
        return every.one(pk=number), "self"
    office = Person.objects.visible_to(actor, Permission.PEOPLE_VIEW).select_related("unit")
    found = office.filter(pk=number).first()
    if found is not None:
        return found, "office"
    if number in _children(actor):
        return every.one(pk=number), "family"
    if (survivor := leads_to(number)) is not None:
        return row_of(actor, survivor)
    raise OutOfReach("person")


def _children(actor: Actor) -> Iterable[int]:
    if actor.person is None:
        return []
    rows = Guardian.objects.for_system("one's children").filter(account_person=actor.person, may_see=True)
    lasting = rows.filter(Q(until=None) | Q(until__gt=TruncDate(Now())))
    return list(lasting.values_list("child", flat=True))


def _detail(actor: Actor, number: int) -> contracts.PersonDetail:
    row, right = row_of(actor, number)
    whole = right != "office" or actor.may_at(Permission.PEOPLE_EDIT, row.unit.path)
    held = Identifier.objects.for_system("of a person just found in reach").filter(person=row, until=None)
    held = held.order_by("pk")
    guardians = (
        Guardian.objects.for_system("of a person just found in reach")
        .filter(Q(until=None) | Q(until__gt=TruncDate(Now())), child=row)
        .order_by("contact_order", "pk")
    )
    return contracts.PersonDetail(
        number=row.pk, as_=right, whole=whole, summary=_summary(row), sex=row.sex,
        ethnicity=row.ethnicity if whole else None, nationality=row.nationality,
        identifiers=tuple(
            contracts.IdentifierFacts(one.scheme, one.value if whole else masked(one.value)) for one in held
        ),
        guardians=tuple(
            contracts.GuardianFacts(
                one.name, one.kinship, one.phone if whole else "", one.consent,
                guardian_references().of(one.pk) if whole else "",
            )
            for one in guardians
        ),
    )  # fmt: skip


def _summary(row: Person) -> contracts.PersonSummary:
    return contracts.PersonSummary(
        person_references().of(row.pk), contracts.sector_code(row.pk), row.name, row.birth_date,
        row.birth_precision, row.unit.name,
    )  # fmt: skip


def _correction(row: CorrectionRequest) -> contracts.Correction:
    assert row.entry is not None
    return contracts.Correction(
        correction_references().of(row.pk), row.field, row.should_be, row.note, row.asked_at, row.entry,
        row.answer, row.reason, row.answered_at,
    )  # fmt: skip
