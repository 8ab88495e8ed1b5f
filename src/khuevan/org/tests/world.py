"""Which unit, province and reorganisation each route is tried with."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.org.models import Reorganisation, Territory
from khuevan.org.selectors.units import references as units
from khuevan.org.services.reorganisation import references as reorganisations

SINCE = date(2025, 7, 1)
MISSING = 10**12


def build(world: Any) -> None:
    """A province, and a reorganisation of each unit, of which nothing is left but that it was."""
    name = {"name": "Hà Nội", "full_name": "Thành phố Hà Nội", "kind": "Thành phố"}
    Territory.objects.create(level="province", code="01", since=SINCE, **name)
    world.more["reorganisations"] = {
        unit.pk: Reorganisation.objects.create(
            kind="split", day=SINCE, decision="1/QĐ", applied_at=world.at, plan={"units": [unit.pk]},
            undo={"before": EMPTY, "after": EMPTY, "moving": [], "new": []},
        ).pk
        for unit in world.units.values()
    }  # fmt: skip


EMPTY: dict[str, list[object]] = {
    table: [] for table in ("org_unit", "org_unitversion", "org_unitcode", "org_site")
}


def _reorganisation(world: Any, at: Any) -> dict[str, str]:
    return {"reference": reorganisations().of(world.more["reorganisations"].get(world.unit(at), MISSING))}


OBJECTS = {
    "unit": lambda world, at: {"reference": units().of(world.unit(at))},
    "reorganisation": _reorganisation,
    "reorganisation-undo": _reorganisation,
    "province": lambda world, at: {"code": "01" if at.relation else "99"},
}
