"""Which report each route is tried with: the start-of-year report of a unit, signed by no one."""

from __future__ import annotations

from typing import Any

from khuevan.org.selectors.units import references


def _unit(world: Any, at: Any) -> dict[str, Any]:
    return {"reference": references().of(world.unit(at))}


def _report(world: Any, at: Any) -> dict[str, Any]:
    return _unit(world, at) | {"form": "general", "year": 2026, "period": "start"}


OBJECTS = {
    "reports-progress": _unit,
    "reports-deadlines": _unit,
    "report": _report,
    "report-sign": _report,
    "report-return": _report,
    "report-compare": _report,
    "report-rows": _report,
    "report-receipt": _report,
}
