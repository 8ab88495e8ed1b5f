"""What an importable thing is, said once, and what an import says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import polars as pl

from khuevan_kernel.actor import Actor
from khuevan_kernel.event import Event

ROW = "khuevan_row"  # the column of every checked frame that holds a row's number as Excel shows it


class Kind(StrEnum):
    """What the cells of a column hold, and so what they are in a checked frame.

    ``text``, ``id`` (leading zeros stay) and ``code`` (of a list) are text; ``integer`` is Int64; ``decimal``
    and ``mark`` (0–10) are exact decimals; ``date`` is a date; ``partial`` is text, YYYY, YYYY-MM or
    YYYY-MM-DD, for a birth date of which only the year is known; ``bool`` is true or false.
    """

    TEXT = "text"
    ID = "id"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MARK = "mark"
    DATE = "date"
    PARTIAL = "partial"
    CODE = "code"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list and what it means."""

    value: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for machines, its titles for people, and the cheap checks of one cell.

    ``length`` is the most characters a text may have; ``pattern`` a regular expression that the whole text
    follows; ``scale`` the decimal places of a decimal or mark; ``least`` and ``most`` bound numbers and
    dates. ``sensitive`` is what a program is told of a person only for a named purpose: ethnicity, health,
    telephone numbers.
    """

    name: str
    vi: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    length: int = 250
    pattern: str = ""
    scale: int = 2
    least: Decimal | int | date | None = None
    most: Decimal | int | date | None = None
    codes: tuple[Code, ...] = ()
    note_vi: str = ""
    note_en: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule over several cells of a row: ``holds`` is a polars expression over the checked columns.

    A row of which it says false is refused; true or null (a cell is empty) stands. ``columns`` are the cells
    that are marked; ``provision`` is the law it rests on.
    """

    code: str
    vi: str
    en: str
    holds: pl.Expr
    columns: tuple[str, ...]
    provision: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """An importable thing. From it come the template, the parser, the export and the page that explains
    it."""

    name: str
    version: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` where there is none."""
        found = {one.name: one for one in self.columns}
        return found[name]

    @property
    def stamp(self) -> str:
        """What a template carries in a hidden cell."""
        return f"khuevan:{self.name}:{self.version}"

    @property
    def export_stamp(self) -> str:
        """What an export carries there: its texts are Unicode, whatever they look like."""
        return f"{self.stamp}:unicode"


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows that were brought into a table."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Merged) -> Merged:
        return Merged(
            self.inserted + other.inserted, self.updated + other.updated, self.unchanged + other.unchanged
        )

    @property
    def rows(self) -> int:
        return self.inserted + self.updated + self.unchanged


class Mode(StrEnum):
    """Whether one refused row keeps all others out, or each row stands for itself."""

    ALL = "all"
    ROWS = "rows"


class Phase(StrEnum):
    """Where a batch stands. The last five are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    KNOWN = "known"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, or with a cell of it, by a stable code. ``rules.FAULTS`` has the words."""

    code: str
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """An import as others see it. ``ref`` stands in addresses; counts of rows that were not reached are 0."""

    id: int
    ref: str
    importable: str
    path: str
    filename: str
    digest: str
    size: int
    mode: Mode
    dry_run: bool
    phase: Phase
    rows_done: int
    rows_total: int
    accepted: int
    refused: int
    merged: Merged
    refusal: tuple[Fault, ...]
    same_as: str
    cancel_asked: bool
    created_at: datetime
    finished_at: datetime | None

    @property
    def over(self) -> bool:
        return self.phase not in {Phase.WAITING, Phase.RUNNING}

    @property
    def rows(self) -> int:
        return self.accepted + self.refused


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of rows that were brought in without a file: counts, or the faults that kept them out."""

    merged: Merged
    faults: tuple[Fault, ...]


Key = tuple[str, ...]  # a natural key, each part as text


@dataclass(frozen=True, slots=True)
class Trace:
    """A table whose changes change the thing, and how its row tells which of the thing's rows that is.

    ``rows`` is a SELECT of ``anchor`` (a bigint that stays when keys change), ``key`` (text[], the natural
    key) and ``path`` (of the unit whose branch may see it) from ``{rows} r``: rows of ``table`` as they were
    before or are after a statement. It runs as the tables' owner.
    """

    table: str
    rows: str


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of an importable thing, as one SELECT.

    ``query`` names its columns as the description does, has no ORDER BY and no LIMIT, and holds ``{within}``
    where it asks whether ``path`` (the path of a row's unit, in the words of the query) lies in the actor's
    reach of the thing's permission. ``values`` are the other ``%(…)s`` of the query. Keys are quick where an
    index of the register begins as the natural key does. ``traces`` make a change feed.
    """

    query: str
    path: str
    values: Mapping[str, object] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Keys from after one up to another and with it; ``None`` is where the list begins or ends."""

    after: Key | None = None
    upto: Key | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """That a row ends: its natural key as the register holds it, the first day without it, and why."""

    key: tuple[Any, ...]
    day: date
    reason: str


Close = Callable[[Closing, Actor, datetime], None]
Merge = Callable[[pl.DataFrame, Actor, datetime, BatchFacts], Merged]
Check = Callable[[pl.DataFrame, Actor, datetime], pl.DataFrame]
Export = Callable[[Actor], pl.DataFrame]
AlsoCheck = Callable[[str, pl.DataFrame, Actor, datetime], pl.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Importable:
    """A description with what its room does with the rows.

    ``merge(frame, actor, at, batch)`` brings checked rows (the description's columns) into the register, in
    the caller's transaction. ``check(frame, actor, at)`` looks rows up against the register, before: its
    frame also has the row's number ``ROW``; it answers faults as a frame of ``ROW``, ``column`` and
    ``code``, where
    ``code`` is one of the description's rules. ``permission`` is what an actor needs beside ``intake.run``.
    ``source`` says where the register has the rows; ``export(actor)``, for what no one SELECT can say,
    answers those in the actor's reach, in the description's columns. ``close(closing, actor, at)`` ends a
    row by its dates or its state, in the caller's transaction: it refuses where something still stands on
    it, and with ``OutOfReach`` where there is none. Rows of a thing without it are ended by nobody.
    """

    description: Description
    merge: Merge
    permission: str
    check: Check | None = None
    export: Export | None = None
    source: Source | None = None
    close: Close | None = None

    @property
    def gives_rows(self) -> bool:
        """Whether what the register has can be read."""
        return bool(self.export or self.source)


@dataclass(frozen=True, slots=True)
class BatchMerged(Event):
    """A file's rows are in the register: one entry a batch."""

    name: ClassVar[str] = "intake.batch_merged"
    importable: str
    version: str
    path: str
    digest: str
    mode: str
    accepted: int
    refused: int
    inserted: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class BatchReceived(Event):
    """A file was handed in."""

    name: ClassVar[str] = "intake.batch_received"
    importable: str
    path: str
    digest: str
    mode: str
    dry_run: bool


@dataclass(frozen=True, slots=True)
class BatchStopped(Event):
    """Somebody asked that an import stop."""

    name: ClassVar[str] = "intake.batch_stopped"
    path: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may have. Past it, it is refused by name before anything reads it whole."""

    upload: int = 512 * 2**20
    unpacked: int = 4 * 2**30
    workbook_unpacked: int = 1536 * 2**20
    strings: int = 512 * 2**20  # the workbook's texts, which the reader holds in memory all at once
    ratio: int = 200
    entries: int = 2_000
    line: int = 2**20
    columns: int = 500
    seconds: float = 4.0
    memory: int = 3 * 2**30
    faults: int = 200_000
    rows_a_chunk: int = 131_072
