"""What is told of learners who come, go or change their class. No event holds personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from khuevan_kernel.event import Event


@dataclass(frozen=True, slots=True)
class LearnerEnrolled(Event):
    """A learner has a place in a class from a day on. ``subject`` is ``person:<number>``."""

    name: ClassVar[str] = "schooling.learner-enrolled"
    person: int
    school_year: int
    unit: int
    school_class: int
    since: date


@dataclass(frozen=True, slots=True)
class LearnerMoved(Event):
    """A learner's place is in another class of the school year, of the same school or another."""

    name: ClassVar[str] = "schooling.learner-moved"
    person: int
    school_year: int
    from_unit: int
    from_class: int
    unit: int
    school_class: int
    since: date


@dataclass(frozen=True, slots=True)
class LearnerLeft(Event):
    """A learner's place ends on a day. ``how`` and ``reason`` are codes of ``schooling.contracts``."""

    name: ClassVar[str] = "schooling.learner-left"
    person: int
    school_year: int
    unit: int
    school_class: int
    day: date
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class LearnersBrought(Event):
    """Learners of a file have got places. One entry a piece of a batch; ``subject`` is the batch."""

    name: ClassVar[str] = "schooling.learners-brought"
    placed: int
