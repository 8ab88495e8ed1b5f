"""Which rows each route of this room is tried with: a study and a degree at every unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.higher.models import Degree, Programme, Study
from khuevan.higher.selectors.registers import references

SINCE = date(2024, 9, 5)
MISSING = 10**12


def build(world: Any) -> None:
    """A student and a graduate with a degree at each unit."""
    world.more["studies"], world.more["degrees"] = {}, {}
    for place, unit in world.units.items():
        programme = Programme.objects.create(
            unit=unit, field="7480201", code="1", name="Tin học", search_name="tin hoc", level="bachelor",
            since=SINCE,
        )  # fmt: skip
        of = {"person_id": world.persons[place], "programme": programme, "unit": unit, "since": SINCE}
        world.more["studies"][unit.pk] = Study.objects.create(student_code="1", **of).pk
        done = Study.objects.create(student_code="2", state="graduated", state_since=SINCE, **of)
        world.more["degrees"][unit.pk] = Degree.objects.create(
            person_id=of["person_id"], study=done, unit=unit, serial="A1", book_number="B1", decision="1/QĐ",
            issued_on=SINCE, signer="Hiệu trưởng",
        ).pk  # fmt: skip


def _study(world: Any, at: Any) -> str:
    return references("students").of(world.more["studies"].get(world.unit(at), MISSING))


def _degree(world: Any, at: Any) -> str:
    return references("degrees").of(world.more["degrees"].get(world.unit(at), MISSING))


def _register(world: Any, at: Any) -> dict[str, str]:
    return {"register": "students" if at.relation else "nothing"}


def _row(world: Any, at: Any) -> dict[str, str]:
    return {"register": "students", "reference": _study(world, at)}


OBJECTS = {
    "higher-list": _register,
    "higher-find": _register,
    "higher-export": _register,
    "higher-add": _register,
    "higher-row": _row,
    "higher-edit": _row,
    "higher-decide": lambda world, at: {"reference": _study(world, at)},
    "higher-degree": lambda world, at: {"reference": _degree(world, at)},
}
