"""Which key each route is tried with: one's own, or another account's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from khuevan.exchange.models import Key
from khuevan.exchange.selectors import key_references

MISSING = 10**12


def build(world: Any) -> None:
    """A key of each account; whether its holder may use it is not asked here."""
    world.more["keys"] = {
        role: Key.objects.create(
            account=account, path="/", name="Sổ điểm", digest=f"{account.pk:064}", hint="kv_",
            since=world.at, until=world.at + timedelta(days=30),
        ).pk
        for role, account in world.accounts.items()
    }  # fmt: skip


def _key(world: Any, at: Any) -> dict[str, str]:
    own = at.relation == "own" and at.role in world.more["keys"]
    others = next(number for role, number in world.more["keys"].items() if role != at.role)
    number = MISSING if at.relation is None else world.more["keys"][at.role] if own else others
    return {"reference": key_references().of(number)}


OBJECTS = {
    "end-key": _key,
}
