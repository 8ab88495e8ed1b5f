"""A distribution as a drawing: where each bar, line and label stands. In the drawing's own whole units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from khuevan_kernel.exams import Spread, as_text

LEFT, RIGHT, TOP, BASE = 56, 712, 34, 262  # of a drawing 720 wide and 300 high
GRIDLINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the distribution. ``count`` is ``None`` where it is hidden."""

    lower: str
    upper: str
    count: int | None
    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A histogram with its scales, the fail zone, and where mean and median lie."""

    bars: tuple[Bar, ...]
    across: tuple[tuple[int, int], ...]  # place, mark
    up: tuple[tuple[int, int], ...]  # place, count
    fail_width: int
    mean_at: int
    median_at: int


def draw(spread: Spread, step: int, fail_at_most: int, hidden: frozenset[str] = frozenset()) -> Drawing:
    """Draw a spread in steps of ``step`` hundredths. ``hidden``: lower ends whose counts are not shown."""
    steps = spread.steps(step)
    shown = [(lower, None if as_text(lower) in hidden else count) for lower, count in steps]
    line = _round_up(max((count or 0 for _, count in shown), default=0))
    top = line * GRIDLINES
    return Drawing(
        tuple(_bar(lower, count, step, fail_at_most, top) for lower, count in shown),
        tuple((_across(mark * 100), mark) for mark in range(11)),
        tuple((_up(count, top), count) for count in range(0, top + 1, line)),
        _across(fail_at_most) - LEFT,
        _across(_hundredths(spread.mean)),
        _across(_hundredths(spread.median)),
    )


def _bar(lower: int, count: int | None, step: int, fail_at_most: int, top: int) -> Bar:
    kind = "fail" if lower < fail_at_most else "ten" if lower == 1000 else ""
    x, y = _across(lower), _up(count or 0, top)
    width = max(_across(lower + step) - x - 2, 2)
    last = as_text(lower) if lower == 1000 else as_text(lower + step)
    return Bar(as_text(lower), last, count, kind, x + 1, y, width, BASE - y)


def _hundredths(text: str) -> int:
    return round(Fraction(text or "0") * 100)


def _across(hundredths: int) -> int:
    return LEFT + hundredths * (RIGHT - LEFT) // 1040


def _up(count: int, top: int) -> int:
    return BASE - count * (BASE - TOP) // top


def _round_up(most: int) -> int:
    """The distance of gridlines: a round number, so that four of them hold the highest bar."""
    size = 1
    while True:
        for times in (1, 2, 3, 4, 5, 6, 8):
            if times * size * GRIDLINES >= most:
                return times * size
        size *= 10
