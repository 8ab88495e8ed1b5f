"""What a record says, as those see and change it who keep it, and what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import polars as pl

from khuevan.intake.contracts import Merged
from khuevan_kernel.event import Event
from khuevan_kernel.log import digest


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a record says of a person; an empty text is what is not known.

    ``birth`` is as much of the date as is known: ``2012``, ``2012-05``, ``2012-05-01``. ``sex`` is 0 unknown,
    1 male, 2 female; ``ethnicity`` 1–56; ``national`` the number held today. Places are codes of communes
    (five digits) or provinces (two), and the rest of the address.
    """

    name: str
    family: str = ""
    middle: str = ""
    given: str = ""
    birth: str = ""
    sex: int = 0
    ethnicity: int = 56
    nationality: str = "VN"
    national: str = ""
    birthplace: str = ""
    birthplace_detail: str = ""
    hometown: str = ""
    hometown_detail: str = ""
    residence: str = ""
    residence_detail: str = ""

    @property
    def version(self) -> str:
        """What stands for exactly these facts: whoever edits says which version they saw."""
        return digest(asdict(self))

    def fields(self) -> dict[str, Any]:
        """The facts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A record before somebody who may edit it: its facts, and what the sector takes the person for."""

    number: int
    reference: str
    code: str
    unit: str
    kind: str
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that was changed, from what to what."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EditFacts:
    """A change made on purpose: who for, when, why, and what it changed. ``undone``: another took it back."""

    number: int
    reference: str
    at: datetime
    office: str
    reason: str
    changes: tuple[FieldChange, ...]
    undoes: bool
    undone: bool
    entry: int


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """Somebody responsible for a child, and their rights: with whom it lives, who decides, who may see.

    ``contact_order`` is whom the school rings first; ``until`` the day their rights end.
    """

    number: int
    name: str
    kinship: str
    phone: str = ""
    national: str = ""
    born_year: int | None = None
    job: str = ""
    custody: bool = True
    consent: bool = True
    may_see: bool = True
    contact_order: int = 1
    until: date | None = None
    person: int | None = None

    @property
    def version(self) -> str:
        """What stands for exactly this."""
        return digest(asdict(self) | {"until": str(self.until or "")})


@dataclass(frozen=True, slots=True)
class IdentifierRecord:
    """A number that an issuer gave a person, as those see it who keep the record.

    ``scheme`` is one of ``rules.SCHEMES`` or ``national``; without ``until`` it is held today. ``status`` is
    ``held``, ``doubtful``, ``replaced`` or ``wrong``: it never was theirs.
    """

    number: int
    scheme: str
    value: str
    issuer: str = ""
    since: date | None = None
    until: date | None = None
    status: str = "held"

    @property
    def version(self) -> str:
        """What stands for exactly this."""
        return digest(asdict(self) | {"since": str(self.since or ""), "until": str(self.until or "")})


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """What became of persons brought in by the table.

    ``persons`` has ``key``, ``person`` and ``state`` (``new``, ``changed`` or ``unchanged``) of each row.
    """

    persons: pl.DataFrame
    merged: Merged


@dataclass(frozen=True, slots=True)
class PersonsRegistered(Event):
    """Persons were brought into the register by the table: one entry a batch. ``subject`` is the batch."""

    name: ClassVar[str] = "people.persons-registered"
    kind: str
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class GuardiansRegistered(Event):
    """Guardians were brought into the register by the table. ``subject`` is the batch."""

    name: ClassVar[str] = "people.guardians-registered"
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class PersonRecorded(Event):
    """A person came into the register. ``content`` is the digest of the facts."""

    name: ClassVar[str] = "people.person-recorded"
    unit: int
    content: str


@dataclass(frozen=True, slots=True)
class RecordEdited(Event):
    """A record was changed on purpose: which fields; the digests of what it said before and says now.

    ``undoes`` is the entry of the change that this one takes back.
    """

    name: ClassVar[str] = "people.record-edited"
    fields: tuple[str, ...]
    before: str
    content: str
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class GuardianEdited(Event):
    """A child's guardian was added or changed, or their rights ended. ``subject`` is the child."""

    name: ClassVar[str] = "people.guardian-edited"
    guardian: int
    fields: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True)
class IdentifierEdited(Event):
    """A number of a person beside the national one was added, or ended. ``subject`` is the person."""

    name: ClassVar[str] = "people.identifier-edited"
    identifier: int
    fields: tuple[str, ...]
    content: str
