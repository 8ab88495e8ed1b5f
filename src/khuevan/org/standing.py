"""What stands on a unit in the rooms above: they say so when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from khuevan.org.rules import StandsOnIt

Count = Callable[[int, date], int]
_counts: dict[str, Count] = {}


def stands_on_units(what: str, words: str, count: Count) -> None:
    """Keep units open on which something stands; called in ``apps.ready`` of the room that owns it.

    ``count(unit, day)`` says how many there would be on a day; ``words``, marked with ``msgid``, what.
    """
    _counts[what] = count
    StandsOnIt.words[what] = words


def standing_on(unit: int, day: date) -> dict[str, int]:
    """How many of what stand on a unit on a day."""
    return {what: many for what, count in _counts.items() if (many := count(unit, day))}
