"""What a list of persons shows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """A person in a list that another room keeps. ``sort`` puts names in Vietnamese order.

    ``reference`` stands in addresses; ``code`` is what people read out; ``sex`` is 0 unknown, 1 male,
    2 female. ``unit`` keeps the record.
    """

    number: int
    reference: str
    code: str
    name: str
    sort: str
    birth_date: date | None
    birth_precision: str
    sex: int
    unit: int
