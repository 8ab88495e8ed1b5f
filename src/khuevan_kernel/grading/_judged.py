from __future__ import annotations

from dataclasses import dataclass

from khuevan_kernel.law import Citation


@dataclass(frozen=True, slots=True)
class Judged:
    """A level, title or outcome (``value``; empty where there is none), its law, and why, for a family."""

    value: str
    because: tuple[Citation, ...]
    vi: str
    en: str


class Missing(ValueError):
    """A result cannot be computed: ``names`` are the marks or subjects that are not there."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


def half_up(parts: int, whole: int) -> int:
    """A quotient of whole numbers, none negative, rounded to the nearest, a half upwards.

    >>> half_up(645, 10), half_up(644, 10), half_up(1, 3)
    (65, 64, 0)
    """
    return (2 * parts + whole) // (2 * whole)


def shown(tenths: int, mark: str = ",") -> str:
    """An average as people write it.

    >>> shown(65), shown(100, ".")
    ('6,5', '10.0')
    """
    return f"{tenths // 10}{mark}{tenths % 10}"
