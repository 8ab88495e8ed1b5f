"""Classes are made and changed; support, attendance and staff are noted; results come from marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import Merged, merge_frame
from khuevan.journal.public import record
from khuevan.org.public import unit_in_reach
from khuevan.schooling import contracts, rules
from khuevan.schooling.codes import words
from khuevan.schooling.contracts import records
from khuevan.schooling.models import (
    Absence,
    AttendanceMonth,
    Employment,
    Enrolment,
    SchoolClass,
    StaffYear,
    Support,
)
from khuevan.schooling.selectors.attendance import bit
from khuevan.schooling.selectors.classes import CLASS_FIELDS, class_facts, mark_of_class
from khuevan.schooling.selectors.staff import STAFF_FIELDS, mark_of_staff
from khuevan.schooling.services.reasons import keep_reason, reason_digest
from khuevan.schooling.services.years import open_school_year

MAY = Permission.SCHOOLING_EDIT


@transaction.atomic
def make_class(
    *, actor: Actor, unit: int, school_year: int, grade: int, name: str, at: datetime, **more: Any
) -> contracts.ClassFacts:
    """Give a school a class in a school year; ``more`` are the other ``CLASS_FIELDS``.

    Refuses with ``OutOfReach``, ``SchoolClosed``, ``LevelNotTaught``, and ``ClassNameTaken``.
    """
    school = unit_in_reach(actor, unit, MAY)
    if school.status != "active" or school.until:
        raise rules.refuse_place("KV-S-0002")
    if school.levels and rules.level(grade) not in school.levels:
        raise rules.refuse_place("KV-S-0003")
    name = " ".join(name.split())
    if SchoolClass.objects.for_system("names of a school in reach").filter(
        unit=unit, school_year=school_year, name=name
    ).exists():  # fmt: skip
        raise rules.ClassNameTaken(name=name)
    open_school_year(actor=actor, school_year=school_year, at=at)
    row = SchoolClass.objects.create(unit_id=unit, school_year=school_year, grade=grade, name=name, **more)
    record(records.ClassMade(f"class:{row.pk}", school_year, unit, grade), actor=actor, at=at)
    return class_facts(SchoolClass.objects.for_system("just made").select_related("unit").get(pk=row.pk))


@transaction.atomic
def change_class(
    *, actor: Actor, school_class: int, fields: Mapping[str, Any], homeroom: int | None, reason: str,
    seen: str, at: datetime,
) -> contracts.ClassFacts:  # fmt: skip
    """Change a class: any of ``CLASS_FIELDS``, and its homeroom teacher by their employment.

    Refuses with ``OutOfReach``, ``NoReason``, ``ChangedMeanwhile``, ``ClassNameTaken``, and ``NotOnStaff``
    where the teacher does not work at the school.
    """
    rows = SchoolClass.objects.visible_to(actor, MAY).select_related("unit").select_for_update(of=("self",))
    row = rows.one(pk=school_class)
    if seen != mark_of_class(row):
        raise rules.ChangedMeanwhile(now=row.name, sent=str(fields.get("name", row.name)))
    said = reason_digest(reason)
    others = SchoolClass.objects.for_system("names of a school in reach").exclude(pk=row.pk)
    if others.filter(unit=row.unit, school_year=row.school_year, name=fields.get("name")).exists():
        raise rules.ClassNameTaken(name=fields["name"])
    staff = Employment.objects.visible_to(actor, MAY).filter(unit=row.unit, until=None)
    if homeroom is not None and not staff.filter(pk=homeroom).exists():
        raise rules.NotOnStaff()
    changed = [name for name in CLASS_FIELDS if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    if row.homeroom_id != homeroom:
        row.homeroom_id = homeroom
        changed.append("homeroom")
    if changed:
        row.save(update_fields=changed)
        event = records.ClassChanged(f"class:{row.pk}", row.school_year, row.unit_id, tuple(changed), said)
        entry = record(event, actor=actor, at=at)
        keep_reason(entry=entry, person=None, unit=row.unit_id, what="class", words=reason, day=at)
    return class_facts(row)


@transaction.atomic
def note_support(*, actor: Actor, person: int, code: str, since: date, document: str, at: datetime) -> int:
    """Note that a learner has a policy or support from a day on; answers the row's number.

    Refuses with ``OutOfReach`` and ``UnknownSupport``. Noted again from the same day it changes nothing.
    """
    place = _latest_place(actor, person)
    if code not in words("support", timezone.localdate(at)):
        raise rules.UnknownSupport()
    row, new = Support.objects.for_system("of a learner in reach").get_or_create(
        person_id=person, code=code, since=since,
        defaults={"unit_id": place.unit_id, "document": document.strip()[:200]},
    )  # fmt: skip
    if new:
        event = records.SupportNoted(f"person:{person}", person, place.unit_id, row.pk, ends=False)
        record(event, actor=actor, at=at)
    return row.pk


@transaction.atomic
def end_support(*, actor: Actor, person: int, number: int, until: date, at: datetime) -> None:
    """End a learner's support; ``until`` is the first day without. Refuses with ``OutOfReach``."""
    rows = Support.objects.visible_to(actor, MAY).select_for_update(of=("self",))
    row = rows.one(pk=number, person=person)
    if row.until is not None:
        return
    row.until = max(until, row.since)
    row.save(update_fields=["until"])
    event = records.SupportNoted(f"person:{person}", person, row.unit_id, row.pk, ends=True)
    record(event, actor=actor, at=at)


