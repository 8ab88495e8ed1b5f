from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from pathlib import Path
from typing import Any

from khuevan_kernel.law import Law, NotInForce

REGULATIONS = Path(__file__).parents[3] / "regulations" / "exams"
_NOT_LETTERS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: its stable code, its common column in published files, its names."""

    code: str
    column: str
    name_vi: str
    name_en: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """A foreign language of the exam: N1 to N7."""

    code: str
    name_vi: str
    name_en: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A total that a file carries: the sum, or the mean, of its parts; without parts, of no fixed meaning."""

    of: tuple[str, ...]
    mean: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How a year's marks are summed up, in hundredths: what fails, and the steps of the distribution."""

    fail_at_most: int
    step: int
    steps: Mapping[str, int]

    def step_of(self, subject: str) -> int:
        """The width of a subject's published steps."""
        return self.steps.get(subject, self.step)


def plain(heading: str) -> str:
    """A heading without tone marks, case, spaces and signs.

    >>> plain("Số báo danh"), plain("Ngoai ngu (N1)"), plain("ĐỊA LÍ")
    ('sobaodanh', 'ngoaingun1', 'diali')
    """
    spread = unicodedata.normalize("NFD", heading.lower().replace("đ", "d"))
    return _NOT_LETTERS.sub("", "".join(sign for sign in spread if not unicodedata.combining(sign)))


def decisive_day(year: int) -> date:
    """The day whose law holds for a year's exam: the latest so far was held on 9 and 10 August (2020).

    ``NotInForce`` for a year that no calendar has.
    """
    if not MINYEAR <= year <= MAXYEAR:
        raise NotInForce(f"there is no year {year}")
    return date(year, 8, 15)


def _hundredths(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _measure(says: Mapping[str, Any]) -> Measure:
    steps = {subject: _hundredths(step) for subject, step in says["steps"].items()}
    return Measure(_hundredths(says["fail_at_most"]), _hundredths(says["step"]), steps)


def _table() -> dict[str, Any]:
    return tomllib.loads((REGULATIONS / "subjects.toml").read_text(encoding="utf-8"))


def _subjects(rows: list[dict[str, Any]]) -> dict[str, Subject]:
    return {
        row["code"]: Subject(
            row["code"], row["column"], row["name_vi"], row["name_en"], tuple(row["headings"])
        )
        for row in rows
    }


def _languages(rows: list[dict[str, Any]]) -> dict[str, Language]:
    return {
        row["code"]: Language(row["code"], row["name_vi"], row["name_en"], tuple(row["headings"]))
        for row in rows
    }


_read = _table()
SUBJECTS: Mapping[str, Subject] = _subjects(_read["subject"])
LANGUAGES: Mapping[str, Language] = _languages(_read["language"])
OTHER_HEADINGS: Mapping[str, list[str]] = _read["headings"]
DERIVED: Mapping[str, Derived] = {
    heading: Derived(tuple(says.get("of", ())), says.get("mean", False))
    for heading, says in _read["derived"].items()
}
COUNCILS: Law[dict[str, str]] = Law.from_toml(REGULATIONS / "councils.toml", dict)
REGIME: Law[frozenset[str]] = Law.from_toml(
    REGULATIONS / "regime.toml", lambda says: frozenset(says["subjects"])
)
NUMBERS: Law[tuple[str, ...]] = Law.from_toml(REGULATIONS / "numbers.toml", lambda says: tuple(says["forms"]))
MEASURES: Law[Measure] = Law.from_toml(REGULATIONS / "statistics.toml", _measure)
