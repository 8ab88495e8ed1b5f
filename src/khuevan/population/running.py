"""Running checks to their end, each piece in a transaction bound to the country's reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction

from khuevan.access.public import reaching, system
from khuevan.population import services
from khuevan.population.connecting import adapter
from khuevan.population.rules import Unreachable

Clock = Callable[[], datetime]
log = structlog.get_logger("khuevan.population")


def run_pieces(run: int, clock: Clock) -> bool:
    """Go on with a run to its end, piece by piece; false where the population database does not answer."""
    actor = system("population")
    while True:
        with transaction.atomic():
            reaching(actor)
            try:
                now = services.check_piece(actor=actor, run=run, adapter=adapter(), at=clock())
            except Unreachable:
                log.warning("population database does not answer", run=run)
                return False
        if now is None or now.state != "waiting":
            return True


def count(clock: Clock) -> tuple[int, int]:
    """Count how far verification is."""
    actor = system("population")
    with transaction.atomic():
        reaching(actor)
        return services.count_verified(actor=actor, at=clock())
