"""Keys to try things with, in a synthetic country and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from khuevan.access.contracts import AccountFacts, Role
from khuevan.access.public import (
    Actor,
    OutOfReach,
    account_named,
    create_account,
    give_grant,
    own_grants,
)
from khuevan.exchange import rules
from khuevan.exchange.contracts import KeyEnded, SandboxKey
from khuevan.exchange.models import Key
from khuevan.exchange.services.keys import give_key
from khuevan.journal.public import entries_of, record
from khuevan.org.public import Kind, browse_units

OFFICES = {
    Role.REGISTRAR: Kind.UPPER, Role.PROVINCE: Kind.PROVINCE, Role.UNIVERSITY: Kind.UNIVERSITY,
    Role.MINISTRY: Kind.MINISTRY,
}  # fmt: skip
PURPOSE = "thử nghiệm"


@transaction.atomic
def open_sandbox(*, role: Role, days: int, actor: Actor, at: datetime) -> SandboxKey:
    """A key of a made-up officer of the role, at one office of the synthetic country.

    Refuses with ``NotSynthetic`` where the register is real, and with ``OutOfReach`` where the country has no
    such office.
    """
    _require_synthetic()
    units = browse_units(kind=OFFICES[role], size=1).units
    if not units:
        raise OutOfReach("office")
    unit, until = units[0], at + timedelta(days=days)
    account = _account(f"sandbox-{role}", actor, at)
    me = replace(actor, id=f"account:{account.id}", office=unit.path, purpose=PURPOSE)
    if not any(grant.path == unit.path and grant.until >= until for grant in own_grants(me, at)):
        give_grant(
            account=account.id, role=role, path=unit.path, since=at, until=until, purpose=PURPOSE,
            actor=actor, at=at,
        )  # fmt: skip
    key, token = give_key(name=f"sandbox {role}", until=until, sandbox=True, actor=me, at=at)
    return SandboxKey(str(role), unit.path, unit.name, token, key.until)


@transaction.atomic
def end_sandbox(*, actor: Actor, at: datetime) -> int:
    """End every key of the sandbox, and forget what records it sent; answers how many keys ended."""
    _require_synthetic()
    rows = Key.objects.for_system("the sandbox is emptied").filter(sandbox=True, ended_at=None)
    ended = [*rows.select_for_update(of=("self",))]
    for row in ended:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(KeyEnded(str(row)), actor=actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM exchange_received")
        cursor.execute("DELETE FROM exchange_outgoing")
    return len(ended)


def _require_synthetic() -> None:
    if not entries_of(["nation"], "nation.country-built"):
        raise rules.NotSynthetic()


def _account(name: str, actor: Actor, at: datetime) -> AccountFacts:
    try:
        return account_named(name)
    except OutOfReach:
        return create_account(username=name, name="Phần mềm thử nghiệm", about="sandbox", actor=actor, at=at)
