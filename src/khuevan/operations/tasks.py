"""The background work of this room: counting the register."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import system
from khuevan.operations import services
from khuevan.operations.publishing import TASK


@app.task(name=TASK, queue="operations")
def count_day(day: str) -> None:
    """Count a day that was asked for."""
    services.count_anew(actor=system("review"), on=date.fromisoformat(day), at=timezone.now())


@app.periodic(cron="3 * * * *")
@app.task(name="operations.count_today", queue="operations", queueing_lock="operations.count_today")
def count_today(timestamp: int) -> None:
    """Count today, every hour."""
    now = timezone.now()
    services.count_anew(actor=system("review"), on=timezone.localdate(now), at=now)
