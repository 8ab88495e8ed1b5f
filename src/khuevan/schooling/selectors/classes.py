"""Classes and their rolls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Count

from khuevan.access.public import Actor, Permission
from khuevan.people.public import named, person_references, sector_code
from khuevan.schooling.contracts import ClassFacts, Pupil
from khuevan.schooling.models import Departure, Enrolment, SchoolClass
from khuevan.schooling.rules import level, school_year
from khuevan_kernel.identity import References

CLASS_FIELDS = ("name", "kind", "subject", "sessions", "boarding")
_DIGITS = re.compile(r"(\d+)")


def class_references() -> References:
    """The references of classes."""
    return References(settings.SECRET_KEY, "class")


def latest_year(on: date) -> int:
    """The latest school year with enrolments that has begun by a day; the day's own where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schooling_latest_year(%s::smallint)", [school_year(on)])
        latest: int | None = cursor.fetchone()[0]
    return latest if latest is not None else school_year(on)


def classes(
    *, actor: Actor, unit: int, school_year: int, may: Permission = Permission.SCHOOLING_VIEW
) -> list[ClassFacts]:
    """The classes of a school in a school year, by grade and name; none where the actor has no permission."""
    rows = SchoolClass.objects.visible_to(actor, may).filter(unit=unit, school_year=school_year)
    found = [class_facts(row) for row in rows.select_related("unit")]
    return sorted(found, key=lambda one: (one.grade, by_number(one.name)))


def class_in_reach(*, actor: Actor, reference: str, may: Permission) -> ClassFacts:
    """A class at a school where the actor has a permission, or ``OutOfReach`` (``BadReference``)."""
    number = class_references().number(reference)
    return class_facts(SchoolClass.objects.visible_to(actor, may).select_related("unit").one(pk=number))


def roll(*, actor: Actor, school_class: int) -> list[Pupil]:
    """Everybody enrolled in a class, those who left among them, in the Vietnamese order of names.

    ``status`` of who went to another class of the school is ``class``.
    """
    left = Departure.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(school_class=school_class)
    rows = Enrolment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(school_class=school_class)
    here = dict(rows.values_list("person_id", "status"))
    return pupils(actor, dict(left.order_by("pk").values_list("person_id", "how")) | here)


def pupils(actor: Actor, statuses: dict[int, str]) -> list[Pupil]:
    """Persons by their numbers with the status of each, in the Vietnamese order of names."""
    known, references = named(actor=actor, numbers=statuses), person_references()
    ordered = sorted(statuses, key=lambda number: (known[number].sort if number in known else "￿", number))
    return [
        Pupil(
            number, references.of(number), sector_code(number), one.name if one else "",
            one.birth_date if one else None, one.birth_precision if one else "", one.sex if one else 0,
            statuses[number],
        )
        for number in ordered
        for one in (known.get(number),)
    ]  # fmt: skip


def class_facts(row: SchoolClass) -> ClassFacts:
    """A class as its row has it; the row's unit is fetched with it."""
    return ClassFacts(
        row.pk, class_references().of(row.pk), row.school_year, row.unit_id, row.unit.name, row.unit.path,
        row.grade, level(row.grade), row.name,
    )  # fmt: skip


def by_number(name: str) -> list[tuple[int, int, str]]:
    """A key by which 6A2 comes before 6A10."""
    parts = _DIGITS.split(name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def class_sizes(*, actor: Actor, unit: int, school_year: int) -> dict[int, int]:
    """How many study in each class of a school in a year; classes without anybody are left out."""
    rows = Enrolment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(
        unit=unit, school_year=school_year, status="studying"
    )
    return dict(rows.order_by().values_list("school_class").annotate(count=Count("person_id")))


def years_of(*, actor: Actor, unit: int) -> list[int]:
    """The school years in which a school has classes, the newest first."""
    rows = SchoolClass.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(unit=unit)
    return list(rows.order_by("-school_year").values_list("school_year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class ClassDetail:
    """What else is held of a class; ``mark`` changes with whatever is changed in it."""

    name: str
    kind: str
    subject: str
    sessions: int
    boarding: str
    site: str
    employment: int | None
    teacher: str
    mark: str


def homeroom_of(*, actor: Actor, school_class: int) -> ClassDetail:
    """What else is held of a class in the actor's reach, its homeroom teacher by name among it."""
    rows = SchoolClass.objects.visible_to(actor, Permission.SCHOOLING_VIEW).select_related("site", "homeroom")
    row = rows.one(pk=school_class)
    person = row.homeroom.person_id if row.homeroom else 0
    one = named(actor=actor, numbers=[person]).get(person)
    return ClassDetail(
        row.name, row.kind, row.subject, row.sessions, row.boarding, row.site.name if row.site else "",
        row.homeroom_id, one.name if one else "", mark_of_class(row),
    )  # fmt: skip


def mark_of_class(row: SchoolClass) -> str:
    """What changes with whatever is changed in a class."""
    return "|".join(str(getattr(row, name)) for name in (*CLASS_FIELDS, "homeroom_id"))
