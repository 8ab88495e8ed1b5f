"""What of this room stands on an institution: it does not close before they have gone."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from khuevan.schooling.models import Employment, Enrolment
from khuevan.schooling.rules import school_year as year_of
from khuevan_kernel.law import msgid


def _learners(unit: int, day: date) -> int:
    rows = Enrolment.objects.for_system("what keeps a held unit open")
    return rows.filter(unit=unit, school_year=year_of(day), status="studying").count()


def _staff(unit: int, day: date) -> int:
    rows = Employment.objects.for_system("what keeps a held unit open").filter(unit=unit, since__lt=day)
    return rows.filter(Q(until=None) | Q(until__gt=day)).count()


STANDING = (
    ("schooling.learners", msgid("trẻ em, học sinh đang học"), _learners),
    ("schooling.staff", msgid("nhân sự đang làm việc"), _staff),
)
