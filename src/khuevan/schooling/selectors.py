"""Every read of this room. Each takes the actor; none counts a row that the actor may not see."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.org.public import institution_count
from khuevan.schooling.contracts import LearnerCount
from khuevan.schooling.models import Employment, Enrolment
from khuevan.schooling.rules import level, school_year
from khuevan_kernel.figure import Figure

SECTORS = {
    "preschool": ("children", "≤ 0", Q(grade__lt=1)),
    "general": ("pupils", "≥ 1", Q(grade__gte=1)),
}


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, staff and learners of preschool and general education in the actor's reach on a day."""
    staff = _staff(actor, on)
    enrolled = _learners(actor, on).aggregate(  # one walk over the year, which may hold 23 million rows
        **{sector: Count("person_id", filter=grades) for sector, (_, _, grades) in SECTORS.items()}
    )
    found: list[Figure] = []
    for sector, (word, which, _) in SECTORS.items():
        units = institution_count(actor=actor, sector=sector, day=on)
        employed = staff.filter(unit__sector=sector).count()
        found += [
            Figure(f"{sector}.institutions", units, f"org_unit: sector {sector}, status active on the day"),
            Figure(f"{sector}.staff", employed, f"schooling_employment: in force, sector {sector}"),
            Figure(f"{sector}.{word}", enrolled[sector],
                   f"schooling_enrolment: latest school year begun, status studying, grade {which}"),
        ]  # fmt: skip
    return found


def learner_counts(*, actor: Actor, on: date) -> list[LearnerCount]:
    """Children and pupils by province and level, within the actor's reach, on a day."""
    rows = _learners(actor, on).values_list("unit__territory__parent__code", "grade")
    counts: dict[tuple[str, str], int] = {}
    for province, grade, count in rows.annotate(count=Count("person_id")).order_by():
        place = (province or "", level(grade))
        counts[place] = counts.get(place, 0) + count
    return [LearnerCount(*place, count) for place, count in sorted(counts.items())]


def _learners(actor: Actor, on: date) -> ScopedQuerySet[Enrolment]:
    everyone = Enrolment.objects.for_system("which school year is the latest is no secret")
    latest = everyone.filter(school_year__lte=school_year(on)).aggregate(year=Max("school_year"))["year"]
    return Enrolment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(
        school_year=latest or 0, status="studying"
    )


def _staff(actor: Actor, on: date) -> ScopedQuerySet[Employment]:
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
