"""The code lists and limits of this room, from ``regulations/schooling/codes.toml``, by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khuevan_kernel.law import Law, Provision

_FILE = Path(__file__).parents[3] / "regulations" / "schooling" / "codes.toml"


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a list: what it is called, and for support the law by which it is held."""

    code: str
    vi: str
    en: str
    basis: str = ""
    sensitive: bool = False

    def said(self, language: str) -> str:
        """What it is called in a language: Vietnamese, or English for anything else."""
        return self.vi if language.startswith("vi") else self.en


@dataclass(frozen=True, slots=True)
class Codes:
    """All lists of a version by their names, and its limits."""

    lists: Mapping[str, Mapping[str, Word]]
    limits: Mapping[str, Any]


def _read(says: dict[str, Any]) -> Codes:
    lists = {
        name: {one["code"]: Word(**one) for one in words} for name, words in says.items() if name != "limits"
    }
    return Codes(lists, says["limits"])


CODES: Law[Codes] = Law.from_toml(_FILE, _read)


def in_force(on: date) -> Provision[Codes]:
    """The lists of a day, with what they rest on."""
    return CODES.on(on)


def words(name: str, on: date) -> Mapping[str, Word]:
    """A list by its name: the words by their codes.

    >>> words("status", date(2026, 11, 25))["studying"].en
    'Studying'
    """
    return CODES.on(on).says.lists[name]
