"""What is told of a person, and what happens to a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from khuevan_kernel.event import Event

# H. M. Damm's quasigroup: finds every wrong digit and every exchange of two neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_CODE = re.compile(r"\d{11}")


def sector_code(number: int) -> str:
    """The code that the sector shows for a person: the row's number in ten digits, and a check digit.

    Eleven digits, so that nobody takes it for the national number, which has twelve. Refuses numbers below 1
    and above ten digits with ``ValueError``.

    >>> sector_code(572)
    '00000005724'
    """
    if not 0 < number < 10**10:
        raise ValueError("a person's number has one to ten digits")
    digits = f"{number:010d}"
    return digits + _check_digit(digits)


def number_of(code: str) -> int | None:
    """The number in a sector code, spaces left aside; ``None`` for what is no code or has a wrong digit.

    >>> number_of("0000 0005 724"), number_of("0000 0005 742"), number_of("An")
    (572, None, None)
    """
    digits = re.sub(r"[\s.-]", "", code)
    if not _CODE.fullmatch(digits) or not digits.isascii() or _check_digit(digits) != "0":
        return None
    return int(digits[:-1]) or None


def _check_digit(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person in a list. ``reference`` stands in addresses; ``code`` is what people read out."""

    reference: str
    code: str
    name: str
    birth_date: date | None
    birth_precision: str
    unit: str


@dataclass(frozen=True, slots=True)
class IdentifierFacts:
    """A number that a person holds. ``value`` is masked for those who need not see it whole."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class GuardianFacts:
    """Who is responsible for a child; the phone is empty for those who need not see it.

    ``consent``: they may decide for the child. ``reference`` is for the office that keeps the record.
    """

    name: str
    kinship: str
    phone: str
    consent: bool = True
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A record as one reader may see it. ``whole``: nothing is masked; ``ethnicity`` is ``None`` otherwise.

    ``as_`` says by what right it was opened: ``self``, ``family`` or ``office``.
    """

    number: int
    as_: str
    whole: bool
    summary: PersonSummary
    sex: int
    ethnicity: int | None
    nationality: str
    identifiers: tuple[IdentifierFacts, ...]
    guardians: tuple[GuardianFacts, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody looked at a record: when, for which office (by name), why. Not who: it answers for them."""

    at: datetime
    whose: str
    office: str
    purpose: str
    as_: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A request to correct a record, what its receipt is made from, and its answer.

    ``answer`` is ``accepted``, ``declined``, or empty while it waits.
    """

    reference: str
    field: str
    should_be: str
    note: str
    asked_at: datetime
    entry: int
    answer: str = ""
    reason: str = ""
    answered_at: datetime | None = None

    def content(self) -> dict[str, str]:
        """What was sent, as the receipt repeats and the journal hashes it."""
        return {"field": self.field, "should_be": self.should_be, "note": self.note}


@dataclass(frozen=True, slots=True)
class CorrectionToAnswer:
    """A request before the office that keeps the record. ``own``: whoever looks asked for it themselves."""

    asked: Correction
    person: PersonSummary
    own: bool


@dataclass(frozen=True, slots=True)
class RecordRead(Event):
    """Somebody other than the person opened their record. ``subject`` is the person."""

    name: ClassVar[str] = "people.record-read"
    by: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked(Event):
    """A mistake in a record was reported. ``content`` is the digest of what was sent, not what was sent."""

    name: ClassVar[str] = "people.correction-asked"
    content: str


@dataclass(frozen=True, slots=True)
class CorrectionAnswered(Event):
    """A request for correction got its answer. ``asked`` is the entry of the request, ``content`` the
    digest of the answer and its reason."""

    name: ClassVar[str] = "people.correction-answered"
    asked: int
    answer: str
    content: str
