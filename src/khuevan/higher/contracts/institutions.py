"""An institution, and how a year of it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khuevan_kernel.standards import Result


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution of higher education: its unit's number, reference, name, code and place in the tree."""

    unit: int
    ref: str
    name: str
    code: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of a year as the register has them: ``facts`` by the names of ``khuevan_kernel.standards``,
    what the institution is, and how many rows of each register they were counted from."""

    facts: Mapping[str, str]
    status: Mapping[str, Any]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An institution's year by the standard. ``frozen`` are the moments its stages were frozen."""

    institution: Institution
    year: int
    known: Known
    results: tuple[Result, ...]
    frozen: Mapping[str, datetime]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CycleStep:
    """A step of a year's cycle: ``data``, ``finance`` or ``published``, its day, and when it was done."""

    stage: str
    year: int
    day: date
    done: datetime | None


@dataclass(frozen=True, slots=True)
class Published:
    """A year whose results are public."""

    year: int
    at: datetime
    institutions: int
    digest: str


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """An institution's published verdicts by criterion."""

    unit_ref: str
    name: str
    results: Mapping[str, str]
    digest: str
