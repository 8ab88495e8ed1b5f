"""The way to the population database that this installation is set up for."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from khuevan.population.client import Client
from khuevan.population.contracts import Adapter


@cache
def adapter() -> Adapter:
    """By settings: the exchange platform, in a demo the simulator; without either, one that refuses."""
    told = settings.POPULATION
    return Client(
        told["url"].rstrip("/"), told["secret"], told["source"], told["client"], told["names"],
        timeout=told["timeout"],
    )  # fmt: skip
