"""Asked once: a request is answered with what is held; what is left is put to the ministry, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, everywhere
from khuevan.journal.public import record
from khuevan.org.public import unit_in_reach
from khuevan.quality.contracts import Answer, AskAnswered, AskFacts, Burden, DataAsked
from khuevan.quality.models import Ask
from khuevan.quality.rules import AlreadyHeld, AskedAlready, AskSettled, ReasonMissing
from khuevan.quality.rules.asking import burden, key_of, require_whole_ask
from khuevan.quality.selectors.asked import answers, ask_facts, ask_row, counts_by_kind
from khuevan.quality.services.running import SYSTEM


def preview_ask(
    *, actor: Actor, unit: int, title: str, legal_basis: str, fields: Sequence[str], level: str,
    kinds: Sequence[str], times_a_year: int, due: date, today: date,
) -> tuple[tuple[Answer, ...], tuple[Burden, ...]]:  # fmt: skip
    """What would be answered about each field, and what the rest would cost the schools of the unit's branch.

    Refuses with ``AskUnclear`` and ``OutOfReach``. Leaves no trace.
    """
    path = unit_in_reach(actor, unit, Permission.QUALITY_VIEW).path
    require_whole_ask(
        title=title, legal_basis=legal_basis, fields=fields, level=level, kinds=kinds,
        times_a_year=times_a_year, due=due, today=today,
    )  # fmt: skip
    told = answers(fields=fields, level=level, kinds=kinds, day=today)
    rest = sum(not one.already for one in told)
    with transaction.atomic(), everywhere():
        counts = counts_by_kind(kinds=kinds, level=level, path=path, actor=SYSTEM, day=today)
    return told, burden(rest, level, times_a_year, counts, today) if rest else ()


@transaction.atomic
def ask(
    *, actor: Actor, at: datetime, today: date, unit: int, title: str, purpose: str, legal_basis: str,
    fields: Sequence[str], level: str, kinds: Sequence[str], times_a_year: int, due: date,
) -> AskFacts:  # fmt: skip
    """Ask schools of a branch for what the system does not hold; it waits for the ministry.

    Fields that are held, or asked for by a standing request, are left out of it and stay answered. Refuses
    with ``AlreadyHeld`` or ``AskedAlready`` where nothing is left, with ``AskUnclear`` and ``OutOfReach``.
    """
    with connection.cursor() as cursor:  # two that ask the same at once: the later sees the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('quality ask', 0))")
    told, cost = preview_ask(
        actor=actor, unit=unit, title=title, legal_basis=legal_basis, fields=fields, level=level,
        kinds=kinds, times_a_year=times_a_year, due=due, today=today,
    )  # fmt: skip
    rest = [one.asked for one in told if not one.already]
    if not rest:
        others = [one.asked_by for one in told if not one.held]
        if others:
            raise AskedAlready(title=others[0])
        raise AlreadyHeld(fields=[one.asked for one in told])
    row = Ask.objects.create(
        unit_id=unit, title=title.strip(), purpose=purpose.strip(), legal_basis=legal_basis.strip(),
        fields=rest, keys=[key_of(one, today) for one in rest], level=level, kinds=list(kinds),
        times_a_year=times_a_year, due=due, year=due.year, minutes=sum(one.minutes for one in cost),
        burden=[asdict(one) for one in cost],
        answers=[
            {"asked": one.asked, "asked_by": one.asked_by,
             "held": [asdict(held) | {"fresh": None} for held in one.held]}
            for one in told if one.already
        ],
        asked_by=actor.id, asked_at=at,
    )  # fmt: skip
    record(DataAsked(str(row), row.title, tuple(rest), row.minutes), actor=actor, at=at)
    return ask_facts(row)


@transaction.atomic
def settle_ask(*, actor: Actor, at: datetime, reference: str, state: str, reason: str) -> AskFacts:
    """The ministry approves a request that waits, declines it, or ends one it approved; with a reason.

    Refuses with ``AskSettled``, ``ReasonMissing`` and ``OutOfReach``.
    """
    if not actor.may(Permission.QUALITY_RULE):
        raise OutOfReach("ask")
    row = ask_row(reference, lock=True)
    before = {"approved": "waiting", "declined": "waiting", "ended": "approved"}
    if before.get(state) != row.state:
        raise AskSettled()
    if not reason.strip():
        raise ReasonMissing()
    row.state, row.reason = state, reason.strip()
    row.save(update_fields=["state", "reason"])
    record(AskAnswered(str(row), state, row.reason), actor=actor, at=at)
    return ask_facts(row)
