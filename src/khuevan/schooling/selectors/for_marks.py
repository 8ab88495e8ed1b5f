"""What the room of marks needs of classes, places and staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Q

from khuevan.access.public import Actor, Permission
from khuevan.people.public import named
from khuevan.schooling.contracts import ClassFacts
from khuevan.schooling.models import Employment, SchoolClass
from khuevan.schooling.selectors.classes import class_facts


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at a school on a day. ``subject`` is the one they mainly teach."""

    number: int
    reference: str
    name: str
    sort: str
    role: str
    subject: str


def colleagues(*, actor: Actor, unit: int, on: date) -> list[Colleague]:
    """Who works at a school on a day and whose record the actor may read, in Vietnamese order."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    rows = Employment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(in_force, unit=unit)
    jobs = {
        number: (role, subject) for number, role, subject in rows.values_list("person_id", "role", "subject")
    }
    known = named(actor=actor, numbers=jobs)
    found = [Colleague(n, one.reference, one.name, one.sort, *jobs[n]) for n, one in known.items()]
    return sorted(found, key=lambda one: (one.sort, one.number))


def classes_by_number(numbers: Iterable[int]) -> dict[int, ClassFacts]:
    """Classes that the caller has found by rows in its own reach."""
    rows = SchoolClass.objects.for_system("classes of rows found in reach").filter(pk__in=list(numbers))
    return {row.pk: class_facts(row) for row in rows.select_related("unit")}


def places_of(classes: Iterable[int]) -> pl.DataFrame:
    """Who studies in classes now: ``person``, ``school_class``, ``unit``, ``grade``; the wall holds."""
    schema = {"person": pl.Int64(), "school_class": pl.Int64(), "unit": pl.Int64(), "grade": pl.Int64()}
    with connection.cursor() as cursor:
        cursor.execute(
            # By the class's school, as enrolments are indexed: a class has its pupils in its own school.
            "SELECT e.person_id, e.school_class_id, e.unit_id, e.grade FROM schooling_schoolclass c"
            " JOIN schooling_enrolment e ON e.school_class_id = c.id AND e.unit_id = c.unit_id"
            " AND e.school_year = c.school_year WHERE c.id = ANY (%s) AND e.status = 'studying'",
            [[*classes]],
        )
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def places_of_persons(persons: Iterable[int], school_year: int) -> pl.DataFrame:
    """Where persons study now in a school year, as ``places_of``, with the path of the school."""
    schema = {
        "person": pl.Int64(), "school_class": pl.Int64(), "unit": pl.Int64(), "grade": pl.Int64(),
        "path": pl.String(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.person_id, e.school_class_id, e.unit_id, e.grade, u.path FROM schooling_enrolment e"
            " JOIN org_unit u ON u.id = e.unit_id WHERE e.school_year = %s AND e.person_id = ANY (%s)"
            " AND e.status = 'studying'",
            [school_year, [*persons]],
        )
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
