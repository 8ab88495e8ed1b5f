"""Having a worker go on with a run, or check a record."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK = "quality.go_on"
CHECK = "quality.check_person"


def go_on_later(run: int) -> None:
    """Have a worker check the next piece of a run, once the present transaction has committed."""
    transaction.on_commit(lambda: _ask_the_worker(run))


def _ask_the_worker(run: int) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TASK, queueing_lock=f"{TASK} {run}").defer(run=run)


def check_later(subject: str) -> None:
    """Have a worker ask the rules of a person's record again: ``person:<number>``; others are left aside."""
    kind, _, number = subject.partition(":")
    if kind == "person" and number.isdigit():
        with suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(CHECK, queueing_lock=f"{CHECK} {number}").defer(person=int(number))