def _latest_place(actor: Actor, person: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(actor, MAY).filter(person=person).order_by("-school_year")
    row = rows.first()
    if row is None:
        raise OutOfReach("learner")
    return row


@transaction.atomic
def take_attendance(
    *, actor: Actor, school_class: int, day: date, session: int, missed: Mapping[int, bool], at: datetime
) -> None:
    """Note who of a class is absent in a session: by person, whether they are excused; all others are there.

    Taken again it replaces what was noted. Refuses with ``OutOfReach`` a class where the actor may not enter
    marks, or a learner who is not in it; with ``DayAhead`` a day to come, or one not of the school year.
    """
    rows = SchoolClass.objects.visible_to(actor, Permission.MARKS_ENTER).select_related("unit")
    row = rows.select_for_update(of=("self",)).one(pk=school_class)
    first, after = rules.year_days(row.school_year)
    if not first <= day < after or day > timezone.localdate(at):
        raise rules.DayAhead()
    inside = Enrolment.objects.for_system("of a class in reach").filter(
        school_class=row, school_year=row.school_year
    )
    members = set(inside.values_list("person_id", flat=True))
    if not missed.keys() <= members:
        raise OutOfReach("learner")
    noted = Absence.objects.for_system("of a class in reach").filter(
        school_year=row.school_year, day=day, session=session, person__in=members
    )
    noted.delete()
    Absence.objects.bulk_create(
        Absence(
            school_year=row.school_year, person_id=person, unit_id=row.unit_id, day=day, session=session,
            excused=excused,
        )
        for person, excused in missed.items()
    )  # fmt: skip
    month, _ = AttendanceMonth.objects.for_system("of a class in reach").get_or_create(
        school_class=row, month=day.replace(day=1)
    )
    month.taken |= bit(day, session)
    month.save(update_fields=["taken"])
    excused = sum(missed.values())
    counts = (excused, len(missed) - excused)
    event = records.AttendanceTaken(f"class:{row.pk}", row.unit_id, day, session, *counts)
    record(event, actor=actor, at=at)


@transaction.atomic
def change_staff(
    *, actor: Actor, employment: int, fields: Mapping[str, Any], standard: str, evaluation: str,
    school_year: int, reason: str, seen: str, at: datetime,
) -> None:  # fmt: skip
    """Change what is held of a member of staff: any of ``STAFF_FIELDS``, and how the year was judged.

    Refuses with ``OutOfReach``, ``NoReason`` and ``ChangedMeanwhile``.
    """
    rows = Employment.objects.visible_to(actor, MAY).select_for_update(of=("self",))
    row = rows.one(pk=employment)
    if seen != mark_of_staff(row):
        now = words("role", timezone.localdate(at))[row.role].vi
        raise rules.ChangedMeanwhile(now=f"{now} {row.subject}", sent=str(fields.get("subject", "")))
    said = reason_digest(reason)
    for name in STAFF_FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.save(update_fields=[name for name in STAFF_FIELDS if name in fields] or None)
    StaffYear.objects.for_system("of staff in reach").update_or_create(
        person_id=row.person_id, school_year=school_year,
        defaults={"unit_id": row.unit_id, "standard": standard, "evaluation": evaluation},
    )  # fmt: skip
    event = records.StaffChanged(f"person:{row.person_id}", row.person_id, row.unit_id, "changed", said)
    entry = record(event, actor=actor, at=at)
    keep_reason(entry=entry, person=row.person_id, unit=row.unit_id, what="staff", words=reason, day=at)


@transaction.atomic
def record_year_results(*, actor: Actor, school_year: int, frame: pl.DataFrame, at: datetime) -> Merged:
    """Write results of a school year: new ones and those that differ. The door of the room of marks.

    ``frame``: ``person``, ``unit`` (the school that judged), ``average`` in tenths or null, ``study``,
    ``conduct`` (empty for primary), ``outcome`` (``promoted``, ``completed``, ``retest``, ``training``,
    ``guided``, ``repeat``, or empty). Rows of schools where the actor may not enter marks are refused with
    ``OutOfReach``, all together.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, path FROM org_unit WHERE id = ANY (%s)", [frame["unit"].unique().to_list()]
        )
        paths = dict(cursor.fetchall())
    if not all(actor.may_at(Permission.MARKS_ENTER, paths.get(unit, "")) for unit in frame["unit"].unique()):
        raise OutOfReach("school")
    rows = frame.select(
        pl.lit(school_year).alias("school_year"), pl.col("person").alias("person_id"),
        pl.col("unit").alias("unit_id"), "average", "study", "conduct", "outcome",
    )  # fmt: skip
    merged = merge_frame(rows, table="schooling_yearresult", key=["school_year", "person_id"])
    if merged.inserted or merged.updated:
        counts = (merged.inserted, merged.updated, merged.unchanged)
        event = contracts.YearResultsRecorded(f"school-year:{school_year}", school_year, *counts)
        record(event, actor=actor, at=at)
    return merged


@transaction.atomic
def note_export(*, actor: Actor, unit: int, what: str, form: str, rows: int, at: datetime) -> None:
    """Write down that a list was taken out as a file. Refuses with ``OutOfReach``."""
    unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    record(records.ListExported(f"unit:{unit}", what, form, rows), actor=actor, at=at)
