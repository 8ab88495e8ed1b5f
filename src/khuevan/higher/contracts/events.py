"""What this room tells. No event holds personal data; a subject is a row's table and number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from khuevan_kernel.event import Event


@dataclass(frozen=True, slots=True)
class RowEdited(Event):
    """Somebody changed a row of a register. ``content`` is the digest of its new values and the reason."""

    name: ClassVar[str] = "higher.row-edited"
    unit: int
    columns: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True)
class StudyDecided(Event):
    """A decision changed the state of a study."""

    name: ClassVar[str] = "higher.study-decided"
    unit: int
    kind: str
    state: str
    day: date


@dataclass(frozen=True, slots=True)
class DegreeChanged(Event):
    """A degree was corrected, revoked or cancelled."""

    name: ClassVar[str] = "higher.degree-changed"
    unit: int
    state: str
    day: date


@dataclass(frozen=True, slots=True)
class YearFrozen(Event):
    """An institution's facts of a year were frozen. ``stage`` is ``data`` or ``finance``."""

    name: ClassVar[str] = "higher.year-frozen"
    unit: int
    year: int
    stage: str
    digest: str


@dataclass(frozen=True, slots=True)
class StandardsPublished(Event):
    """A year's results by the standard are public."""

    name: ClassVar[str] = "higher.standards-published"
    year: int
    institutions: int
    digest: str
