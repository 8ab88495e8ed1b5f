"""Whose a key is, and which keys somebody has."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from khuevan.access.public import Actor
from khuevan.exchange.contracts import Holder, KeyFacts, ProfileFacts
from khuevan.exchange.models import Key, Profile
from khuevan.exchange.profiles import read_fields
from khuevan.exchange.rules import token_digest
from khuevan_kernel.identity import References


def key_references() -> References:
    """The references of keys in addresses."""
    return References(settings.SECRET_KEY, "exchange-key")


def live(at: datetime) -> Q:
    """The keys that hold at a moment."""
    return Q(since__lte=at, until__gt=at, ended_at=None)


def holder(token: str, at: datetime) -> Holder | None:
    """Whose key a token is; ``None`` for one that is unknown, ended or run out, or of a closed account."""
    rows = Key.objects.for_system("who acts is found out by the key itself").filter(
        live(at), digest=token_digest(token), account__is_active=True
    )
    row = rows.select_related("profile").first()
    if row is None:
        return None
    fields = read_fields(row.profile.fields) if row.profile else None
    return Holder(row.pk, row.account_id, row.path, row.purpose, row.rate, row.careful, fields)


def facts(row: Key, at: datetime) -> KeyFacts:
    """A key as its owner sees it."""
    is_live = row.since <= at < row.until and row.ended_at is None
    profile = row.profile.name if row.profile else ""
    return KeyFacts(
        key_references().of(row.pk), row.name, row.hint, row.since, row.until, row.ended_at, is_live, profile,
        row.careful, row.sandbox,
    )  # fmt: skip


def own_keys(actor: Actor, at: datetime, limit: int = 50) -> list[KeyFacts]:
    """The actor's keys, the newest first."""
    rows = Key.objects.for_system("one's own keys").filter(account=account_of(actor)).order_by("-id")
    rows = rows.select_related("profile")
    return [facts(row, at) for row in rows[:limit]]


def account_of(actor: Actor) -> int:
    """The number of the account that acts; 0, which no account has, where none does."""
    kind, _, number = actor.id.partition(":")
    return int(number) if kind == "account" else 0


def profile_references() -> References:
    """The references of field profiles in forms."""
    return References(settings.SECRET_KEY, "exchange-profile")


def profiles_for(actor: Actor) -> list[ProfileFacts]:
    """The profiles that a key of the actor's office may carry: the office's own, and those from above."""
    rows = Profile.objects.for_system("profiles serve the offices below").order_by("name", "id")
    mine = [row for row in rows if actor.office and actor.office.startswith(row.path)]
    return [ProfileFacts(profile_references().of(row.pk), row.name, read_fields(row.fields)) for row in mine]
