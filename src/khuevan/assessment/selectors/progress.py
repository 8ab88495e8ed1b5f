"""How far the entry of marks is, by class and subject."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from khuevan.assessment import rules
from khuevan.assessment.contracts import HOMEROOM, KINDS
from khuevan.assessment.selectors.assignments import subjects_of_classes
from khuevan.schooling.public import ClassFacts, places_of

Progress = dict[tuple[int, str], tuple[int, int]]


def progress(classes: Sequence[ClassFacts], term: int) -> Progress:
    """Cells filled, of how many, by class and subject; the homeroom sheet's stand under ``homeroom``.

    Comments and sessions absent are not counted. The classes were found in reach.
    """
    numbers = [one.number for one in classes]
    places = places_of(numbers)
    pupils = dict(places.group_by("school_class").len().iter_rows())
    filled = _filled(classes, term, places["person"].to_list())
    subjects = subjects_of_classes(classes)
    found: Progress = {}
    for one in classes:
        for sheet in [*(subject.code for subject in subjects[one.number]), HOMEROOM]:
            columns = [
                column
                for column in rules.columns(one.grade, one.school_year, sheet, term)
                if not (column.text or column.count or column.head or column.subject == rules.ENDORSED)
            ]
            whole = len(columns) * pupils.get(one.number, 0)
            there = sum(
                filled.get((one.number, column.subject), {}).get(column.kind, 0) for column in columns
            )
            found[one.number, sheet] = (min(there, whole), whole)
    return found


def _filled(
    classes: Sequence[ClassFacts], term: int, persons: list[int]
) -> dict[tuple[int, str], dict[str, int]]:
    counted = ", ".join(f"count({kind.lower()})" for kind in KINDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.school_class_id, l.subject, {counted} FROM assessment_line l"
            " WHERE l.school_year = ANY (%s) AND l.school_class_id = ANY (%s) AND l.term = %s"
            " AND l.person_id = ANY (%s) GROUP BY 1, 2",
            [[*{one.school_year for one in classes}], [one.number for one in classes], term, persons],
        )
        return {
            (number, subject): dict(zip(KINDS, counts, strict=True))
            for number, subject, *counts in cursor.fetchall()
        }
