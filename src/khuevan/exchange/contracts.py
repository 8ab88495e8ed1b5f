"""What exchange tells of a program's key, and what it records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from khuevan_kernel.event import Event


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


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a key is: the account, and which of its offices the key acts for."""

    account: int
    path: str
    purpose: str


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
