from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from khuevan_kernel.law import Law

REGULATIONS = Path(__file__).parents[3] / "regulations" / "standards"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a value has to be: ``least`` and ``most`` belong to it, ``above`` does not. None asks nothing."""

    least: Fraction | None = None
    most: Fraction | None = None
    above: Fraction | None = None

    @property
    def asked(self) -> bool:
        return any(one is not None for one in (self.least, self.most, self.above))

    def holds(self, value: Fraction) -> bool:
        """Whether a value is within the bound."""
        return not (
            (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
            or (self.above is not None and value <= self.above)
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of a version of the standard, and to whom its criteria apply."""

    of: Mapping[str, Bound]
    scope: Mapping[str, frozenset[str]]
    young_years: int
    science_years: int
    unconfirmed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of fields (1 to 24) with its coefficients: teaching load, area, funding, publishing."""

    number: int
    digits: str
    teaching: Fraction
    area: Fraction
    funding: Fraction
    publishing: Fraction
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a learner of each form, a parcel of land and a publication of each kind count."""

    teaching: Mapping[str, Fraction]
    area: Mapping[str, Fraction]
    publications: Mapping[str, Fraction]
    urban_land: Fraction
    floor: Fraction
    silent: Fraction
    groups: tuple[Group, ...]
    unconfirmed: frozenset[str]


def _bounds(says: dict[str, Any]) -> Bounds:
    return Bounds(
        {
            code: Bound(**{side: Fraction(value) for side, value in bound.items()})
            for code, bound in says["bounds"].items()
        },
        {name: frozenset(criteria) for name, criteria in says["scope"].items()},
        says["young_years"], says["science_years"], frozenset(says["unconfirmed"]),
    )  # fmt: skip


def _weights(says: dict[str, Any]) -> Weights:
    def read(name: str) -> dict[str, Fraction]:
        return {key: Fraction(value) for key, value in says[name].items()}

    groups = []
    for number, (digits, *coefficients, vi, en) in enumerate(says["groups"], 1):
        teaching, area, funding, publishing = map(Fraction, coefficients)
        groups.append(Group(number, digits, teaching, area, funding, publishing, vi, en))
    urban_land, floor, silent = (Fraction(says[name]) for name in ("urban_land", "floor", "silent"))
    return Weights(
        read("teaching"), read("area"), read("publications"), urban_land, floor, silent, tuple(groups),
        frozenset(says["unconfirmed"]),
    )  # fmt: skip


BOUNDS: Law[Bounds] = Law.from_toml(REGULATIONS / "criteria.toml", _bounds)
WEIGHTS: Law[Weights] = Law.from_toml(REGULATIONS / "weights.toml", _weights)


def group_of(field: str, day: date) -> Group:
    """The group of a field by its seven-digit code; the last group where none fits.

    >>> group_of("7480201", date(2025, 12, 31)).number, group_of("9999999", date(2025, 12, 31)).number
    (11, 24)
    """
    groups = WEIGHTS.on(day).says.groups
    fits = [one for one in groups if field[1:].startswith(one.digits)]
    return max(fits, key=lambda one: len(one.digits))


WORKING_AGE: Law[dict[str, int]] = Law.from_toml(REGULATIONS / "working_age.toml", dict)
STUDY: Law[dict[str, int]] = Law.from_toml(REGULATIONS / "study.toml", dict)
CYCLE: Law[dict[str, list[int]]] = Law.from_toml(REGULATIONS / "cycle.toml", dict)


def cycle_days(year: int) -> dict[str, date]:
    """The days by which a year's data are frozen, its finance handed in, and its results published.

    >>> cycle_days(2025)["published"]
    datetime.date(2026, 6, 30)
    """
    says = CYCLE.on(date(year, 12, 31)).says
    return {name: date(year + (name != "data"), *says[name]) for name in ("data", "finance", "published")}
