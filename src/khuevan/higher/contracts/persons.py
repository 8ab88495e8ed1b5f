"""What is told of studies and degrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about a study or a degree: its kind, number, day and note."""

    kind: str
    number: str
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class OtherStudy:
    """A study of a person, with the reference of the degree it ended in, where there is one."""

    reference: str
    number: int
    programme: str
    institution: str
    since: date
    state: str
    degree: str


@dataclass(frozen=True, slots=True)
class DegreeTold:
    """What anybody may know of a degree: nothing of whose it is."""

    institution: str
    programme: str
    level: str
    year: int
    state: str
