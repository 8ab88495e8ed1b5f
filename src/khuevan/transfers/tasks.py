"""The clock of transfers: silence is release."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import reaching, system
from khuevan.transfers.services import release_by_silence


@app.periodic(cron="7 * * * *")
@app.task(name="transfers.clock", queueing_lock="transfers.clock")
def clock(timestamp: int) -> None:
    """Release whom a school kept waiting past its time."""
    actor = system("transfers")
    released = True
    while released:
        with transaction.atomic():
            reaching(actor)
            released = bool(release_by_silence(actor=actor, at=timezone.now()))
