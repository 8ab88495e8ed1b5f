"""The places of a learner: the one of a school year, and all of them over the years."""

from __future__ import annotations

from datetime import date
from typing import Any

from khuevan.access.public import Actor, Permission
from khuevan.org.public import unit_references
from khuevan.schooling.contracts import Place
from khuevan.schooling.models import Departure, Enrolment
from khuevan.schooling.selectors.classes import class_references

_EARLY = date(1900, 1, 1)


def place_of(row: Enrolment) -> Place:
    """A place as its row has it; unit and class are fetched with it."""
    return Place(
        row.person_id, row.school_year, row.unit_id, row.unit.name, unit_references().of(row.unit_id),
        row.school_class_id, row.school_class.name, class_references().of(row.school_class_id), row.grade,
        row.status, row.entry, row.since, mark=mark_of(row),
    )  # fmt: skip


def mark_of(row: Enrolment) -> str:
    """What changes with whatever is changed in a place."""
    return f"{row.unit_id}.{row.school_class_id}.{row.status}.{row.since or ''}"


def places(*, actor: Actor, person: int, family: bool = False) -> list[Place]:
    """Every place of a learner that the actor may see, the newest first.

    ``family``: the learner is the actor or their child (``people.public.person`` tells), whose rows the
    second wall gives out whole; else those at schools in the actor's reach. A place that ended has ``until``,
    ``how`` and ``reason``; the row that it left behind in its year is not told again.
    """
    ended = [_ended(row) for row in _seen(Departure.objects, actor, person, family)]
    known = {(one.school_year, one.unit, one.school_class) for one in ended}
    standing = [
        place_of(row)
        for row in _seen(Enrolment.objects, actor, person, family)
        if row.status == "studying" or (row.school_year, row.unit_id, row.school_class_id) not in known
    ]
    return sorted(
        standing + ended,
        key=lambda one: (one.school_year, one.until is None, one.until or one.since or _EARLY, one.unit),
        reverse=True,
    )


def place(*, actor: Actor, person: int, school_year: int, may: Permission) -> Place:
    """The place of a learner in a school year, where the actor has a permission; ``OutOfReach`` else."""
    rows = Enrolment.objects.visible_to(actor, may).select_related("unit", "school_class")
    return place_of(rows.one(person=person, school_year=school_year))


def _seen(rows: Any, actor: Actor, person: int, family: bool) -> Any:
    found = (
        rows.for_system("one's own or one's child's: the second wall gives out no other")
        if family
        else rows.visible_to(actor, Permission.SCHOOLING_VIEW)
    )
    return found.filter(person=person).select_related("unit", "school_class")


def _ended(row: Departure) -> Place:
    return Place(
        row.person_id, row.school_year, row.unit_id, row.unit.name, unit_references().of(row.unit_id),
        row.school_class_id, row.school_class.name, class_references().of(row.school_class_id), row.grade,
        "studying" if row.how == "class" else row.how, row.entry, row.since, row.until, row.how, row.reason,
        row.note,
    )  # fmt: skip
