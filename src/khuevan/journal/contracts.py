"""What the journal tells others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it was recorded. ``index`` is its place in the log; ``hash`` is the leaf's, hexadecimal."""

    number: int
    index: int
    hash: str
    event: str
    actor: str
    office: str
    purpose: str
    subject: str
    facts: Mapping[str, object]
    because: tuple[str, ...]
    at: str
    recorded_at: datetime
    recorded_text: str
    body: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in the log. ``entry`` and ``index`` are ``None`` where no one is to blame."""

    why: str
    index: int | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: how much it went through, and the first fault if there is one."""

    entries: int
    heads: int
    sealed: int
    bytes: int
    seconds: float
    root: str
    fault: Fault | None
