"""What an importable thing is, and what an import says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows that were brought into a table."""

    inserted: int
    updated: int
    unchanged: int

    def __add__(self, other: Merged) -> Merged:
        return Merged(
            self.inserted + other.inserted, self.updated + other.updated, self.unchanged + other.unchanged
        )

    @property
    def rows(self) -> int:
        return self.inserted + self.updated + self.unchanged
