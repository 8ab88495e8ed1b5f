"""Handing a turn-over to a worker."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

TASK = "schooling.turn-over"


def run_later(number: int) -> None:
    """Have a worker run a turn-over, once the transaction that asked for it has committed."""
    transaction.on_commit(lambda: app.configure_task(TASK).defer(number=number))
