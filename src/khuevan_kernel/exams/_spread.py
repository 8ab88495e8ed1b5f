from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt

from khuevan_kernel.exams._marks import HIGHEST


@dataclass(frozen=True, slots=True)
class Spread:
    """How many marks there are of each value, in hundredths. All is exact until it is written."""

    counts: Mapping[int, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> str:
        """The mean with two decimals, rounded half up from the exact quotient; empty without marks."""
        n = self.count
        return _decimal(_half_up(self._sum, n), 2) if n else ""

    @property
    def median(self) -> str:
        """The middle mark, exact; of an even number of marks the mean of the two in the middle."""
        n = self.count
        if not n:
            return ""
        twice = self._at((n - 1) // 2) + self._at(n // 2)
        return _decimal(twice * 5, 3) if twice % 2 else _decimal(twice // 2, 2)

    @property
    def sd(self) -> str:
        """The standard deviation of these marks (population), four decimals, half up; empty without marks."""
        n = self.count
        if not n:
            return ""
        squares = sum(mark * mark * count for mark, count in self.counts.items())
        # sd in hundredths is √(n·Σx² − (Σx)²) / n; in ten-thousandths of a mark it is a hundred times that.
        # ⌊2·r⌋ with r the exact root tells on which side of a half it lies.
        twice = isqrt(4 * 100 * 100 * (n * squares - self._sum**2) // (n * n))
        return _decimal((twice + 1) // 2, 4)

    @property
    def tens(self) -> int:
        return self.counts.get(HIGHEST, 0)

    def at_most(self, hundredths: int) -> int:
        """How many marks are at most so high."""
        return sum(count for mark, count in self.counts.items() if mark <= hundredths)

    def steps(self, width: int) -> list[tuple[int, int]]:
        """How many marks lie in each step [k·width, (k+1)·width), by its lower end; ten stands alone."""
        held: dict[int, int] = dict.fromkeys(range(0, HIGHEST + 1, width), 0)
        for mark, count in self.counts.items():
            held[mark // width * width] += count
        return sorted(held.items())

    @property
    def _sum(self) -> int:
        return sum(mark * count for mark, count in self.counts.items())

    def _at(self, place: int) -> int:
        passed = 0
        for mark in sorted(self.counts):
            passed += self.counts[mark]
            if passed > place:
                return mark
        raise IndexError(place)


def _half_up(over: int, under: int) -> int:
    return (2 * over + under) // (2 * under)


def _decimal(scaled: int, places: int) -> str:
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"
