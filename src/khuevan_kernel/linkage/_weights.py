"""How often two records of one person stand so: the parameters of the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def _name() -> dict[str, float]:
    return {"same": 0.70, "plain": 0.12, "short": 0.08, "tone": 0.005, "close": 0.02, "other": 0.001}


def _birth() -> dict[str, float]:
    return {"same": 0.82, "swapped": 0.04, "century": 0.005, "partial": 0.06, "near": 0.02, "other": 0.003}


def _number() -> dict[str, float]:
    return {"same": 0.40, "near": 0.15, "unknown": 0.40, "differ": 0.0005}


def _place() -> dict[str, float]:
    return {"unit": 0.25, "commune": 0.20, "province": 0.45, "other": 0.10}


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares among pairs of records that are one person, by field and level; and the share of such persons.

    Source: estimates of ours for a register kept by hand in many places, each in round figures: four in five
    second records repeat the birth date, a third have no national number, one in ten was made in another
    province. No published study of the Vietnamese registers gives them; the result does not hang on their
    second digit. ``duplicates`` is the share of persons with a second record before any was looked for: 1 %.
    ``digits`` is the chance that two numbers of one province, year and sex are one slip apart: 54 wrong
    digits and 5 exchanges among the 10⁶ of the last six places.
    """

    duplicates: float = 0.01
    name: Mapping[str, float] = field(default_factory=_name)
    birth: Mapping[str, float] = field(default_factory=_birth)
    number: Mapping[str, float] = field(default_factory=_number)
    place: Mapping[str, float] = field(default_factory=_place)
    sex_differs: float = 0.005
    ethnicity_differs: float = 0.03
    guardian_same: float = 0.7
    guardian_same_by_chance: float = 0.01
    guardian_differs: float = 0.25
    digits: float = 59e-6


WEIGHTS = Weights()
