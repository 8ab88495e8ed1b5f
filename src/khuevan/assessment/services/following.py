"""Marks go where the learner goes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from khuevan.access.public import Actor
from khuevan.assessment.contracts import MarksFollowed
from khuevan.assessment.models import Line
from khuevan.journal.public import record


@transaction.atomic
def follow(*, actor: Actor, person: int, school_year: int, unit: int, school_class: int, at: datetime) -> int:
    """Let the marks of a learner's year be kept by another class. Answers how many lines moved.

    What was changed before stays with the school where it was changed. Again, it moves nothing.
    """
    rows = Line.objects.for_system("a learner has moved").filter(person=person, school_year=school_year)
    moved = rows.exclude(unit=unit, school_class=school_class).update(unit=unit, school_class=school_class)
    if moved:
        record(MarksFollowed(f"person:{person}", school_year, school_class, moved), actor=actor, at=at)
    return moved
