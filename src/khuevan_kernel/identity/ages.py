"""Which birth dates are believed of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khuevan_kernel.law import Citation, Law

Bounds = dict[str, tuple[int, int]]
AGES: Law[Bounds] = Law.from_toml(
    Path(__file__).parents[3] / "regulations" / "people" / "ages.toml",
    lambda says: {kind: (least, most) for kind, (least, most) in says.items()},
)
CENTURY = 100


@dataclass(frozen=True, slots=True)
class Disbelieved:
    """A birth date that cannot be: the ages believed, and the year meant where it is a century off."""

    least: int
    most: int
    meant: int | None
    because: Citation


def disbelieved(born: date, on: date, kind: str = "person") -> Disbelieved | None:
    """Why a birth date is not believed on a day of somebody who is a ``kind``; ``None`` where it is.

    ``meant`` is told of kinds whose ages span less than a century: of others either year would do.

    Kinds are ``child`` (preschool), ``pupil``, ``learner`` (either, or of any age), ``student``, ``staff``
    and ``person``. Of a date that is not known whole, give the first day it may be.
    """
    law = AGES.on(on)
    least, most = law.says[kind]
    if born <= on and least <= _age(born.year, born, on) <= most:
        return None
    shifts = (born.year + CENTURY, born.year - CENTURY) if most - least < CENTURY else ()
    meant = next((year for year in shifts if least <= _age(year, born, on) <= most), None)
    return Disbelieved(least, most, meant, law.cites)


def _age(year: int, born: date, on: date) -> int:
    """Whole years from a birth date, in that year, to a day; −1 where it lies ahead."""
    return on.year - year - ((on.month, on.day) < (born.month, born.day))
