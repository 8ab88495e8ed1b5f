"""The background work of this room: runs go on piece by piece, so that other work is not held up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import Permission, system
from khuevan.org.public import unit_rows
from khuevan.quality import services
from khuevan.quality.publishing import CHECK, TASK, go_on_later
from khuevan.quality.selectors.runs import unfinished


@app.task(name=TASK, queue="quality")
def go_on(run: int) -> None:
    """Check the next piece of a run, and have the one after it checked later."""
    if services.go_on(run=run, at=timezone.now()).state != "done":
        go_on_later(run)


@app.task(name=CHECK, queue="quality")
def check_person(person: int) -> None:
    """Ask the rules of a record that has just been saved."""
    now = timezone.now()
    services.check_person(actor=system("quality"), person=person, day=timezone.localdate(now), at=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="quality.resume", queue="quality", queueing_lock="quality.resume")
def resume(timestamp: int) -> None:
    """Go on with runs whose worker may be gone; a piece that another is at is left to it."""
    for run in unfinished():
        go_on_later(run)


@app.periodic(cron="17 18 * * 6")
@app.task(name="quality.weekly", queue="quality", queueing_lock="quality.weekly")
def weekly(timestamp: int) -> None:
    """Run all rules over the country, on Sunday night at a quarter past one in Viet Nam."""
    actor = system("quality")
    units = unit_rows(actor=actor, may=Permission.QUALITY_VIEW, path="/")
    if units.height:
        now = timezone.now()
        run = services.ask_run(actor=actor, unit=int(units["unit"][0]), day=timezone.localdate(now), at=now)
        go_on_later(run.id)
