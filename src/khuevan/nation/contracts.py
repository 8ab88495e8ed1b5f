"""What crosses the wall of this room: values without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from khuevan_kernel.event import Event


@dataclass(frozen=True, slots=True)
class Built:
    """A synthetic country that was loaded. ``counts`` are rows by table, ``seconds`` the time by phase."""

    scale: float
    seed: int
    digest: str
    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    truth: str


@dataclass(frozen=True, slots=True)
class CountryBuilt(Event):
    """A synthetic country has been loaded into an empty register: no person in it is real."""

    name: ClassVar[str] = "nation.country-built"
    digest: str
    scale: str
    seed: int
    program: str
    counts: Mapping[str, int]
