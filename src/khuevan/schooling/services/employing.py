"""Somebody begins to work at a school."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.org.public import unit_in_reach
from khuevan.schooling import rules
from khuevan.schooling.contracts import records
from khuevan.schooling.models import Employment
from khuevan.schooling.services.reasons import reason_digest


@transaction.atomic
def employ(
    *, actor: Actor, person: int, unit: int, since: date, fields: Mapping[str, str], at: datetime
) -> int:
    """Note that somebody works at a school from a day on; answers the employment's number.

    ``fields`` are ``role`` and what is told of ``position``, ``subject``, ``degree`` and ``contract``.
    Refuses with ``OutOfReach``, ``SchoolClosed``, ``WorkAhead`` a day to come, or ``OnStaffAlready``.
    """
    school = unit_in_reach(actor, unit, Permission.SCHOOLING_EDIT)
    if school.status != "active" or school.until:
        raise rules.refuse_place("KV-S-0002")
    if since > timezone.localdate(at):
        raise rules.WorkAhead(rules.CHARTER)
    standing = Employment.objects.for_system("at a school in reach").filter(person=person, unit=unit)
    if standing.filter(until=None).exists():
        raise rules.OnStaffAlready(rules.CHARTER)
    row = Employment.objects.create(person_id=person, unit_id=unit, since=since, **fields)
    began = reason_digest("begins")
    record(records.StaffChanged(f"person:{person}", person, unit, "began", began), actor=actor, at=at)
    return row.pk
