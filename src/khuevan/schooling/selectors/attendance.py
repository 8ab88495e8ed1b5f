"""Attendance of a class."""

from __future__ import annotations

from datetime import date

from khuevan.access.public import Actor, Permission
from khuevan.schooling.models import Absence, AttendanceMonth, Enrolment


def absences_of(*, actor: Actor, school_class: int, day: date, session: int) -> dict[int, bool]:
    """Who of a class is noted as absent in a session: by person, whether they were excused."""
    rows = Enrolment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(school_class=school_class)
    missed = Absence.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(
        day=day, session=session, person__in=rows.values("person")
    )
    return dict(missed.values_list("person_id", "excused"))


def was_taken(*, actor: Actor, school_class: int, day: date, session: int) -> bool:
    """Whether attendance was taken in a class in a session."""
    rows = AttendanceMonth.objects.visible_to(actor, Permission.SCHOOLING_VIEW)
    month = rows.filter(school_class=school_class, month=day.replace(day=1)).first()
    return bool(month and month.taken & bit(day, session))


def bit(day: date, session: int) -> int:
    """The bit of a session in its month."""
    return 1 << (2 * (day.day - 1) + session - 1)
