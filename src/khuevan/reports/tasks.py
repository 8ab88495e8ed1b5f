"""The background work of this room: holding frozen reports against the registers."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import system
from khuevan.reports import services
from khuevan.schooling.public import latest_year


@app.periodic(cron="23 * * * *")
@app.task(name="reports.notice_changes", queue="operations", queueing_lock="reports.notice_changes")
def notice_changes(timestamp: int) -> None:
    """Every hour: which frozen reports of this school year differ from the registers."""
    now = timezone.now()
    today = timezone.localdate(now)
    services.notice_changes(actor=system("reports"), school_year=latest_year(today), on=today, at=now)
