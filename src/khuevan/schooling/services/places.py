"""Learners come, change their class, and leave. Each way is also one for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.journal.public import record
from khuevan.people.public import keep_at
from khuevan.schooling import contracts, rules
from khuevan.schooling.codes import words
from khuevan.schooling.models import Departure, Enrolment, SchoolClass
from khuevan.schooling.rules.places import Leaving
from khuevan.schooling.selectors.places import mark_of, place_of
from khuevan.schooling.selectors.placing import ASKED, faults, look_up

MAY = Permission.SCHOOLING_EDIT
_PUT = """
INSERT INTO schooling_enrolment
    (person_id, unit_id, school_class_id, school_year, grade, status, since, entry)
SELECT d.person, d.unit, d.class, d.year, d.grade, 'studying', d.since, d.entry
FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::smallint[], %s::smallint[], %s::date[], %s::text[])
     AS d (person, unit, class, year, grade, since, entry)
ON CONFLICT DO NOTHING"""


@transaction.atomic
def enrol(
    *, actor: Actor, person: int, school_class: int, since: date, at: datetime, entry: str = "new",
    born: date | None = None,
) -> contracts.Place:  # fmt: skip
    """Give a learner a place in a class from a day on; the school keeps their record from then.

    ``born`` is held against the grade where it is told. Refuses with ``OutOfReach`` a class at a school
    that the actor may not edit, and with a ``PlaceRefused``: the school is closed, does not teach the level,
    the day is not of the school year, or the learner has a place already, here or elsewhere.
    """
    target = SchoolClass.objects.visible_to(actor, MAY).select_related("unit").one(pk=school_class)
    asked = pl.DataFrame([[0], [person], [school_class], [since], [born], [entry]], schema=ASKED)
    looked = look_up(asked)
    code = faults(looked, actor, timezone.localdate(at))[0]
    if code:
        raise rules.refuse_place(code)
    put(looked)
    facts = (person, target.school_year, target.unit_id, target.pk, since)
    record(contracts.LearnerEnrolled(f"person:{person}", *facts), actor=actor, at=at)
    return _place(person, target.school_year)


def put(looked: pl.DataFrame) -> int:
    """Put learners into the places that were looked up and found without fault; answers how many.

    A part of a larger write, in its transaction. Refuses with ``InTwoSchools`` where one of them has got a
    place in the meantime.
    """
    if looked.is_empty():
        return 0
    columns = ["person", "unit", "school_class", "year", "grade", "since", "entry"]
    with connection.cursor() as cursor:
        for (year,), rows in looked.group_by("year", maintain_order=True):
            cursor.execute("SELECT schooling_give_way(%s::smallint, %s)", [year, rows["person"].to_list()])
        cursor.execute(_PUT, [looked[name].to_list() for name in columns])
        if cursor.rowcount < looked.height:
            raise rules.refuse_place("KV-S-0005")
    for (unit,), rows in looked.group_by("unit", maintain_order=True):
        keep_at(numbers=rows["person"].to_list(), unit=int(str(unit)))
    return looked.height


@transaction.atomic
def move(
    *, actor: Actor, person: int, school_class: int, since: date, at: datetime, seen: str = "",
    note: str = "",
) -> contracts.Place:  # fmt: skip
    """Move a learner to another class of the same school year, of the same school or another.

    ``seen`` is the mark of the place that was shown. Refuses with ``OutOfReach`` where the actor may not edit
    both schools, with ``ChangedMeanwhile``, ``NotAPlace``, or a ``PlaceRefused`` as ``enrol`` does.
    """
    target = SchoolClass.objects.visible_to(actor, MAY).select_related("unit").one(pk=school_class)
    old = _open_place(actor, person, target.school_year, seen, sent=target.name)
    if old.school_class_id == target.pk:
        return place_of(old)
    asked = pl.DataFrame([[0], [person], [school_class], [since], [None], [old.entry]], schema=ASKED)
    looked = look_up(asked).with_columns(old_status=pl.lit(None, pl.String), elsewhere=pl.lit(False))
    code = faults(looked, actor, timezone.localdate(at))[0]
    if code is None and old.since and since < old.since:
        code = "KV-S-0006"
    if code:
        raise rules.refuse_place(code)
    same = old.unit_id == target.unit_id
    leaving = Leaving("class" if same else "moved", "", note)
    _depart([old], since, leaving)
    left = (old.unit_id, old.school_class_id)
    old.unit_id, old.school_class_id, old.grade, old.since = target.unit_id, target.pk, target.grade, since
    old.entry = old.entry if same else "arrived"
    old.save(update_fields=["unit", "school_class", "grade", "since", "entry"])
    if not same:
        keep_at(numbers=[person], unit=target.unit_id)
    facts = (person, target.school_year, *left, target.unit_id, target.pk, since)
    record(contracts.LearnerMoved(f"person:{person}", *facts), actor=actor, at=at)
    return _place(person, target.school_year)


@transaction.atomic
def leave(
    *, actor: Actor, person: int, school_year: int, day: date, leaving: Leaving, at: datetime, seen: str = "",
) -> contracts.Place:  # fmt: skip
    """End a learner's place; ``day`` is the first on which they are no longer there.

    Refuses with ``OutOfReach``, ``ChangedMeanwhile``, ``NotAPlace`` where they left already,
    ``ReasonMissing``, or ``PlacesOverlap`` where the day is before they came.
    """
    on = timezone.localdate(at)
    rules.require_a_leaving(
        leaving, ways=frozenset(words("how", on)), reasons=frozenset(words("dropout", on))
    )
    row = _open_place(actor, person, school_year, seen, sent=words("how", on)[leaving.how].vi)
    first, after = rules.year_days(school_year)
    if not (row.since or first) <= day <= after:
        raise rules.refuse_place("KV-S-0004" if day > after or not row.since else "KV-S-0006")
    _depart([row], day, leaving)
    row.status = leaving.how
    row.save(update_fields=["status"])
    facts = (person, school_year, row.unit_id, row.school_class_id, day, leaving.how, leaving.reason)
    record(contracts.LearnerLeft(f"person:{person}", *facts), actor=actor, at=at)
    return place_of(row)


def _open_place(actor: Actor, person: int, year: int, seen: str, sent: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(actor, MAY).select_related("unit", "school_class")
    row = rows.select_for_update(of=("self",)).one(person=person, school_year=year)
    if seen and seen != mark_of(row):
        now = f"{row.school_class.name} · {words('status', date(year, 12, 1))[row.status].vi}"
        raise rules.ChangedMeanwhile(now=now, sent=sent)
    if row.status != "studying":
        raise rules.NotAPlace()
    return row


def _depart(rows: Iterable[Enrolment], until: date, leaving: Leaving) -> None:
    Departure.objects.bulk_create(
        Departure(
            school_year=row.school_year, person_id=row.person_id, unit_id=row.unit_id,
            school_class_id=row.school_class_id, grade=row.grade, since=row.since, until=until,
            entry=row.entry, how=leaving.how, reason=leaving.reason, note=leaving.note,
        )
        for row in rows
    )  # fmt: skip


def _place(person: int, year: int) -> contracts.Place:
    rows = Enrolment.objects.for_system("the place that was just written").select_related(
        "unit", "school_class"
    )
    return place_of(rows.one(person=person, school_year=year))
