"""What crosses the wall of this room: values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from khuevan_kernel.event import Event
from khuevan_kernel.exams import Spread


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, by a stable code. ``row`` is the file's line; 0: the whole file."""

    code: str
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: its headings by the mapping, and repairs that the reader was told to make."""

    mapping: tuple[tuple[str, str], ...] = ()
    pad_numbers: bool = False
    moved_zeros: bool = False
    row_by_row: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file. ``status`` is ``loaded``, ``known`` (the same file again) or ``refused``."""

    year: int
    status: str
    digest: str
    rows: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    moved_zeros: tuple[str, ...] = ()
    totals_wrong: tuple[Fault, ...] = ()
    totals_wrong_count: int = 0
    marked_file: bytes = b""
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResultsLoaded(Event):
    """Results of a year's exam are in, or were changed: one entry a file."""

    name: ClassVar[str] = "exams.results_loaded"
    year: int
    digest: str
    reading: str
    rows: int
    inserted: int
    updated: int
    unchanged: int
    refused: int
    moved_zeros: list[str]


@dataclass(frozen=True, slots=True)
class SubjectSpread:
    """The marks of a subject (of one language where ``language`` is given), with words counted beside."""

    subject: str
    language: str
    spread: Spread
    words: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ExamYear:
    """A year of which results are loaded."""

    year: int
    candidates: int
    councils: int
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class ExamTotals:
    """The whole of a year: candidates, marks as numbers, tens, and marks that fail."""

    year: int
    loaded_at: datetime
    candidates: int
    marks: int
    tens: int
    fails: int
