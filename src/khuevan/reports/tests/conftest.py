"""The small world of resources, with whoever signs in it."""

from __future__ import annotations

import pytest

from khuevan.access.public import Permission
from khuevan.org.models import Unit
from khuevan.reports import selectors, services
from khuevan.reports.contracts import Key
from khuevan.resources.tests.conftest import DAY, NOON, World, world
from khuevan_kernel.actor import Actor

__all__ = ["key", "look", "sign", "signer", "world"]
MAY = (Permission.SCHOOLING_VIEW, Permission.REPORTS_SIGN, Permission.PEOPLE_VIEW)


def signer(at: Unit) -> Actor:
    """Who may sign at an office, and sees all below it."""
    return Actor(f"account:{at.pk}", {one: frozenset({at.path}) for one in MAY}, at.path)


def key(at: Unit, form: str = "general", year: int = 2026, period: str = "start") -> Key:
    return Key(at.pk, form, year, period)


def look(at: Unit, **given):
    """What would be signed there now."""
    return selectors.draft(actor=signer(at), key=key(at, **given), on=DAY)


def sign(at: Unit, *, by: Unit | None = None, seen: str | None = None, remark: str = "đã xem", **given):
    """Look, and sign what was looked at."""
    seen = look(at, **given).fingerprint if seen is None else seen
    return services.sign_report(
        actor=signer(by or at), key=key(at, **given), seen=seen, remark=remark, on=DAY, at=NOON
    )


@pytest.fixture
def country(world: World) -> World:
    return world
