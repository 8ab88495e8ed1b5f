"""What the command line may use of the synthetic country."""

from __future__ import annotations

from datetime import datetime

from khuevan.access.public import Actor
from khuevan.nation.demo import ready_made
from khuevan.nation.selectors import standing
from khuevan.nation.services import build_country

__all__ = ["ensure_demo"]


def ensure_demo(*, actor: Actor, at: datetime, scale: float, seed: int) -> None:
    """A synthetic country and its ready-made persons, built where none stands yet.

    Refuses with ``RegisterNotEmpty`` where the register holds anything that is not synthetic.
    """
    if standing() != "done":
        build_country(actor=actor, at=at, scale=scale, seed=seed)
    ready_made(actor=actor, at=at)
