"""A learner's place, and places over the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner is, or was, in a school year. ``how`` and ``reason`` are empty while it lasts.

    ``since`` is ``None`` where it is the year's beginning; ``until`` is the day after the last. ``mark``
    changes with whatever is changed: who changes a place says which one they saw.
    """

    person: int
    school_year: int
    unit: int
    unit_name: str
    unit_reference: str
    school_class: int
    class_name: str
    class_reference: str
    grade: int
    status: str
    entry: str
    since: date | None
    until: date | None = None
    how: str = ""
    reason: str = ""
    note: str = ""
    mark: str = ""
