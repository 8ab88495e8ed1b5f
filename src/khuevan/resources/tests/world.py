"""Which unit each route is tried with."""

from __future__ import annotations

from typing import Any

from khuevan.org.selectors.units import references


def _unit(world: Any, at: Any) -> dict[str, str]:
    return {"reference": references().of(world.unit(at))}


OBJECTS = {
    "premises-of": _unit,
    "premises-edit": _unit,
    "norms-of": _unit,
    "norms-conditions": _unit,
}
