"""Records that may stand for one person: what was found, what was decided, what was joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from khuevan_kernel.event import Event

COMPARED = ("name", "birth", "number", "sex", "ethnicity", "place", "guardian")
STATES = ("open", "unsure", "different", "merged")


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing the whole register found. ``certain`` pairs are more likely one person than not;
    ``added`` and ``dropped`` count against the run before; ``decided`` stand as they were decided."""

    persons: int
    pairs: int
    certain: int
    added: int
    dropped: int
    decided: int


@dataclass(frozen=True, slots=True)
class LinkageReport:
    """Certain pairs against the truth of a synthetic country."""

    precision: float
    recall: float
    f1: float
    found: int
    truth: int
    right: int
    persons: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """That a record exists at an office beyond one's reach, and nothing more of it."""

    unit: int
    office: str


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the person somebody is about to enter. ``certain``: more likely than not.

    One of ``within`` (the record's reference, code, name, birth and office) and ``elsewhere``.
    """

    certain: bool
    evidence: Mapping[str, str]
    reference: str = ""
    code: str = ""
    name: str = ""
    birth_date: date | None = None
    birth_precision: str = ""
    office: str = ""
    elsewhere: Elsewhere | None = None
    sex: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair in a list. ``name`` and ``birth_date`` are empty beyond reach."""

    within: bool
    office: str
    reference: str = ""
    code: str = ""
    name: str = ""
    birth_date: date | None = None
    birth_precision: str = ""


@dataclass(frozen=True, slots=True)
class PairSummary:
    """A pair in the list. ``ask`` is the office that reaches both, where the reader does not."""

    reference: str
    a: Side
    b: Side
    certain: bool
    score: int
    evidence: Mapping[str, str]
    state: str
    ask: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A whole record as it is compared side by side; values as the register has them."""

    number: int
    reference: str
    code: str
    values: Mapping[str, object]
    numbers: tuple[tuple[str, str], ...]
    guardians: tuple[tuple[str, str, str], ...]
    rows: Mapping[str, int]
    office: str


@dataclass(frozen=True, slots=True)
class PairDetail:
    """Two records side by side. ``seen`` stands for both versions, so that a decision is about these.

    ``survivor`` is the number of the record that is proposed to stay. ``decided_at`` and ``reason`` belong to
    the decision that stands. ``merge`` is the reference of the merge that joined them.
    """

    summary: PairSummary
    a: RecordFacts | None
    b: RecordFacts | None
    seen: str
    survivor: int
    decided_at: datetime | None
    reason: str
    merge: str


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """A merge as its offices see it. ``moved`` counts rows by table; ``last``: nothing stands upon it."""

    reference: str
    survivor: str
    name: str
    code: str
    absorbed_code: str
    office: str
    moved: Mapping[str, int]
    reason: str
    merged_at: datetime
    undone_at: datetime | None
    undone_because: str
    last: bool


@dataclass(frozen=True, slots=True)
class DuplicatesFound(Event):
    """The register was compared with itself; the counts of ``Found``."""

    name: ClassVar[str] = "people.duplicates-found"
    persons: int
    pairs: int
    certain: int
    added: int
    dropped: int


@dataclass(frozen=True, slots=True)
class PairDecided(Event):
    """Two records were said to be of different persons, or not to be sure. ``subject`` is ``person:<a>``."""

    name: ClassVar[str] = "people.pair-decided"
    other: int
    state: str
    content: str


@dataclass(frozen=True, slots=True)
class PersonsMerged(Event):
    """A record was taken into another. ``subject`` is the one that stays, ``absorbed`` the number that leads
    to it; ``moved`` and ``aside`` count rows, ``content`` is the digest of all that is kept to undo it."""

    name: ClassVar[str] = "people.persons-merged"
    absorbed: int
    moved: int
    aside: int
    content: str


@dataclass(frozen=True, slots=True)
class PersonsUnmerged(Event):
    """A merge was undone: the absorbed record is there again. ``content`` is the digest of what was kept."""

    name: ClassVar[str] = "people.persons-unmerged"
    absorbed: int
    content: str
