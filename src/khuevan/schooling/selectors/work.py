"""What a school has to look after, counted; and the schools of an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext, ngettext

from khuevan.access.public import Actor, Permission
from khuevan.org.public import UnitFacts, units
from khuevan.schooling.models import AttendanceMonth, Enrolment, SchoolClass
from khuevan.schooling.rules import school_year as year_of
from khuevan.schooling.selectors.attendance import bit
from khuevan.schooling.selectors.classes import latest_year
from khuevan_kernel.work import Due

MOST = 60
_WITHOUT = """
SELECT count(*) FROM schooling_enrolment e
WHERE e.school_year = %s AND e.unit_id = %s AND e.status = 'studying'
AND NOT EXISTS (SELECT FROM people_identifier i WHERE i.person_id = e.person_id AND i.scheme = 'national'
                AND i.until IS NULL)"""
_BEHIND = """
SELECT count(*) FROM schooling_enrolment e
WHERE e.school_year = %s AND e.unit_id = %s AND e.status = 'studying'
AND e.grade NOT IN (0, 5, 9, 12)
AND NOT EXISTS (SELECT FROM schooling_enrolment n WHERE n.school_year = e.school_year + 1
                AND n.person_id = e.person_id)
AND NOT EXISTS (SELECT FROM schooling_studying_elsewhere(ARRAY[e.person_id]) w
                WHERE w.year = e.school_year + 1)"""


@dataclass(frozen=True, slots=True)
class State:
    """What a school has to look after, each a count."""

    learners: int
    classes: int
    without_number: int
    without_teacher: int
    empty: int
    not_called: int
    left_behind: int


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school of an office: how many classes and learners it has this year."""

    unit: UnitFacts
    classes: int
    learners: int


def due_of_school(*, actor: Actor, school: UnitFacts, school_year: int, on: date) -> State:
    """What a school has to look after on a day of a school year."""
    view = Permission.SCHOOLING_VIEW
    groups = SchoolClass.objects.visible_to(actor, view).filter(unit=school.id, school_year=school_year)
    held = dict(groups.values_list("pk", "homeroom_id"))
    inside = Enrolment.objects.visible_to(actor, view).filter(
        unit=school.id, school_year=school_year, status="studying"
    )
    taught = set(inside.values_list("school_class_id", flat=True).distinct())
    months = AttendanceMonth.objects.visible_to(actor, view).filter(
        school_class__in=list(held), month=on.replace(day=1)
    )
    called = {row.school_class_id for row in months if row.taken & (bit(on, 1) | bit(on, 2))}
    open_day = on.weekday() < 6 and year_of(on) == school_year
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, [school_year, school.id])
        (without,) = cursor.fetchone()
        cursor.execute(_BEHIND, [school_year - 1, school.id])
        (behind,) = cursor.fetchone()
    return State(
        inside.count(), len(held), without, sum(one is None for one in held.values()),
        len(held.keys() - taught), len(taught - called) if open_day else 0, behind,
    )  # fmt: skip


def schools_of(*, actor: Actor, school_year: int) -> list[SchoolLine]:
    """Schools with classes this year in the actor's reach, by the tree; at most ``MOST``."""
    groups = SchoolClass.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(school_year=school_year)
    first = groups.order_by("unit__path").values_list("unit_id", flat=True).distinct()[:MOST]
    numbers = list(first)
    classes = groups.filter(unit__in=numbers).values_list("unit_id").annotate(count=Count("id"))
    inside = Enrolment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(
        unit__in=numbers, school_year=school_year, status="studying"
    )
    learners = inside.values_list("unit_id").annotate(count=Count("person_id"))
    in_classes, in_school = dict(classes), dict(learners)
    return [SchoolLine(one, in_classes.get(one.id, 0), in_school.get(one.id, 0)) for one in units(numbers)]


def due(*, actor: Actor, on: date) -> list[Due]:
    """What waits for a registrar: learners of last year without a place this year, and without a number."""
    if not actor.may(Permission.SCHOOLING_EDIT) or actor.office.count("/") < 2:
        return []
    found = units([int(actor.office.split("/")[-2])])
    if not found or found[0].sector not in {"preschool", "general"}:
        return []
    year = latest_year(on)
    state = due_of_school(actor=actor, school=found[0], school_year=year, on=on)
    lines = []
    if state.left_behind:
        title = ngettext(
            "%(count)s học sinh năm trước chưa có chỗ năm nay",
            "%(count)s học sinh năm trước chưa có chỗ năm nay", state.left_behind,
        ) % {"count": state.left_behind}  # fmt: skip
        about = gettext("Cho lên lớp, xếp lớp, hoặc ghi rõ đã đi đâu.")
        lines.append(Due(title, about, "school-turn-over", (found[0].ref,), tone="warn"))
    if state.without_number:
        title = ngettext(
            "%(count)s học sinh chưa có số định danh", "%(count)s học sinh chưa có số định danh",
            state.without_number,
        ) % {"count": state.without_number}  # fmt: skip
        lines.append(
            Due(title, gettext("Không chặn việc học; bổ sung khi gia đình có giấy tờ."), "schooling")
        )
    return lines
