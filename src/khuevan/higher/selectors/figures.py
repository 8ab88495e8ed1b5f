"""Every read of this room. Each takes the actor; none counts a row that the actor may not see."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.higher.models import Employment, Programme, Study
from khuevan.org.public import institution_counts, provinces_of_units
from khuevan_kernel.figure import Count, Figure, summed

CODES = ["higher.institutions", "higher.programmes", "higher.staff", "higher.students"]


def figures(*, actor: Actor, on: date) -> list[Figure]:
    """Institutions, programmes, staff and students of higher education within the actor's reach on a day."""
    return summed(CODES, counts(actor=actor, on=on))


def counts(*, actor: Actor, on: date) -> list[Count]:
    """The parts of the figures by province and kind: of institution, of work, or level of the programme."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    programmes = Programme.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    staff = Employment.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(in_force)
    students = Study.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(since__lte=on, state="studying")
    found = [
        Count("higher.institutions", province, kind, count)
        for sector, province, kind, count in institution_counts(actor=actor, day=on)
        if sector == "higher"
    ]
    provinces = provinces_of_units()
    for code, rows, kind in (
        ("higher.programmes", programmes, "level"),
        ("higher.staff", staff, "role"),
        ("higher.students", students, "programme__level"),
    ):
        found += _by_province(code, rows, kind, provinces)
    return found


def _by_province(code: str, rows: ScopedQuerySet[Any], kind: str, provinces: dict[int, str]) -> list[Count]:
    found: Counter[tuple[str, str]] = Counter()
    groups = rows.order_by().values_list("unit_id", kind).annotate(count=CountRows("pk"))
    for unit, of_kind, count in groups:
        found[provinces[unit], of_kind] += count
    return [Count(code, *place, count) for place, count in sorted(found.items())]
