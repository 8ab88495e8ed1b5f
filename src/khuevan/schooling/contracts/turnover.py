"""The turn-over of a school year: who goes where, counted so that nobody is left out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Self

from khuevan_kernel.event import Event


@dataclass(frozen=True, slots=True)
class Balance:
    """What becomes of all who had a place in a school year: ``before`` is the sum of all that follows.

    ``placed`` are those of the promoted and repeated who have their place in the next year already.
    ``no_result``, ``retest``, ``no_class`` and ``closed`` are why others wait.
    """

    before: int = 0
    promoted: int = 0
    repeated: int = 0
    completed: int = 0
    left: int = 0
    no_result: int = 0
    retest: int = 0
    no_class: int = 0
    closed: int = 0
    placed: int = 0

    @property
    def waiting(self) -> int:
        """Those of whom it is not known yet where they go."""
        return self.no_result + self.retest + self.no_class + self.closed

    @property
    def to_place(self) -> int:
        """Those who will get a place in the next year by the turn-over."""
        return self.promoted + self.repeated - self.placed

    @property
    def holds(self) -> bool:
        """Whether everybody is accounted for."""
        return self.before == self.promoted + self.repeated + self.completed + self.left + self.waiting

    def __add__(self, other: Balance) -> Self:
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class SchoolBalance:
    """The balance of a school; ``reference`` stands in addresses."""

    unit: int
    reference: str
    name: str
    balance: Balance


@dataclass(frozen=True, slots=True)
class Waiting:
    """A learner whose next place is not known: ``why`` is as in ``Balance``."""

    person: int
    grade: int
    class_name: str
    why: str


@dataclass(frozen=True, slots=True)
class TurnOverFacts:
    """A turn-over that was asked for. ``preview`` is one that only counts."""

    number: int
    reference: str
    path: str
    school_year: int
    phase: str
    preview: bool
    balance: Balance
    schools: tuple[SchoolBalance, ...]
    asked_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class TurnOverAsked(Event):
    """Somebody asked for a turn-over of a branch, or for its preview."""

    name: ClassVar[str] = "schooling.turn-over-asked"
    school_year: int
    preview: bool


@dataclass(frozen=True, slots=True)
class TurnedOver(Event):
    """The learners of a branch went over to the next school year. One entry a batch; ``subject`` its path."""

    name: ClassVar[str] = "schooling.turned-over"
    school_year: int
    placed: int
    classes: int
    completed: int
    waiting: int
    left: int


@dataclass(frozen=True, slots=True)
class TurnOverUndone(Event):
    """What turn-overs wrote for a branch was taken back."""

    name: ClassVar[str] = "schooling.turn-over-undone"
    school_year: int
    taken_back: int
    classes: int


@dataclass(frozen=True, slots=True)
class OutcomeSettled(Event):
    """What follows from a learner's year was decided where the rules leave it open. ``reason``: a digest."""

    name: ClassVar[str] = "schooling.outcome-settled"
    person: int
    school_year: int
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class YearResultsRecorded(Event):
    """Results of a school year were written, by the table."""

    name: ClassVar[str] = "schooling.year-results-recorded"
    school_year: int
    inserted: int
    updated: int
    unchanged: int
