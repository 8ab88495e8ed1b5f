"""The background work of population: checks that were ordered, the count, and what is kept no longer."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import reaching, system
from khuevan.population import selectors, services
from khuevan.population.running import count, run_pieces


@app.periodic(cron="* * * * *")
@app.task(name="population.go-on", queue="population", queueing_lock="population.go-on")
def go_on(timestamp: int) -> None:
    """Go on with the checks that were ordered, or whose worker died."""
    waiting = selectors.unfinished()
    for run in waiting:
        if not run_pieces(run, timezone.now):
            return
    if waiting:
        count(timezone.now)


@app.periodic(cron="20 2 * * *")
@app.task(name="population.daily", queue="population", queueing_lock="population.daily")
def daily(timestamp: int) -> None:
    """Count anew, and forget what newer answers replaced long ago."""
    count(timezone.now)
    actor = system("population")
    with transaction.atomic():
        reaching(actor)
        services.forget_old_evidence(actor=actor, at=timezone.now())
