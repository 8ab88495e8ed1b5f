"""Having a worker go on with a run."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK = "quality.go_on"


def go_on_later(run: int) -> None:
    """Have a worker check the next piece of a run, once the present transaction has committed."""
    transaction.on_commit(lambda: _ask_the_worker(run))


def _ask_the_worker(run: int) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TASK, queueing_lock=f"{TASK} {run}").defer(run=run)
