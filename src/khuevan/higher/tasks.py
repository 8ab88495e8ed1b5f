"""The background work of this room: freezing the year on its days."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from khuevan.access.public import reaching, system
from khuevan.higher import services


@app.periodic(cron="30 16 31 12 *")  # 23:30 in Viet Nam
@app.task(name="higher.freeze_data", queue="higher", queueing_lock="higher.freeze_data")
def freeze_data(timestamp: int) -> None:
    """Freeze the year's data of whoever has not done it."""
    _freeze("data")


@app.periodic(cron="30 16 31 3 *")
@app.task(name="higher.freeze_finance", queue="higher", queueing_lock="higher.freeze_finance")
def freeze_finance(timestamp: int) -> None:
    """Freeze the last year's finance of whoever has not done it and whose data are frozen."""
    _freeze("finance")


def _freeze(stage: str) -> None:
    now = timezone.now()
    actor, year = system("higher"), timezone.localdate(now).year - (stage == "finance")
    with transaction.atomic():
        reaching(actor)
        services.freeze_everything(actor=actor, year=year, stage=stage, at=now)
