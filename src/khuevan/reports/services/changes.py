"""Noticing that frozen reports differ from the registers of today."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from khuevan.access.public import Actor, reaching
from khuevan.journal.public import record
from khuevan.reports import contracts, selectors
from khuevan.reports.models import Drift

_NOTICE = """
INSERT INTO reports_drift (report_id, noticed_at, compared_at, cells, rows)
SELECT report, %(at)s, %(at)s, cells, changed
FROM unnest(%(reports)s::bigint[], %(cells)s::int[], %(rows)s::int[]) AS f (report, cells, changed)
ON CONFLICT (report_id) DO UPDATE
SET compared_at = excluded.compared_at, cells = excluded.cells, rows = excluded.rows"""


@transaction.atomic
def notice_changes(*, actor: Actor, school_year: int, on: date, at: datetime) -> tuple[int, int]:
    """Compare every frozen school report of a school year with the registers and keep which differ.

    Answers how many were compared and how many differ; journalled where that is news.
    """
    reaching(actor)
    found = [*selectors.compared(school_year, on)]
    differ = [(report, cells, rows) for report, cells, rows in found if cells or rows]
    held = Drift.objects.for_system("the hourly comparison").filter(report__school_year=school_year)
    before = set(held.values_list("report_id", flat=True))
    now = {report for report, _, _ in differ}
    held.filter(report__in=before - now).delete()
    with connection.cursor() as cursor:
        columns = [[*column] for column in zip(*differ, strict=True)] or [[], [], []]
        cursor.execute(_NOTICE, dict(zip(("reports", "cells", "rows"), columns, strict=True)) | {"at": at})
    if now != before:
        event = contracts.ChangesNoticed(f"school-year:{school_year}", len(found), len(differ))
        record(event, actor=actor, at=at)
    return len(found), len(differ)
