"""The background work of intake: running the batches that were handed in."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.intake import selectors
from khuevan.intake.dispatch import TASK, run_now


@app.task(name=TASK, queue="intake")
def run_batch(batch: int) -> None:
    """Run one batch."""
    run_now(batch, timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="intake.resume", queue="intake", queueing_lock="intake.resume")
def resume(timestamp: int) -> None:
    """Go on with what waits, or whose worker died. What another worker is at is left to it."""
    for batch in selectors.unfinished():
        run_now(batch, timezone.now())
