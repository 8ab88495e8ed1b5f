"""The background worker: jobs, the delivery of events, and the log's seals, until it is told to stop."""

from __future__ import annotations

import time
from threading import Event, Thread

import structlog
from django.conf import settings
from django.db import Error, connections
from procrastinate.contrib.django import app

from khuevan.exchange.public import forget
from khuevan.journal.public import deliver, forget_old_answers, seal

TURN_SECONDS = 1.0
HOUR = 3600.0
KEPT_HOURS = 24 * 7

log = structlog.get_logger("khuevan.worker")


def work() -> None:
    """Run jobs here and the journal's turns in a thread beside them. Returns after SIGTERM or SIGINT."""
    done = Event()
    journal = Thread(target=_tend_the_journal, args=(done,), name="journal")
    journal.start()
    try:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as ready:
            ready.run_worker(concurrency=1)
    finally:
        done.set()
        journal.join()


def _tend_the_journal(done: Event) -> None:
    forgotten = 0.0
    while not done.wait(TURN_SECONDS):
        try:
            deliver()
            seal()
            if time.monotonic() - forgotten > HOUR:
                forget_old_answers()
                forget(settings.FEED_DAYS)
                _forget_old_jobs()
                forgotten = time.monotonic()
        except Exception as trouble:  # the next turn may go well; the other work goes on
            log.error("journal", exc_info=trouble)
            if isinstance(trouble, Error):
                connections.close_all()
            done.wait(TURN_SECONDS * 5)
    connections.close_all()


def _forget_old_jobs() -> None:
    # Fetching slows down with every finished job that is kept.
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') "
            "AND id IN"
            " (SELECT job_id FROM procrastinate_events GROUP BY job_id"
            " HAVING max(at) < clock_timestamp() - make_interval(hours => %s))",
            [KEPT_HOURS],
        )
