"""Running a batch as who handed it in, with the reach they had."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from khuevan.access.public import reaching
from khuevan.intake import selectors, services
from khuevan.intake.contracts import BatchFacts

TASK = "intake.run"


def run_now(batch: int, at: datetime) -> BatchFacts:
    """Run a batch here and now, in a transaction bound to its owner's reach."""
    actor = selectors.actor_of_batch(batch)
    with transaction.atomic():
        reaching(actor)
        return services.run(batch=batch, actor=actor, at=at)


def run_later(batch: int) -> None:
    """Have a worker run a batch, once the transaction that received it has committed."""
    transaction.on_commit(lambda: app.configure_task(TASK).defer(batch=batch))
