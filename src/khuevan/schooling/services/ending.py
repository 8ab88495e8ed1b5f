"""What is ended: an employment by its last day, a class that was made for nobody."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.schooling import rules
from khuevan.schooling.contracts import records
from khuevan.schooling.models import Departure, Employment, Enrolment, SchoolClass, Teaching
from khuevan.schooling.services.reasons import keep_reason, reason_digest

MAY = Permission.SCHOOLING_EDIT


@transaction.atomic
def end_employment(*, actor: Actor, employment: int, until: date, reason: str, at: datetime) -> None:
    """End a member of staff's post; ``until`` is the first day without. The reason is kept.

    Refuses with ``OutOfReach``, ``NoReason``, ``EndedAlready``, and ``EndsBefore`` where it had not begun.
    """
    rows = Employment.objects.visible_to(actor, MAY).select_for_update(of=("self",))
    row = rows.one(pk=employment)
    said = reason_digest(reason)
    rules.require_ends_after(until=until, since=row.since, ended=row.until)
    row.until = until
    row.save(update_fields=["until"])
    event = records.StaffChanged(f"person:{row.person_id}", row.person_id, row.unit_id, "ended", said)
    entry = record(event, actor=actor, at=at)
    keep_reason(entry=entry, person=row.person_id, unit=row.unit_id, what="staff", words=reason, day=at)


@transaction.atomic
def remove_class(*, actor: Actor, school_class: int, reason: str, at: datetime) -> None:
    """Take out a class in which nobody has been and nobody teaches, such as one made by mistake.

    Refuses with ``OutOfReach``, ``NoReason``, and ``ClassUsed`` where something stands on it.
    """
    rows = SchoolClass.objects.visible_to(actor, MAY).select_for_update(of=("self",))
    row = rows.one(pk=school_class)
    said = reason_digest(reason)
    within = {"unit": row.unit_id, "school_class": row.pk}
    rules.require_unused(
        used=any(
            model.objects.for_system("what stands on a class in reach").filter(**within, **more).exists()
            for model, more in (
                (Enrolment, {"school_year": row.school_year}),
                (Departure, {"school_year": row.school_year}),
                (Teaching, {}),
            )
        )
    )
    event = records.ClassRemoved(f"class:{row.pk}", row.school_year, row.unit_id, row.grade, said)
    entry = record(event, actor=actor, at=at)
    keep_reason(entry=entry, person=None, unit=row.unit_id, what="class", words=reason, day=at)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise rules.ClassUsed() from None
