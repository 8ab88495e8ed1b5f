"""What crosses the wall of this room: values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ReviewFigure:
    """A number of the review: its names, its definition, the rows counted, and where they are seen."""

    code: str
    name_vi: str
    name_en: str
    value: int
    definition: str
    definition_en: str
    source: str
    link: str
    definition_cites: str


@dataclass(frozen=True, slots=True)
class Review:
    """The figures of one day, and when they were counted."""

    as_of: date
    counted_at: datetime
    figures: tuple[ReviewFigure, ...]

    def value(self, code: str) -> int | None:
        """The value of a figure; ``None`` where the review has none."""
        return next((figure.value for figure in self.figures if figure.code == code), None)
