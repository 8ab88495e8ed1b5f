"""Every read of this room. Each takes the actor; none counts a row that the actor may not see."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from khuevan.access.public import Actor, Permission
from khuevan.higher.models import Employment, Programme, Study
from khuevan.org.public import institution_count
from khuevan_kernel.figure import Figure


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, programmes, staff and students of higher education within the actor's reach on a day."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    programmes = Programme.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    staff = Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    students = Study.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(since__lte=on, state="studying")
    return [
        Figure("higher.institutions", institution_count(actor=actor, sector="higher", day=on),
               "org_unit: sector higher, status active"),
        Figure("higher.programmes", programmes.count(), "higher_programme: in force on the day"),
        Figure("higher.staff", staff.count(), "higher_employment: in force on the day"),
        Figure("higher.students", students.count(), "higher_study: state studying, begun by the day"),
    ]  # fmt: skip
