"""What can be asked of access: who acts, who holds what, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from khuevan.access.contracts import ROLES, AccountFacts, GrantFacts, Permission, Role
from khuevan.access.models import Account, Grant
from khuevan.access.scoping import OutOfReach
from khuevan_kernel.actor import Actor
from khuevan_kernel.identity import References

DEMO_PREFIX = "demo-"


@dataclass(frozen=True, slots=True)
class Office:
    """A place in whose name one acts: a branch, why, and as whom. A session remembers its ``key``."""

    key: str
    path: str
    purpose: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account may do at a moment: its offices, and whether it has a second factor."""

    offices: tuple[Office, ...]
    second_factor: bool


def grant_references() -> References:
    """The references of grants."""
    return References(settings.SECRET_KEY, "grant")


def account_references() -> References:
    """The references of accounts."""
    return References(settings.SECRET_KEY, "account")


def live(at: datetime) -> Q:
    """The grants that hold at a moment."""
    return Q(since__lte=at, until__gt=at) & (Q(ended_at=None) | Q(ended_at__gt=at))


def standing(account: int, at: datetime) -> Standing:
    """The account's live grants, gathered into offices in the order they were given. One query."""
    rows = (
        Grant.objects.for_system("an account's own grants, to find out what it may see")
        .filter(live(at), account=account, role__in=list(Role))
        .annotate(second_factor=Exists(_authenticators(OuterRef("account"))))
        .order_by("id")
        .values_list("path", "purpose", "role", "second_factor")
    )
    held: dict[tuple[str, str], list[Role]] = {}
    second_factor = False
    for path, purpose, role, has_factor in rows:
        held.setdefault((path, purpose), []).append(Role(role))
        second_factor = has_factor
    offices = (
        Office(f"{path} {purpose}".strip(), path, purpose, tuple(roles))
        for (path, purpose), roles in held.items()
    )
    return Standing(tuple(offices), second_factor)


def _authenticators(account: OuterRef) -> QuerySet[Authenticator]:
    real = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account, type__in=real)
    return found


def acting(account: int, person: int | None, office: Office | None) -> Actor:
    """The actor that an account is while it acts for one office."""
    if office is None:
        return Actor(f"account:{account}", person=person)
    permissions = frozenset[Permission]().union(*(ROLES[role].may for role in office.roles))
    reaches: dict[str, frozenset[str]] = {may: frozenset({office.path}) for may in permissions}
    return Actor(f"account:{account}", reaches, office.path, office.purpose, person)


def account_facts(row: Account) -> AccountFacts:
    """An account as other rooms see it."""
    return AccountFacts(
        row.pk, account_references().of(row.pk), row.username, row.name, row.about, row.person, row.is_active
    )


def grant_facts(row: Grant, at: datetime) -> GrantFacts:
    """A grant with its account. ``at`` decides whether it is live."""
    is_live = row.since <= at < row.until and (row.ended_at is None or row.ended_at > at)
    return GrantFacts(
        row.pk, grant_references().of(row.pk), account_facts(row.account), Role(row.role), row.path,
        row.purpose, row.since, row.until, row.ended_at, is_live,
    )  # fmt: skip


def grants_in_reach(actor: Actor, at: datetime, *, words: str = "", limit: int = 100) -> list[GrantFacts]:
    """The grants in the branches where the actor may grant, newest first; ``words``: account or branch."""
    found = Grant.objects.visible_to(actor, Permission.ACCESS_GRANT).select_related("account")
    if words:
        found = found.filter(
            Q(account__username__icontains=words)
            | Q(account__name__icontains=words)
            | Q(path__startswith=words)
        )
    return [grant_facts(row, at) for row in found.order_by("-id")[:limit]]


def own_grants(actor: Actor, at: datetime) -> list[GrantFacts]:
    """What the actor has been given, ended grants too."""
    if not actor.id.startswith("account:"):
        return []
    rows = Grant.objects.for_system("one's own grants").filter(account=int(actor.id.removeprefix("account:")))
    return [grant_facts(row, at) for row in rows.select_related("account").order_by("-id")]


def account_row(number: int) -> Account:
    """An account that can sign in, for whoever has proved to be it; ``OutOfReach`` where there is none."""
    row = Account.objects.filter(pk=number, is_active=True).first()
    if row is None:
        raise OutOfReach("account")
    return row


def account_named(username: str) -> AccountFacts:
    """The account of that name, or ``OutOfReach``."""
    row = Account.objects.filter(username=username).first()
    if row is None:
        raise OutOfReach("account")
    return account_facts(row)


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """The names of the accounts behind actors' ids (``account:17``), by the id; systems are left out."""
    numbers = [int(one.removeprefix("account:")) for one in actors if one.startswith("account:")]
    return {f"account:{row.pk}": row.name or row.username for row in Account.objects.filter(pk__in=numbers)}


def set_up_path(account: int) -> str:
    """Where somebody sets the first password of an account: an address that works once, for three days."""
    row = Account.objects.get(pk=account)
    parts = {"uidb36": user_pk_to_url_str(row), "key": default_token_generator.make_token(row)}
    return reverse("account_reset_password_from_key", kwargs=parts)


def active_account_of(person: int) -> Account | None:
    """The account of a person that can sign in, for the sign-in library."""
    return Account.objects.filter(person=person, is_active=True).first()


def demo_account(ref: str) -> Account:
    """A ready-made person of the demo, for signing in as them; anything else is ``OutOfReach``."""
    number = account_references().number(ref)
    row = Account.objects.filter(pk=number, username__startswith=DEMO_PREFIX, is_active=True).first()
    if row is None or not settings.DEMO:
        raise OutOfReach("account")
    return row


def demo_persons(at: datetime) -> list[tuple[AccountFacts, Sequence[Role]]]:
    """The demo's ready-made persons with their roles, in the order of the roles. Empty outside a demo."""
    if not settings.DEMO:
        return []
    rows = (
        Grant.objects.for_system("the demo's ready-made persons")
        .filter(live(at), account__username__startswith=DEMO_PREFIX, account__is_active=True)
        .select_related("account")
    )
    held: dict[Account, list[Role]] = {}
    for row in rows:
        held.setdefault(row.account, []).append(Role(row.role))
    order = list(Role)
    found = [(account_facts(account), tuple(roles)) for account, roles in held.items()]
    return sorted(found, key=lambda one: order.index(one[1][0]))


def accounts_of_persons(persons: Iterable[int]) -> dict[int, AccountFacts]:
    """The accounts of persons, by the person's number; persons without an account are left out."""
    rows = Account.objects.filter(person__in=list(persons))
    return {int(row.person): account_facts(row) for row in rows if row.person is not None}
