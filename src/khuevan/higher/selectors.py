"""Every read of this room. Each takes the actor; none counts a row that the actor may not see."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db.models import Q

from khuevan.access.public import Actor, Permission
from khuevan.higher.models import Employment, Programme, Study
from khuevan_kernel.figure import Figure


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, programmes, staff and students of higher education within the actor's reach on a day."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    programmes = Programme.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    staff = Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    students = Study.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(since__lte=on, state="studying")
    return [
        Figure("higher.institutions", institution_count(actor=actor, sector="higher", on=on),
               "org_unit: sector higher, status active"),
        Figure("higher.programmes", programmes.count(), "higher_programme: in force on the day"),
        Figure("higher.staff", staff.count(), "higher_employment: in force on the day"),
        Figure("higher.students", students.count(), "higher_study: state studying, begun by the day"),
    ]  # fmt: skip


def institution_count(*, actor: Actor, sector: str, on: date) -> int:
    """How many institutions of a sector are active on a day, of those within the actor's reach."""
    units = apps.get_model("org", "Unit").objects.visible_to(actor, Permission.REVIEW_VIEW)
    counted: int = units.filter(
        Q(until__isnull=True) | Q(until__gt=on), sector=sector, status="active", since__lte=on
    ).count()
    return counted
