"""The figures of preschool and general education. None counts a row that the actor may not see."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count as CountRows
from django.db.models import Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.org.public import institution_counts, provinces_of_units
from khuevan.schooling.models import Employment, Enrolment
from khuevan.schooling.rules import level
from khuevan.schooling.selectors.classes import latest_year
from khuevan_kernel.figure import Count, Figure, summed

LEARNERS = {"preschool": "children", "general": "pupils"}  # what a sector calls them
CODES = [f"{sector}.{what}" for sector, word in LEARNERS.items() for what in ("institutions", "staff", word)]


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, staff and learners of preschool and general education in the actor's reach on a day."""
    return summed(CODES, counts(actor=actor, on=on))


def counts(*, actor: Actor, on: date) -> list[Count]:
    """The parts of the figures, by province and kind: of institution, of work, or level of learning.

    One walk over the year's enrolments, which may be 23 million; the units' provinces are put to its groups.
    """
    provinces = provinces_of_units()
    found: Counter[tuple[str, str, str]] = Counter()
    for sector, province, kind, count in institution_counts(actor=actor, day=on):
        if sector in LEARNERS:
            found[f"{sector}.institutions", province, kind] += count
    staff = _staff(actor, on).filter(unit__sector__in=LEARNERS).order_by()
    for sector, unit, role, count in staff.values_list("unit__sector", "unit_id", "role").annotate(
        count=CountRows("pk")
    ):
        found[f"{sector}.staff", provinces[unit], role] += count
    learners = _learners(actor, on).order_by()
    for unit, grade, count in learners.values_list("unit_id", "grade").annotate(count=CountRows("person_id")):
        sector = "preschool" if grade < 1 else "general"
        found[f"{sector}.{LEARNERS[sector]}", provinces[unit], level(grade)] += count
    return [Count(*place, count) for place, count in sorted(found.items())]


def _learners(actor: Actor, on: date) -> ScopedQuerySet[Enrolment]:
    return Enrolment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(
        school_year=latest_year(on), status="studying"
    )


def _staff(actor: Actor, on: date) -> ScopedQuerySet[Employment]:
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    return Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
