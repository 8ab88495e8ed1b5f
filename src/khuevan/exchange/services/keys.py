"""Keys are given and ended, and the field profiles that they carry are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from khuevan.access.public import Actor, OutOfReach
from khuevan.exchange import rules, selectors
from khuevan.exchange.contracts import Fields, KeyEnded, KeyFacts, KeyGiven, ProfileFacts, ProfileMade
from khuevan.exchange.models import Key, Profile
from khuevan.intake.public import importables
from khuevan.journal.public import record


@transaction.atomic
def give_key(
    *, name: str, until: datetime, profile: str = "", careful: bool = False, sandbox: bool = False,
    actor: Actor, at: datetime,
) -> tuple[KeyFacts, str]:  # fmt: skip
    """Give a program a key to act for the office one acts for now; answers it with its token, shown only now.

    ``profile`` is the reference of a field profile; a ``careful`` key says which version it changes. Refuses
    with ``OutOfReach`` a profile of another office, and with ``rules.NoOffice``, ``rules.KeyTooLong`` or
    ``rules.TooManyKeys``.
    """
    account = selectors.account_of(actor)
    if not (account and actor.office):
        raise rules.NoOffice()
    rules.require_period(at, until)
    mine = Key.objects.for_system("one's own keys").filter(selectors.live(at), account=account)
    if mine.count() >= rules.MOST_KEYS:
        raise rules.TooManyKeys(most=rules.MOST_KEYS)
    known = {one.ref for one in selectors.profiles_for(actor)}
    if profile and profile not in known:
        raise OutOfReach("profile")
    token = rules.new_token()
    row = Key.objects.create(
        account_id=account, path=actor.office, purpose=actor.purpose, name=name.strip(), since=at,
        until=until, digest=rules.token_digest(token), hint=token[:9], careful=careful, sandbox=sandbox,
        rate=rules.SANDBOX_RATE if sandbox else rules.RATE,
        profile_id=selectors.profile_references().number(profile) if profile else None,
    )  # fmt: skip
    record(KeyGiven(str(row), actor.office, until.isoformat()), actor=actor, at=at)
    return selectors.facts(row, at), token


@transaction.atomic
def make_profile(*, name: str, fields: Mapping[str, Fields], actor: Actor, at: datetime) -> ProfileFacts:
    """Name a set of columns, for keys of one's office and of those below. Refuses with ``ProfileEmpty``."""
    if not actor.office or not name.strip():
        raise rules.ProfileEmpty()
    things = (one.description for one in importables(actor))
    known = {one.name: frozenset(column.name for column in one.columns) for one in things}
    row = Profile.objects.create(
        path=actor.office, name=name.strip(), fields=rules.profile_fields(fields, known), made_by=actor.id,
        made_at=at,
    )  # fmt: skip
    record(ProfileMade(str(row), actor.office, tuple(sorted(fields))), actor=actor, at=at)
    return ProfileFacts(selectors.profile_references().of(row.pk), row.name, fields)


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
