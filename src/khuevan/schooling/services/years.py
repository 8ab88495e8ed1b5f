"""Every write of this room: load, decide, write, record, return."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from khuevan.access.public import Actor
from khuevan.journal.public import record
from khuevan.schooling import contracts


@transaction.atomic
def open_school_year(*, actor: Actor, school_year: int, at: datetime) -> bool:
    """Make room for the enrolments and results of a school year. Answers whether it was not open before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schooling_open_year(%s::smallint)", [school_year])
        opened: bool = cursor.fetchone()[0]
    if opened:
        event = contracts.SchoolYearOpened(f"school-year:{school_year}", school_year)
        record(event, actor=actor, at=at)
    return opened
