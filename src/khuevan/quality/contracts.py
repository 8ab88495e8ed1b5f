"""What quality tells others: rules, issues, runs, scores, requests, and the events of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event


class Severity(StrEnum):
    """How much an issue weighs. On intake, errors keep a row out; the others are told and let it in."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class State(StrEnum):
    """How an issue stands. ``gone`` is closed by itself: the rule no longer finds it."""

    OPEN = "open"
    EXPLAINED = "explained"
    WAIVED = "waived"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """One version of a rule: it looks at a dataset from ``since`` on, and an issue is a row it calls wrong.

    ``shows`` are the columns whose values an issue keeps; never personal ones. ``official`` rules ship with
    the program; the others were written by the ministry.
    """

    code: str
    since: date
    until: date | None
    dataset: str
    severity: Severity
    wrong: str
    marks: str
    shows: tuple[str, ...]
    vi: str
    en: str
    remedy_vi: str
    remedy_en: str
    provision: str
    unconfirmed: bool = False
    official: bool = True

    @property
    def blocks(self) -> bool:
        """Whether it keeps a row out on intake: errors do, but nobody is kept out for a national number."""
        return self.severity is Severity.ERROR and self.marks != "national"


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A rule that the ministry is writing: not in force yet."""

    ref: str
    rule: RuleFacts
    written_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A row that a rule on trial calls wrong: where, and the facts it may show."""

    unit: int
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule finds in a branch, without leaving a trace: rows looked at, rows found, a few of them."""

    rows: int
    found: int
    units: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run of all rules over a branch, and what it changed."""

    id: int
    ref: str
    path: str
    day: date
    state: str  # waiting, running, done
    chunks: int
    done: int
    rows: int
    new: int
    still: int
    gone: int
    reopened: int
    asked_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """Something that a rule found. ``person`` is the record's number, or none."""

    id: int
    ref: str
    rule: str
    since: date
    dataset: str
    severity: Severity
    state: State
    unit: int
    person: int | None
    subject: int
    marks: str
    facts: Mapping[str, object]
    found_on: date
    seen_on: date
    gone_on: date | None
    reopened: int
    assigned_to: int | None
    due: date | None
    reason: str
    waived_until: date | None


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """A unit's score by a run, with what it was worked out from; of an office, over its whole branch."""

    unit: int
    run: int
    day: date
    records: int
    errors: int
    warnings: int
    notices: int
    score: Decimal


@dataclass(frozen=True, slots=True)
class Held:
    """A field that the system holds: its words, where, how fresh, and the named route that leads there."""

    code: str
    vi: str
    en: str
    where_vi: str
    where_en: str
    level: str
    route: str
    given: tuple[str, ...] = ()
    fresh: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered about one field of a request: what holds it already, or who asks for it already."""

    asked: str
    held: tuple[Held, ...]
    asked_by: str = ""

    @property
    def already(self) -> bool:
        return bool(self.held or self.asked_by)


@dataclass(frozen=True, slots=True)
class Burden:
    """What answering takes: units of each kind of school, times how often, in minutes a year."""

    kind: str
    schools: int
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class AskFacts:
    """A request for data as it stands. ``state`` is waiting, approved, declined or ended."""

    ref: str
    title: str
    purpose: str
    legal_basis: str
    fields: tuple[str, ...]
    level: str
    kinds: tuple[str, ...]
    times_a_year: int
    due: date
    state: str
    minutes: int
    burden: tuple[Burden, ...]
    answers: tuple[Answer, ...]
    unit: int
    asked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class RuleWritten(Event):
    """The ministry wrote a draft of a rule, or changed it."""

    name: ClassVar[str] = "quality.rule-written"
    code: str
    dataset: str
    severity: str
    wrong: str


@dataclass(frozen=True, slots=True)
class RuleInForce(Event):
    """A rule is in force from a day on; its earlier versions stand for the days before."""

    name: ClassVar[str] = "quality.rule-in-force"
    code: str
    since: str
    wrong: str


@dataclass(frozen=True, slots=True)
class RuleEnded(Event):
    """A rule of the ministry's holds no longer from a day on."""

    name: ClassVar[str] = "quality.rule-ended"
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class RunAsked(Event):
    """Somebody asked that the rules be run over a branch."""

    name: ClassVar[str] = "quality.run-asked"
    path: str
    day: str
    chunks: int


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    """All rules were run over a branch."""

    name: ClassVar[str] = "quality.run-finished"
    path: str
    rows: int
    new: int
    still: int
    gone: int
    reopened: int


@dataclass(frozen=True, slots=True)
class RecordChecked(Event):
    """One person's record was looked at again, and issues changed by it."""

    name: ClassVar[str] = "quality.record-checked"
    new: int
    gone: int
    reopened: int


@dataclass(frozen=True, slots=True)
class IssuesHandled(Event):
    """Issues were assigned, explained, waived or opened again: which rules', how many, and why."""

    name: ClassVar[str] = "quality.issues-handled"
    what: str
    rules: tuple[str, ...]
    count: int
    reason: str
    until: str = ""
    to: int = 0


@dataclass(frozen=True, slots=True)
class DataAsked(Event):
    """An office asks for data that the system does not hold."""

    name: ClassVar[str] = "quality.data-asked"
    title: str
    fields: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class AskAnswered(Event):
    """The ministry approved a request for data, or declined or ended it."""

    name: ClassVar[str] = "quality.ask-answered"
    state: str
    reason: str
