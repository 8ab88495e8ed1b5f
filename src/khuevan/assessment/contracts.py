"""What crosses the wall of this room: values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event
from khuevan_kernel.law import Citation

TERMS = (1, 2)
SUMMER = 3
"""The term after the year: re-tests, training of conduct, the head's word."""

HOMEROOM, HOMEROOM_MID = "homeroom", "homeroom-mid"
"""The sheets of a homeroom teacher: at the end of a term; at primary school in its middle too."""

KINDS = ("TX1", "TX2", "TX3", "TX4", "GK", "CK", "MGK", "MCK")
"""Regular marks, mid-term, end of term; at primary school the level at both beside the tests."""

NOTE = "NX"
"""The comment in words, beside the kinds."""


class How(StrEnum):
    """In which capacity somebody entered a mark."""

    OWN = "own"
    ASSISTED = "assisted"
    FILE = "file"
    HEAD = "head"


class State(StrEnum):
    """What became of a cell."""

    SAVED = "saved"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as somebody left it. ``was``: texts they may have seen there; any of them may be replaced."""

    person: str
    subject: str
    kind: str
    was: tuple[str, ...]
    typed: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a cell: ``text`` is what stands there now.

    In a conflict ``who`` and ``when`` say whose value stands; where it was refused, ``says``, ``remedy`` and
    ``because`` tell the rule.
    """

    cell: Cell
    state: State
    text: str
    who: str = ""
    when: datetime | None = None
    code: str = ""
    says: str = ""
    remedy: str = ""
    because: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """Who teaches what where. ``subject`` is empty for the homeroom teacher."""

    reference: str
    school_class: int
    class_reference: str
    class_name: str
    grade: int
    subject: str
    person: int
    teacher: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """When marks of a term may be entered, both days included. ``whose`` is the unit that says so."""

    term: int
    opens: date
    closes: date
    whose: str


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """A granted exception from the window. ``subject`` is empty for all of the class's sheets."""

    reference: str
    class_name: str
    subject: str
    term: int
    teacher: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One cell was changed: what stood there before, who changed it, when, and how."""

    term: int
    subject: str
    kind: str
    was: str
    text: str
    who: str
    when: datetime
    how: How


@dataclass(frozen=True, slots=True)
class MarksEntered(Event):
    """Cells of a class were saved. ``subject`` is ``class:<number>``; no mark stands here."""

    name: ClassVar[str] = "assessment.marks-entered"
    sheet: str
    term: int
    cells: int
    how: str


@dataclass(frozen=True, slots=True)
class TeacherAssigned(Event):
    """A teacher is responsible for a subject of a class, or for the class itself (``what`` empty)."""

    name: ClassVar[str] = "assessment.teacher-assigned"
    what: str
    person: int
    since: date


@dataclass(frozen=True, slots=True)
class AssignmentEnded(Event):
    """A teacher's responsibility ends with a day."""

    name: ClassVar[str] = "assessment.assignment-ended"
    what: str
    person: int
    until: date


@dataclass(frozen=True, slots=True)
class WindowSet(Event):
    """When marks of a term may be entered was set for a unit and all below it."""

    name: ClassVar[str] = "assessment.window-set"
    school_year: int
    term: int
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class ExtensionGranted(Event):
    """An exception from the window was granted. ``reason`` is its digest."""

    name: ClassVar[str] = "assessment.extension-granted"
    what: str
    term: int
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class ResultsComputed(Event):
    """Results of a school year were computed anew from the marks: how many pupils, how many with all."""

    name: ClassVar[str] = "assessment.results-computed"
    school_year: int
    classes: int
    pupils: int
    complete: int


@dataclass(frozen=True, slots=True)
class Computed:
    """What a computation found: pupils, how many have their year's result, rows that are new or differ."""

    pupils: int
    complete: int
    changed: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One judgement in a sentence of a language that a family understands, and the law it rests on."""

    vi: str
    en: str
    because: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SubjectYear:
    """A subject on a pupil's page: the marks of both terms by kind, as written, and what follows."""

    code: str
    marks: tuple[tuple[int, str, str], ...]
    first: str
    second: str
    whole: str
    again: str
    notes: tuple[tuple[int, str], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil's year: subjects, levels of both terms and the year, what follows, and the reasons."""

    school_year: int
    grade: int
    class_name: str
    unit_name: str
    subjects: tuple[SubjectYear, ...]
    study: tuple[str, str, str]
    conduct: tuple[str, str, str]
    absences: int
    outcome: str
    title: str
    after_summer: bool
    reasons: tuple[Reason, ...]
    notes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class MarksFollowed(Event):
    """A learner's marks of a year are kept by the class they moved to. ``subject`` is the person."""

    name: ClassVar[str] = "assessment.marks-followed"
    school_year: int
    school_class: int
    lines: int
