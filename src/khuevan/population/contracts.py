"""What is asked of the population database, what it answers, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from khuevan_kernel.event import Event

FIELDS = ("name", "birth", "sex")


@dataclass(frozen=True, slots=True)
class Question:
    """One person as the register has them: is this whom the number belongs to?

    ``key`` is opaque and means the question; ``birth`` is as much of the date as is known.
    """

    key: str
    number: str
    name: str
    birth: str
    sex: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the population database holds under a number. Never stored: only compared."""

    name: str
    birth: str
    sex: int


class Adapter(Protocol):
    """A way to the population database. ``source`` names it in the evidence."""

    @property
    def source(self) -> str:
        """The name that stands in the evidence."""
        ...

    def ask(self, questions: Sequence[Question]) -> Mapping[str, Held | None]:
        """What is held under each number, by the key of its question; ``None`` where it holds nobody.

        Raises ``rules.Unreachable`` where it does not answer, or not sensibly, after trying again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing came to: ``verified``, ``mismatch`` or ``not_found``; the result of each field;
    and, masked, what the population database has where it differs."""

    outcome: str
    fields: Mapping[str, str]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The last answer about a person. ``resolution`` is ``accepted``, ``kept`` or empty while it is open."""

    number: int
    reference: str
    person: int
    asked_at: datetime
    source: str
    outcome: str
    fields: Mapping[str, str]
    shown: Mapping[str, str]
    resolution: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A check of many persons: how far it is. ``state`` is ``waiting``, ``done`` or ``stuck``."""

    number: int
    path: str
    state: str
    seen: int
    asked: int
    verified: int
    mismatch: int
    not_found: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many persons of a branch and sector are there, have a number, and are verified."""

    unit: int
    name: str
    reference: str
    sector: str
    persons: int
    numbered: int
    verified: int
    mismatch: int
    not_found: int


@dataclass(frozen=True, slots=True)
class PersonsChecked(Event):
    """Persons were compared with the population database. ``subject`` is the run, or the person."""

    name: ClassVar[str] = "population.persons-checked"
    source: str
    purpose: str
    asked: int
    verified: int
    mismatch: int
    not_found: int


@dataclass(frozen=True, slots=True)
class CheckOrdered(Event):
    """A check of all persons below a branch was ordered. ``subject`` is the run."""

    name: ClassVar[str] = "population.check-ordered"
    path: str


@dataclass(frozen=True, slots=True)
class DifferenceResolved(Event):
    """Somebody decided what a difference means. ``content`` is the digest of the reason."""

    name: ClassVar[str] = "population.difference-resolved"
    evidence: int
    resolution: str
    fields: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True)
class VerifiedCounted(Event):
    """How far verification is was counted anew."""

    name: ClassVar[str] = "population.verified-counted"
    persons: int
    verified: int


@dataclass(frozen=True, slots=True)
class EvidenceForgotten(Event):
    """Answers that newer ones had replaced were removed after their time."""

    name: ClassVar[str] = "population.evidence-forgotten"
    removed: int
