"""The background work of intake: running the batches that were handed in."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import reaching
from khuevan.intake import selectors, services
from khuevan.intake.contracts import BatchFacts


def run_now(batch: int) -> BatchFacts:
    """Run a batch as who handed it in, here and now."""
    actor = selectors.actor_of_batch(batch)
    with transaction.atomic():
        reaching(actor)
        return services.run(batch=batch, actor=actor, at=timezone.now())


@app.task(name="intake.run", queue="intake")
def run_batch(batch: int) -> None:
    """Run one batch."""
    run_now(batch)


@app.periodic(cron="* * * * *")
@app.task(name="intake.resume", queue="intake", queueing_lock="intake.resume")
def resume(timestamp: int) -> None:
    """Go on with what waits, or whose worker died. What another worker is at is left to it."""
    for batch in selectors.unfinished():
        run_now(batch)
