"""Every read of this room. Each takes the actor; none counts a row that the actor may not see."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db.models import Max, Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.schooling.models import Employment, Enrolment
from khuevan.schooling.rules import school_year
from khuevan_kernel.figure import Figure

SECTORS = {
    "preschool": ("children", "≤ 0", Q(grade__lt=1)),
    "general": ("pupils", "≥ 1", Q(grade__gte=1)),
}


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, staff and learners of preschool and general education in the actor's reach on a day."""
    learners, staff = _learners(actor, on), _staff(actor, on)
    found: list[Figure] = []
    for sector, (word, which, grades) in SECTORS.items():
        units = institution_count(actor=actor, sector=sector, on=on)
        employed = staff.filter(unit__sector=sector).count()
        enrolled = learners.filter(grades).count()
        found += [
            Figure(f"{sector}.institutions", units, f"org_unit: sector {sector}, status active on the day"),
            Figure(f"{sector}.staff", employed, f"schooling_employment: in force, sector {sector}"),
            Figure(f"{sector}.{word}", enrolled,
                   f"schooling_enrolment: latest school year begun, status studying, grade {which}"),
        ]  # fmt: skip
    return found


def _learners(actor: Actor, on: date) -> ScopedQuerySet[Enrolment]:
    everyone = Enrolment.objects.for_system("which school year is the latest is no secret")
    latest = everyone.filter(school_year__lte=school_year(on)).aggregate(year=Max("school_year"))["year"]
    return Enrolment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(
        school_year=latest or 0, status="studying"
    )


def _staff(actor: Actor, on: date) -> ScopedQuerySet[Employment]:
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)


def institution_count(*, actor: Actor, sector: str, on: date) -> int:
    """How many institutions of a sector are active on a day, of those within the actor's reach."""
    units = apps.get_model("org", "Unit").objects.visible_to(actor, Permission.REVIEW_VIEW)
    counted: int = units.filter(
        Q(until__isnull=True) | Q(until__gt=on), sector=sector, status="active", since__lte=on
    ).count()
    return counted
