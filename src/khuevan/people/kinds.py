"""What the sector takes persons for, as the rooms tell that teach or employ them."""

from __future__ import annotations

from collections.abc import Callable

_tellers: list[Callable[[int], str]] = []


def tell_kinds(teller: Callable[[int], str]) -> Callable[[int], str]:
    """Register who knows what a person is: ``child``, ``pupil``, ``student``, ``staff``; empty if unknown.

    Called from ``apps.ready`` of a room above, once; the ages that are believed of the person follow from it.
    """
    _tellers.append(teller)
    return teller


def kind_of(person: int) -> str:
    """What a person is to the sector: the first that a room knows, else ``person``."""
    return next((kind for teller in _tellers if (kind := teller(person))), "person")
