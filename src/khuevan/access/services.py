"""The writes of access: accounts, and the grants that say what each may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from khuevan.access import rules
from khuevan.access.contracts import (
    AccountCreated,
    AccountDisabled,
    AccountFacts,
    AccountLinked,
    DemoPerson,
    DemoPrepared,
    GrantEnded,
    GrantFacts,
    GrantGiven,
    Permission,
    ReachMoved,
    Role,
)
from khuevan.access.models import Account, Grant
from khuevan.access.scoping import OutOfReach
from khuevan.access.selectors import DEMO_PREFIX, account_facts, grant_facts, live
from khuevan.journal.public import record
from khuevan_kernel.actor import Actor

DEMO_GRANT = timedelta(days=365)


@transaction.atomic
def create_account(
    *, username: str, name: str = "", email: str = "", person: int | None = None, about: str = "",
    password: str | None = None, actor: Actor, at: datetime,
) -> AccountFacts:  # fmt: skip
    """Make an account; without a password, it signs in by an identity provider or a set-up link only."""
    if Account.objects.filter(username__iexact=username).exists():
        raise rules.NameTaken()
    row = Account(username=username, name=name, email=email, person=person, about=about)
    _set_password(row, password)
    row.save()
    record(AccountCreated(str(row), "made"), actor=actor, at=at)
    return account_facts(row)


def _set_password(row: Account, password: str | None) -> None:
    if password is None:
        row.set_unusable_password()
        return
    try:
        validate_password(password, row)
    except ValidationError as trouble:
        raise rules.PasswordTooWeak(rules=trouble.messages) from None
    row.set_password(password)


def account_adopted(*, account: int, issuer: str, actor: Actor, at: datetime) -> None:
    """Journal an account that signing in with an identity provider has made."""
    record(AccountCreated(f"account:{account}", f"issuer {issuer}"), actor=actor, at=at)


@transaction.atomic
def link_person(*, account: int, person: int, issuer: str, actor: Actor, at: datetime) -> None:
    """Tie an account to the record of a person that an issuer vouches for.

    Nothing happens where the account has a record or the record an account: people have to settle that.
    """
    row = Account.objects.select_for_update().get(pk=account)
    if row.person is not None or Account.objects.filter(person=person).exists():
        return
    row.person = person
    row.save(update_fields=["person"])
    record(AccountLinked(str(row), issuer, person), actor=actor, at=at)


@transaction.atomic
def disable_account(*, account: int, reason: str, actor: Actor, at: datetime) -> AccountFacts:
    """Let nobody sign in with an account any more, and end its sessions.

    It may be done by whoever could give, at each of its branches, every role the account holds.
    """
    row = Account.objects.select_for_update().filter(pk=account).first()
    if row is None:
        raise OutOfReach("account")
    for grant in Grant.objects.for_system("the rule asks about all of them").filter(live(at), account=row):
        rules.check_gift(actor, str(row), Role(grant.role), grant.path)
    if not actor.may(Permission.ACCESS_GRANT):
        raise OutOfReach("account")
    row.is_active = False
    row.epoch += 1
    row.save(update_fields=["is_active", "epoch"])
    record(AccountDisabled(str(row), reason), actor=actor, at=at)
    return account_facts(row)


@transaction.atomic
def give_grant(
    *, account: int, role: Role, path: str, since: datetime, until: datetime, purpose: str = "",
    actor: Actor, at: datetime,
) -> GrantFacts:  # fmt: skip
    """Give a role at a branch for a period. Refuses what ``rules.check_gift`` and ``check_period`` refuse."""
    row = Account.objects.select_for_update().filter(pk=account, is_active=True).first()
    if row is None:
        raise OutOfReach("account")
    rules.check_gift(actor, str(row), role, path)
    rules.check_period(since, until, at)
    grant = Grant.objects.create(
        account=row, role=role, path=path, since=since, until=until, purpose=purpose, given_by=actor.id
    )
    event = GrantGiven(str(row), grant.pk, role, path, since, until, purpose)
    record(event, actor=actor, at=at)
    return grant_facts(grant, at)


@transaction.atomic
def end_grant(*, grant: int, actor: Actor, at: datetime) -> GrantFacts:
    """Take a role away now; the holder's next request sees it. Ending an ended grant changes nothing.

    Who could give it can end it; one's own can be laid down.
    """
    mine = Grant.objects.visible_to(actor, Permission.ACCESS_GRANT)
    row = mine.select_for_update(of=("self",)).select_related("account").one(pk=grant)
    if not (str(row.account) == actor.id or rules.may_give(actor, Role(row.role), row.path)):
        raise rules.GrantNotYours(role=row.role, path=row.path)
    if row.until > at and row.ended_at is None:
        row.ended_at, row.ended_by = at, actor.id
        row.save(update_fields=["ended_at", "ended_by"])
        record(GrantEnded(str(row.account), row.pk, row.role, row.path), actor=actor, at=at)
    return grant_facts(row, at)


@transaction.atomic
def move_reach(*, old_path: str, new_path: str, actor: Actor, at: datetime) -> int:
    """Have the grants of a branch follow it to its new place in the tree; answers how many moved.

    For the room that moves units, inside its own transaction. Grants at the branch itself and below it move,
    ended ones too: their history reads right in the new tree.
    """
    rules.check_branch(old_path)
    rules.check_branch(new_path)
    branch = Grant.objects.for_system("a branch moved").filter(path__startswith=old_path)
    rest = Substr(F("path"), len(old_path) + 1)
    moved = branch.update(path=Concat(Value(new_path), rest))
    if moved:
        record(ReachMoved(new_path, old_path, new_path, moved), actor=actor, at=at)
    return moved


@transaction.atomic
def prepare_demo(*, persons: Sequence[DemoPerson], actor: Actor, at: datetime) -> list[AccountFacts]:
    """Set up the demo's ready-made persons, one a role, each with one grant for a year.

    Refused outside a demo. Called again, it takes the earlier grants away and gives the new ones.
    """
    if not settings.DEMO:
        raise rules.DemoOnly()
    for one in persons:
        rules.check_branch(one.path)
    names = [DEMO_PREFIX + one.role for one in persons]
    Account.objects.filter(username__startswith=DEMO_PREFIX).update(person=None)
    Grant.objects.for_system("the demo is set up anew").filter(
        account__username__startswith=DEMO_PREFIX
    ).delete()
    accounts = [_demo_account(name, one) for name, one in zip(names, persons, strict=True)]
    Grant.objects.for_system("the demo is set up anew").bulk_create(
        Grant(
            account=account, role=one.role, path=one.path, since=at, until=at + DEMO_GRANT, given_by=actor.id
        )
        for account, one in zip(accounts, persons, strict=True)
    )
    record(DemoPrepared("demo", len(accounts)), actor=actor, at=at)
    return [account_facts(account) for account in accounts]


def _demo_account(username: str, one: DemoPerson) -> Account:
    row = Account.objects.filter(username=username).first() or Account(username=username)
    row.name, row.about, row.person, row.is_active = one.name, one.about, one.person, True
    row.set_unusable_password()
    row.save()
    return row
