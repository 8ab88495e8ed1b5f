"""What crosses the wall of this room: values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from khuevan_kernel.event import Event
from khuevan_kernel.figure import Count


@dataclass(frozen=True, slots=True)
class Kept:
    """The register's counts of a day for the whole country, as they were last counted."""

    as_of: date
    counted_at: datetime
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class ReviewFigure:
    """A number of the review: its names, its definition, the rows counted, when, and where they are seen."""

    code: str
    name_vi: str
    name_en: str
    value: int
    definition: str
    definition_en: str
    source: str
    source_en: str
    counted_at: datetime
    link: str
    definition_cites: str


@dataclass(frozen=True, slots=True)
class Review:
    """The figures of one day, and when the register was counted."""

    as_of: date
    counted_at: datetime
    figures: tuple[ReviewFigure, ...]

    def value(self, code: str) -> int | None:
        """The value of a figure; ``None`` where the review has none."""
        return next((figure.value for figure in self.figures if figure.code == code), None)


@dataclass(frozen=True, slots=True)
class FiguresChanged(Event):
    """The country's figures of a day are others than those that were shown before."""

    name: ClassVar[str] = "operations.figures-changed"
    as_of: date
    figures: dict[str, int]
