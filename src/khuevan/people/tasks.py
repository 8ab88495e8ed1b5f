"""The background work of the people room: comparing records once a night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import system
from khuevan.people.services.linkage import find_duplicates


@app.periodic(cron="30 18 * * *")  # half past one in Viet Nam
@app.task(name="people.find_duplicates", queue="people", queueing_lock="people.find_duplicates")
def compare_records(timestamp: int) -> None:
    """Look for records that may stand for one person; decisions stay as they are."""
    find_duplicates(actor=system("people"), at=timezone.now())
