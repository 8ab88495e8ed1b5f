"""The background work of schooling: turn-overs of branches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import reaching
from khuevan.schooling.dispatch import TASK
from khuevan.schooling.selectors.turnover import actor_of_turn_over, unfinished
from khuevan.schooling.services import run_turn_over


def run_now(number: int, at: datetime) -> None:
    """Run a turn-over here and now, in a transaction bound to the reach of whoever asked."""
    actor = actor_of_turn_over(number)
    with transaction.atomic():
        reaching(actor)
        run_turn_over(number=number, actor=actor, at=at)


@app.task(name=TASK, queue="schooling")
def run(number: int) -> None:
    """Run one turn-over."""
    run_now(number, timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="schooling.resume", queue="schooling", queueing_lock="schooling.resume")
def resume(timestamp: int) -> None:
    """Go on with what waits, or whose worker died."""
    for number in unfinished():
        run_now(number, timezone.now())
