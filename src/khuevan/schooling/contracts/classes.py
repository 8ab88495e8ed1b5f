"""Classes and who is in them, as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class or group of a school year. ``reference`` stands in addresses; ``path`` is its school's place.

    ``grade`` is 1–12; in preschool −3 … 0 by age group. ``level`` is nursery, kindergarten, primary, lower,
    upper.
    """

    number: int
    reference: str
    school_year: int
    unit: int
    unit_name: str
    path: str
    grade: int
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody on the roll of a class. ``number`` is the person's row; ``reference`` stands in addresses.

    The name is empty where the record is kept elsewhere and may not be read; ``code`` is always there.
    """

    number: int
    reference: str
    code: str
    name: str
    birth_date: date | None
    birth_precision: str
    sex: int
    status: str
