"""A published figure, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a review: its code (``general.pupils``), its value, and the rows counted, in words."""

    code: str
    value: int
    source: str
