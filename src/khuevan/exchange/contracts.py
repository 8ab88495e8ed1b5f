"""What exchange tells of a program's key, and what it records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from khuevan.intake.contracts import Fault
from khuevan_kernel.event import Event
from khuevan_kernel.law import Refusal


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A key as its owner sees it. ``hint`` is how it begins; the whole is shown once and never kept."""

    ref: str
    name: str
    hint: str
    since: datetime
    until: datetime
    ended_at: datetime | None
    is_live: bool
    profile: str = ""
    careful: bool = False
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A field profile: what it is called and which columns of which resources it names."""

    ref: str
    name: str
    fields: Mapping[str, Fields]


@dataclass(frozen=True, slots=True)
class Fields:
    """The columns of a resource that a profile reads and writes."""

    reads: frozenset[str]
    writes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a key is: the account, and which of its offices the key acts for.

    ``rate`` is its requests a minute. A ``careful`` key changes nothing that it does not show to have read.
    ``profile`` is by resource; without one the key sees all that is not sensitive.
    """

    key: int
    account: int
    path: str
    purpose: str
    rate: int
    careful: bool
    profile: Mapping[str, Fields] | None


@dataclass(frozen=True, slots=True)
class KeyGiven(Event):
    """A program has a key to act for an office of an account."""

    name: ClassVar[str] = "exchange.key-given"
    office: str
    until: str


@dataclass(frozen=True, slots=True)
class KeyEnded(Event):
    """A key holds no more."""

    name: ClassVar[str] = "exchange.key-ended"


class RecordEvent(StrEnum):
    """What a record in its envelope tells, in the words of the exchange's schema."""

    NEW = "NEW"
    UPDATE = "UPdate"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as a sender tells it: the sender's id and version of it, when it was so, and its row."""

    id: str
    event: RecordEvent
    version: int
    business_at: datetime
    row: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Held:
    """The highest version of a record that was taken, and the natural key of its row, where it had one.

    ``live``: it was not cancelled.
    """

    version: int
    key: tuple[str, ...] | None
    live: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A record's end: accepted, cancelled, ignored or refused. ``held`` is the highest version now.

    ``refusal`` says why the row of a cancelled record stays.
    """

    id: str
    version: int
    result: str
    held: int
    faults: tuple[Fault, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class RecordsTaken(Event):
    """Records in their envelope came in."""

    name: ClassVar[str] = "exchange.records-taken"
    resource: str
    office: str
    accepted: int
    cancelled: int
    ignored: int
    refused: int


@dataclass(frozen=True, slots=True)
class ProfileMade(Event):
    """A field profile was made."""

    name: ClassVar[str] = "exchange.profile-made"
    office: str
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn of the outbox found: how many records are new, changed and withdrawn, up to which place."""

    place: int
    new: int
    changed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class RecordsReadied(Event):
    """Records of ours have new versions for the National Data Centre."""

    name: ClassVar[str] = "exchange.records-readied"
    resource: str
    place: int
    new: int
    changed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class SandboxKey:
    """A key to try things with: for which role and office, and its token, shown now alone."""

    role: str
    office: str
    unit: str
    token: str
    until: datetime
