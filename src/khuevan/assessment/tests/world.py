"""Which class, school and pupil each route is tried with."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.access.public import system
from khuevan.assessment.models import Assignment, Line
from khuevan.assessment.services.assignments import open_year
from khuevan.org.selectors.units import references as units
from khuevan.people.public import person_references
from khuevan.schooling.models import Enrolment, SchoolClass
from khuevan.schooling.public import class_references, open_school_year

MISSING = 10**12
YEAR = 2026


def build(world: Any) -> None:
    """A class of grade 4 at every school with a pupil nobody knows; a mark of theirs and of one's own."""
    open_school_year(actor=system("world"), school_year=YEAR, at=world.at)
    open_year(YEAR)
    for place in ("school", "neighbour", "foreign"):
        home = world.units[place]
        group = SchoolClass.objects.create(school_year=YEAR, unit=home, grade=4, name="4M")
        world.more[f"marks class at {place}"] = group.pk
        persons = [world.persons[place]]
        if place == "school":
            persons += [world.own[role] for role in world.own if role in {"learner", "parent"}]
            teacher = world.accounts["teacher"].person
            Assignment.objects.create(
                school_year=YEAR, school_class=group, unit=home, person_id=teacher, subject="mathematics",
                since=date(2026, 9, 5),
            )  # fmt: skip
        for one in persons:
            enrolled = Enrolment.objects.for_system("test").filter(person=one, school_year=YEAR)
            if not enrolled.exists():
                Enrolment.objects.create(
                    school_year=YEAR, person_id=one, unit=home, school_class=group, grade=4
                )
            Line.objects.create(
                school_year=YEAR, person_id=one, unit=home, school_class=group, subject="mathematics",
                term=1, ck=80, changed_by="account:1", changed_at=world.at, how="own",
            )  # fmt: skip


def _place(world: Any, at: Any) -> str:
    place: str = world._place(at)
    return place


def _class(world: Any, at: Any) -> dict[str, Any]:
    number = MISSING
    if at.relation is not None:
        number = world.more.get(f"marks class at {_place(world, at)}", MISSING + 1)
    return {"reference": class_references().of(number)}


def _sheet(world: Any, at: Any) -> dict[str, Any]:
    return _class(world, at) | {"sheet": "mathematics", "term": 1}


def _unit(world: Any, at: Any) -> dict[str, Any]:
    return {"reference": units().of(world.unit(at))}


def _pupil(world: Any, at: Any) -> dict[str, Any]:
    return {"reference": person_references().of(world.person(at))}


OBJECTS = {
    "marks-class": _class, "marks-teachers": _class, "marks-exception": _class, "marks-sheet": _sheet,
    "marks-cell": _sheet, "marks-file": _sheet, "marks-school": _unit,
    "marks-windows": _unit, "marks-pupil": _pupil,
}  # fmt: skip
