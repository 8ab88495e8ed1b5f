"""Somebody is entered by hand: nobody twice, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, everywhere
from khuevan.journal.public import record
from khuevan.people import rules
from khuevan.people.contracts.editing import GuardianEdited, GuardianRecord, PersonFacts, PersonRecord
from khuevan.people.contracts.linkage import COMPARED, PairDecided
from khuevan.people.models import DuplicatePair, Guardian
from khuevan.people.rules.linkage import require_why
from khuevan.people.selectors.likely import alike, mark_of_alike
from khuevan.people.selectors.naming import named
from khuevan.people.services.editing import create_person
from khuevan_kernel.identity import search_key
from khuevan_kernel.log import digest


@transaction.atomic
def enter_person(
    *,
    actor: Actor,
    unit: int,
    facts: PersonFacts,
    at: datetime,
    kind: str = "person",
    guardian: GuardianRecord | None = None,
    seen: str = "",
    reason: str = "",
    then: Callable[[int], object] = lambda number: None,
) -> PersonRecord:
    """Bring somebody into the register who has no record, with a guardian, and go on with ``then(number)``.

    Whoever enters somebody like others says which they saw (``seen``, of ``selectors.likely``) and why it is
    none of them (``reason``): of those in reach that is a decision, of the others an open question for the
    office that reaches both. Two who enter one person at once come one after the other.

    Refuses with ``LooksLikeSomebody``, ``rules.linkage.WhyMissing``, what ``create_person`` refuses, a
    guardian that cannot be, or what ``then`` refuses; nothing is kept then.
    """
    facts = rules.tidied(facts)
    _one_after_the_other(facts)
    likely = alike(facts, unit=unit)
    if likely.height:
        if seen != mark_of_alike(likely):
            raise rules.LooksLikeSomebody()
        require_why(reason)
    made = create_person(actor=actor, unit=unit, facts=facts, at=at, kind=kind)
    if guardian is not None:
        _add_guardian(actor, made.number, guardian, at)
    for row in likely.iter_rows(named=True):
        _say_apart(actor, made.number, unit, row, reason.strip(), at)
    then(made.number)
    return made


def _one_after_the_other(facts: PersonFacts) -> None:
    """Whoever enters a person of the same name waits until this is done, and then sees the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"entering {search_key(facts.name)}"]
        )


def _add_guardian(actor: Actor, child: int, guardian: GuardianRecord, at: datetime) -> None:
    told = rules.tidied_guardian(guardian, on=timezone.localdate(at))
    values = {name: getattr(told, name) for name in rules.GUARDIAN}
    row = Guardian.objects.create(child_id=child, **values)
    content = digest({"version": replace(told, number=row.pk).version})
    record(GuardianEdited(f"person:{child}", row.pk, rules.GUARDIAN, content), actor=actor, at=at)


def _say_apart(actor: Actor, new: int, unit: int, other: dict[str, Any], reason: str, at: datetime) -> None:
    """What was decided about a record that is alike: another person, or beyond reach nobody can be sure."""
    state = "different" if named(actor=actor, numbers=[other["b"]]) else "unsure"
    with everywhere():
        pair = DuplicatePair.objects.create(
            a=other["b"], b=new, unit_a_id=other["unit"], unit_b_id=unit, score=round(other["score"] * 10),
            evidence={name: other[name] for name in COMPARED}, state=state, found_at=at, decided_at=at,
            decided_by=actor.id, reason=reason,
        )  # fmt: skip
    told = digest({"reason": reason})
    record(PairDecided(f"person:{pair.a}", new, state, told), actor=actor, at=at)
