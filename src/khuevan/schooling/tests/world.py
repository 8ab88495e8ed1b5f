"""Which class, learner and member of staff each route is tried with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.public import system
from khuevan.org.public import unit_references
from khuevan.people.public import person_references
from khuevan.schooling.models import Employment, Enrolment, SchoolClass, TurnOver
from khuevan.schooling.rules import school_year
from khuevan.schooling.selectors.classes import class_references
from khuevan.schooling.selectors.staff import employment_references
from khuevan.schooling.selectors.turnover import turnover_references
from khuevan.schooling.services import open_school_year

MISSING = 10**12
GRADES = {"school": 4, "neighbour": 5, "foreign": 11}


def build(world: Any) -> None:
    """A class in each school with a learner and a teacher, and a turn-over of each unit."""
    day = timezone.localdate(world.at)
    year = school_year(day)
    open_school_year(actor=system("world"), school_year=year, at=world.at)
    for place, unit in world.units.items():
        world.more[f"turn-over of {unit.pk}"] = TurnOver.objects.create(
            path=unit.path, school_year=year - 1, acting={}, asked_at=world.at, phase="done"
        ).pk
        if place not in GRADES:
            continue
        group = SchoolClass.objects.create(school_year=year, unit=unit, grade=GRADES[place], name="A1")
        world.more[f"class of {unit.pk}"] = group.pk
        learners = [world.persons[place]]
        if place == "school":
            learners += [world.own[Role.LEARNER], world.own[Role.PARENT]]
        for person in learners:
            Enrolment.objects.create(
                school_year=year, person_id=person, unit=unit, school_class=group, grade=group.grade
            )
        world.more[f"post at {unit.pk}"] = Employment.objects.create(
            person_id=world.persons[place], unit=unit, role="teacher", since=unit.since
        ).pk


def _kept(what: str, references: Any) -> Any:
    return lambda world, at: {"reference": references.of(world.more.get(f"{what} {world.unit(at)}", MISSING))}


def _unit(world: Any, at: Any) -> dict[str, str]:
    return {"reference": unit_references().of(world.unit(at))}


def _learner(world: Any, at: Any) -> dict[str, str]:
    return {"reference": person_references().of(world.person(at))}


_CLASS = _kept("class of", class_references())
_POST = _kept("post at", employment_references())
_OVER = _kept("turn-over of", turnover_references())
OBJECTS = {
    **dict.fromkeys(
        ("school", "class-new", "school-learners", "school-staff", "school-turn-over",
         "school-turn-over-undo", "school-settle"),
        _unit,
    ),
    "school-learners-file": lambda world, at: _unit(world, at) | {"form": "csv"},
    **dict.fromkeys(("school-class", "class-edit", "class-add", "class-attendance"), _CLASS),
    **dict.fromkeys(
        ("learner", "learner-leave", "learner-move", "learner-supports", "learner-support-end"), _learner
    ),
    **dict.fromkeys(("turn-over", "turn-over-undo"), _OVER),
    "person-new": lambda world, at: {"way": "class"} | _CLASS(world, at),
    "staff-member": _POST,
}  # fmt: skip
