"""What is shown of a day: the counts that are kept, however long counting takes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import OperationalError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from khuevan.access.public import Actor, reaching, system
from khuevan.operations import selectors, services
from khuevan.operations.contracts import Kept

TASK = "operations.count_day"
FRESH = timedelta(hours=1)
AT_ONCE = "1s"  # a visitor may wait this long for a statement; the worker counts what takes longer


def published(*, reader: Actor, on: date, at: datetime) -> Kept | None:
    """The country's counts of a day, with their time. Where they are old, the worker is asked to count again.

    A day never counted is counted at once if that is quick; ``None`` while the worker is at it. The figures
    are public: counted as the system, whoever asks; the reader's own reach is put back.
    """
    found = selectors.kept(on)
    if found is None:
        with suppress(OperationalError):  # stopped by the time limit; undone with the savepoint
            found = services.count_anew(actor=system("review"), on=on, at=at, within=AT_ONCE)
        reaching(reader)
    if found is None or found.counted_at + FRESH < at:
        transaction.on_commit(lambda: _ask_the_worker(on))
    return found


def _ask_the_worker(on: date) -> None:
    # One day waits at a time, so that asking for many days costs little.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TASK, queueing_lock=TASK).defer(day=on.isoformat())
