"""What the addresses of access mean, for the matrix of routes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator

from khuevan.access.contracts import Role
from khuevan.access.public import create_account, give_grant, system
from khuevan.access.selectors import grant_references

WORLD = system("world")
MISSING = 10**12


def build(world: Any) -> None:
    """Somebody who is a teacher in every unit, and has a passkey."""
    holder = create_account(username="holder", actor=WORLD, at=world.at).id
    until = world.at + timedelta(days=1)
    world.more["grants"] = {
        unit.pk: give_grant(
            account=holder,
            role=Role.TEACHER,
            path=unit.path,
            since=world.at,
            until=until,
            actor=WORLD,
            at=world.at,
        ).id
        for unit in world.units.values()
    }
    world.more["passkey"] = Authenticator.objects.create(
        user_id=holder, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}}
    ).pk


def _grant(world: Any, at: Any) -> dict[str, Any]:
    return {"reference": grant_references().of(world.more["grants"].get(world.unit(at), MISSING))}


def _passkey(world: Any, at: Any) -> dict[str, Any]:
    return {"pk": world.more["passkey"] if at.relation else MISSING}


OBJECTS = {
    "access-end": _grant,
    "mfa_remove_webauthn": _passkey,
    "mfa_edit_webauthn": _passkey,
    "account_confirm_email": lambda world, at: {"key": "unknown"},
    "account_reset_password_from_key": lambda world, at: {"uidb36": "1", "key": "unknown"},
    "openid_connect_login": lambda world, at: {"provider_id": "unknown"},
    "openid_connect_callback": lambda world, at: {"provider_id": "unknown"},
}
