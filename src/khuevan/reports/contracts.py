"""What reports are, and what the room tells others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event

# Cells by line and column: whole numbers. A column that is not there is nought; ``total`` always is.
Figures = Mapping[str, Mapping[str, int]]
TOTAL = "total"


class Period(StrEnum):
    """When in a school year a report is made."""

    START = "start"
    MID = "mid"
    END = "end"


class Form(StrEnum):
    """Which institutions a report is of."""

    PRESCHOOL = "preschool"
    GENERAL = "general"


class Level(StrEnum):
    """Whose report it is, in the order of signing."""

    SCHOOL = "school"
    COMMUNE = "commune"
    PROVINCE = "province"
    MINISTRY = "ministry"


class State(StrEnum):
    """How a version of a report stands. The first two are in force: there is one of them at most.

    ``signed``: frozen, the level above has not signed on it. ``locked``: part of what the level above signed.
    ``returned``: given back for a reason. ``opened``: it lost what it was made of, for a report below was
    given back. ``replaced``: its office signed anew.
    """

    SIGNED = "signed"
    LOCKED = "locked"
    RETURNED = "returned"
    OPENED = "opened"
    REPLACED = "replaced"


IN_FORCE = (State.SIGNED, State.LOCKED)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a form: what of the register it counts."""

    code: str
    vi: str
    en: str
    measure: str
    where: Mapping[str, tuple[object, ...]]
    field: str
    definition_vi: str
    definition_en: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that share their columns and their source."""

    code: str
    vi: str
    en: str
    columns: str
    periods: tuple[str, ...]
    forms: tuple[str, ...]
    source_vi: str
    source_en: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Which report: of a unit, on a form, for a school year and a period."""

    unit: int
    form: str
    school_year: int
    period: str

    @property
    def subject(self) -> str:
        """How the journal names it."""
        return f"report:{self.unit}:{self.form}:{self.school_year}:{self.period}"


@dataclass(frozen=True, slots=True)
class Child:
    """A report below that another is the sum of: its row, unit, version and digest."""

    report: int
    unit: int
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be signed now. ``fingerprint`` is of all of it: who signs says which one they saw."""

    key: Key
    level: str
    figures: Figures
    children: tuple[Child, ...]
    missing: tuple[int, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Report:
    """A version of a report, frozen when it was signed."""

    id: int
    key: Key
    level: str
    version: int
    state: str
    figures: Figures
    digest: str
    form_since: date
    children: tuple[Child, ...]
    missing: tuple[int, ...]
    remark: str
    entry: int
    signed_by: str
    signed_at: datetime
    ended_at: datetime | None
    reason: str

    def content(self) -> dict[str, object]:
        """What was signed, as it is digested."""
        return content_of(
            self.key, self.level, self.version, self.figures, self.children, self.missing, self.form_since
        )


def content_of(
    key: Key, level: str, version: int, figures: Figures, children: tuple[Child, ...],
    missing: tuple[int, ...], form_since: date,
) -> dict[str, object]:  # fmt: skip
    """What a signature stands under, in the form that is digested."""
    return {
        "unit": key.unit, "form": key.form, "school_year": key.school_year, "period": key.period,
        "level": level, "version": version, "form_since": form_since,
        "figures": {line: dict(cells) for line, cells in figures.items()},
        "children": [[one.unit, one.version, one.digest] for one in children], "missing": list(missing),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in which two figures differ."""

    line: str
    column: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Since:
    """How a frozen report differs from the register of today: cells, and rows that came, went or changed.

    ``noticed_at`` is when the hourly comparison saw it first; ``None`` where it has not yet.
    """

    cells: tuple[Cell, ...] = ()
    rows: int = 0
    noticed_at: datetime | None = None
    now: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportSigned(Event):
    """A report was signed off in the name of its office; ``content`` is the digest of what was signed."""

    name: ClassVar[str] = "reports.signed"
    level: str
    version: int
    content: str
    below: int
    missing: int
    remark: str


@dataclass(frozen=True, slots=True)
class ReportReturned(Event):
    """A report was given back by the office above, for a reason; ``was`` is how it stood."""

    name: ClassVar[str] = "reports.returned"
    version: int
    was: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeadlineSet(Event):
    """A province has set its own last day for a level's reports."""

    name: ClassVar[str] = "reports.deadline-set"
    school_year: int
    period: str
    level: str
    day: date
    decision: str


@dataclass(frozen=True, slots=True)
class ChangesNoticed(Event):
    """Frozen reports were compared with the register: how many, and how many differ."""

    name: ClassVar[str] = "reports.changes-noticed"
    compared: int
    differ: int
