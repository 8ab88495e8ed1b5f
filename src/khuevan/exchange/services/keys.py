"""The writes of exchange: keys are given and ended. What comes by the interface goes in by intake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange import rules, selectors
from khuevan.exchange.contracts import KeyEnded, KeyFacts, KeyGiven
from khuevan.exchange.models import Key
from khuevan.journal.public import record


@transaction.atomic
def give_key(*, name: str, until: datetime, actor: Actor, at: datetime) -> tuple[KeyFacts, str]:
    """Give a program a key to act for the office one acts for now; answers it with its token, shown only now.

    Refuses with ``rules.NoOffice``, ``rules.KeyTooLong`` or ``rules.TooManyKeys``.
    """
    account = selectors.account_of(actor)
    if not (account and actor.office):
        raise rules.NoOffice()
    rules.require_period(at, until)
    mine = Key.objects.for_system("one's own keys").filter(selectors.live(at), account=account)
    if mine.count() >= rules.MOST_KEYS:
        raise rules.TooManyKeys(most=rules.MOST_KEYS)
    token = rules.new_token()
    row = Key.objects.create(
        account_id=account, path=actor.office, purpose=actor.purpose, name=name.strip(), since=at,
        until=until, digest=rules.token_digest(token), hint=token[:9],
    )  # fmt: skip
    record(KeyGiven(str(row), actor.office, until.isoformat()), actor=actor, at=at)
    return selectors.facts(row, at), token


@transaction.atomic
def end_key(*, reference: str, actor: Actor, at: datetime) -> KeyFacts:
    """End a key of one's own at once; ending it again changes nothing. Refuses with ``OutOfReach``."""
    number = selectors.key_references().number(reference)
    mine = Key.objects.for_system("one's own keys").filter(account=selectors.account_of(actor))
    row = mine.select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise OutOfReach("key")
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(KeyEnded(str(row)), actor=actor, at=at)
    return selectors.facts(row, at)
