from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from khuevan_kernel.law import Decided, Law

REGULATIONS = Path(__file__).parents[3] / "regulations" / "staffing"
# Grades as the registers hold them: 1–12, and in preschool −3 … 0 by age group.
_LEVELS = {
    -3: "nursery_25_36_months", -2: "kindergarten_3_4", -1: "kindergarten_4_5", 0: "kindergarten_5_6",
    **dict.fromkeys(range(1, 6), "primary"),
    **dict.fromkeys(range(6, 10), "lower_secondary"),
    **dict.fromkeys(range(10, 13), "upper_secondary"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Norm:
    """What a class of a level is due: teachers in hundredths by way of teaching, and what comes on top."""

    ways: Mapping[str, int]
    spare: tuple[int, ...]
    leader: int
    single: int | None
    unconfirmed: frozenset[str]

    def way(self, kind: str, sessions: str) -> str:
        """How classes of the level are taught in a school of a kind with so many sessions a day.

        The kind where the level has a rate for it, else the sessions, else the level's first way.
        """
        return next((one for one in (kind, sessions) if one in self.ways), next(iter(self.ways)))


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one level in one school that are taught in one way.

    ``way`` is ``whole_day`` or ``half_day`` in preschool and primary, else ``ordinary``, ``boarding``,
    ``semi_boarding``, ``special`` or ``specialised``; ``zone`` is 1, 2 or 3. ``single`` says that the
    institution has no other class, of any level.
    """

    level: str
    way: str
    zone: int
    classes: int
    learners: int
    single: bool = False


def _norms(says: Mapping[str, Mapping[str, Any]]) -> dict[str, Norm]:
    return {
        level: Norm(
            norm["ways"],
            tuple(norm.get("spare", ())),
            norm.get("leader", 0),
            norm.get("single"),
            frozenset(norm.get("unconfirmed", ())),
        )
        for level, norm in says.items()
    }


CLASS_SIZES: Law[dict[str, list[int]]] = Law.from_toml(REGULATIONS / "class_sizes.toml", dict)
TEACHERS: Law[dict[str, Norm]] = Law.from_toml(REGULATIONS / "teachers.toml", _norms)


def level_of(grade: int) -> str:
    """The level whose norms hold for a grade (1–12; −3 … 0 by age group). ``KeyError`` for any other.

    >>> level_of(0), level_of(5), level_of(6)
    ('kindergarten_5_6', 'primary', 'lower_secondary')
    """
    return _LEVELS[grade]


def largest_class(level: str, zone: int, day: date) -> Decided[int]:
    """The most learners that a class of a level may have in a zone. ``NotInForce`` before 16/12/2023.

    >>> largest_class("primary", 3, date(2025, 9, 5)).value
    35
    """
    sizes = CLASS_SIZES.on(day)
    return Decided(sizes.says[level][zone - 1], (sizes.cites,))


def teachers_due(of: Classes, day: date) -> Decided[Decimal]:
    """The teachers due to a school's classes of one level, exact to the hundredth and not rounded.

    Learners beyond full classes give one teacher for each full ``spare`` of them; a level's leader of
    pioneers comes once, when there is a class. A preschool institution of a single class has a rate of its
    own. ``NotInForce`` before 16/12/2023, ``KeyError`` for a way that
    the level does not know.

    >>> teachers_due(Classes("primary", "whole_day", 3, classes=20, learners=690), date(2025, 9, 5)).value
    Decimal('31.00')
    """
    norms = TEACHERS.on(day)
    norm = norms.says[of.level]
    size = largest_class(of.level, of.zone, day)
    left_over = max(0, of.learners - of.classes * size.value)
    more = left_over // norm.spare[of.zone - 1] if norm.spare else 0
    leader = norm.leader if of.classes else 0
    rate = norm.ways[of.way]
    if of.single and of.classes == 1 and norm.single is not None:
        rate = norm.single
    hundredths = of.classes * rate + (more + leader) * 100
    return Decided(Decimal(hundredths).scaleb(-2), (norms.cites, *size.because))
