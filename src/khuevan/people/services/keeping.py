"""Which unit keeps a record: it goes with the learner."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def keep_at(*, numbers: Iterable[int], unit: int) -> int:
    """Let a unit keep the records of persons from now on; answers how many changed hands.

    A part of a larger write, which records it, in its transaction. Records out of the reach of the
    transaction stay where they are, and so do all where the unit is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET unit_id = %s WHERE id = ANY (%s) AND unit_id <> %s",
            [unit, list(numbers), unit],
        )
        return int(cursor.rowcount)
