"""What a school notes of learners and staff, as pages show it; and the events of noting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from khuevan_kernel.event import Event


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner in a list of a school. ``number`` is the person; a name that may not be read is empty."""

    number: int
    reference: str
    code: str
    name: str
    birth_date: date | None
    birth_precision: str
    sex: int
    class_name: str
    class_reference: str
    grade: int
    status: str
    entry: str


@dataclass(frozen=True, slots=True)
class LearnerPage:
    """Some learners of a school, and how many there are under the filters."""

    rows: list[LearnerRow]
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """A policy or support of a learner; ``number`` is its row."""

    number: int
    code: str
    since: date
    until: date | None
    document: str


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """A learner as measured. ``height`` in centimetres, ``weight`` in kilograms, ``bmi`` to one decimal."""

    school_year: int
    term: int
    measured: date
    height: Decimal | None
    weight: Decimal | None
    bmi: Decimal | None
    left_eye: Decimal | None
    right_eye: Decimal | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """The sessions that a learner missed in a school year."""

    school_year: int
    excused: int
    unexcused: int


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A year's result; ``average`` in tenths, ``outcome`` as decided or as the rules say."""

    school_year: int
    average: int | None
    study: str
    conduct: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """Why something was changed."""

    what: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """What a school knows of a learner beside their places. ``sensitive`` support is left out for viewers."""

    supports: tuple[SupportFacts, ...]
    health: tuple[HealthFacts, ...]
    absences: tuple[AbsenceFacts, ...]
    results: tuple[ResultFacts, ...]
    reasons: tuple[ReasonFacts, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff in a list; ``employment`` is the row, ``mark`` changes with whatever is changed."""

    employment: int
    number: int
    reference: str
    code: str
    name: str
    role: str
    position: str
    subject: str
    degree: str
    contract: str
    since: date
    until: date | None
    classes: tuple[str, ...]
    standard: str
    evaluation: str
    mark: str


@dataclass(frozen=True, slots=True)
class ClassMade(Event):
    """A school has a new class. ``subject`` is ``class:<number>``."""

    name: ClassVar[str] = "schooling.class-made"
    school_year: int
    unit: int
    grade: int


@dataclass(frozen=True, slots=True)
class ClassChanged(Event):
    """A class was changed; ``reason`` is a digest, ``what`` the fields."""

    name: ClassVar[str] = "schooling.class-changed"
    school_year: int
    unit: int
    what: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ClassRemoved(Event):
    """A class in which nobody had been was taken out; ``reason`` is a digest."""

    name: ClassVar[str] = "schooling.class-removed"
    school_year: int
    unit: int
    grade: int
    reason: str


@dataclass(frozen=True, slots=True)
class SupportNoted(Event):
    """A policy or support of a learner begins or ends."""

    name: ClassVar[str] = "schooling.support-noted"
    person: int
    unit: int
    row: int
    ends: bool


@dataclass(frozen=True, slots=True)
class AttendanceTaken(Event):
    """Attendance was taken in a class in a session."""

    name: ClassVar[str] = "schooling.attendance-taken"
    unit: int
    day: date
    session: int
    excused: int
    unexcused: int


@dataclass(frozen=True, slots=True)
class StaffChanged(Event):
    """A member of staff begins, changes, is judged, or ends; ``reason`` is a digest."""

    name: ClassVar[str] = "schooling.staff-changed"
    person: int
    unit: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListExported(Event):
    """A list was taken out as a file. ``subject`` is the unit."""

    name: ClassVar[str] = "schooling.list-exported"
    what: str
    form: str
    rows: int
