"""What is told of learners who go from one school to another. No event holds personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from khuevan_kernel.event import Event


class State(StrEnum):
    """Where a transfer stands. The last three are ends."""

    ASKED = "asked"  # waits for the family
    CONSENTED = "consented"  # waits for the school it leaves; its clock runs
    OBJECTED = "objected"  # waits for the office above
    RELEASED = "released"  # waits for the school it goes to
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = (State.ASKED, State.CONSENTED, State.OBJECTED, State.RELEASED)


class Side(StrEnum):
    """Who acts in a transfer."""

    SENDING = "sending"
    RECEIVING = "receiving"
    FAMILY = "family"
    AUTHORITY = "authority"


class Step(StrEnum):
    """What can be done with an open transfer."""

    CONSENT = "consent"
    RELEASE = "release"
    OBJECT = "object"
    DECIDE = "decide"
    ADMIT = "admit"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Release(StrEnum):
    """How a learner came free."""

    SCHOOL = "school"
    SILENCE = "silence"
    AUTHORITY = "authority"


REASONS = ("residence", "hardship", "closure", "other")


@dataclass(frozen=True, slots=True)
class Place:
    """A school as a transfer names it; ``reference`` stands in addresses."""

    number: int
    reference: str
    name: str
    path: str
    closed: bool


@dataclass(frozen=True, slots=True)
class TransferFacts:
    """A transfer as one reader may see it.

    ``may`` are the steps this reader can take now; ``due`` is the last day for the school it leaves, after
    which silence is release; ``absent``: released, and not at the new school by ``expected_on``.
    ``person_reference`` is empty for those who may not open the record. ``entry`` is the journal's, of what a
    family sent last (0: nothing).
    """

    reference: str
    state: State
    person_reference: str
    code: str
    name: str
    birth_date: date | None
    sending: Place
    receiving: Place
    school_year: int
    grade: int
    reason: str
    note: str
    asked_by: Side
    asked_at: datetime
    consent_how: str
    consent_note: str
    consent_at: datetime | None
    due: date | None
    objection: str
    released_at: datetime | None
    released_how: str
    last_day: date | None
    expected_on: date | None
    class_name: str
    admitted_on: date | None
    closing: str
    absent: bool
    may: frozenset[Step]
    entry: int
    version: int

    def content(self) -> dict[str, str]:
        """What the family asked or agreed to, as a receipt repeats and the journal hashes it."""
        return content(self.code, self.sending.name, self.receiving.name, self.reason, self.note)


def content(code: str, sending: str, receiving: str, reason: str, note: str) -> dict[str, str]:
    """What a family's request or consent says."""
    return {"learner": code, "from": sending, "to": receiving, "reason": reason, "note": note}


@dataclass(frozen=True, slots=True)
class TransferStepped(Event):
    """A transfer went a step on. ``subject`` is the person; ``content`` the digest of what a family sent."""

    name: ClassVar[str] = "transfers.transfer-stepped"
    transfer: int
    step: str
    state: str
    by: str
    how: str
    sending: int
    receiving: int
    content: str
