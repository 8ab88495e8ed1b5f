"""Which entry the journal's page is tried with: entries belong to no unit, so one for all relations."""

from __future__ import annotations

from typing import Any

from khuevan.journal.models import Entry


def build(world: Any) -> None:
    """The first entry that building the world has made."""
    world.more["entry"] = Entry.objects.order_by("pk").values_list("pk", flat=True)[0]


def _entry(world: Any, at: Any) -> dict[str, int]:
    return {"number": 10**12 if at.relation is None else world.more["entry"]}


OBJECTS = {"journal-entry": _entry}
