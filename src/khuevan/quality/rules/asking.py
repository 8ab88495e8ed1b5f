"""What is held already, found by words; and how long it takes to answer a request. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from khuevan.quality.contracts import Burden, Held
from khuevan.quality.rules.refusals import AskUnclear
from khuevan.quality.rules.rulebook import REGULATIONS
from khuevan_kernel.identity import search_key
from khuevan_kernel.law import Law

SECONDS: Law[dict[str, int]] = Law.from_toml(REGULATIONS / "burden.toml", dict)


def _groups(says: Any) -> list[list[str]]:
    return [*says]


SYNONYMS: Law[list[list[str]]] = Law.from_toml(REGULATIONS / "synonyms.toml", _groups)
LEVELS = ("learner", "class", "staff", "school")
ALIKE = 0.62  # share of common trigrams from which two names are taken for one
SURE = 0.75  # from here on also where what is asked has a word that the other lacks
MOST_ANSWERS, MOST_FIELDS = 3, 40


def key_of(field: str, day: date) -> str:
    """A field's name as it is compared: without tone marks and filling words, and by its first synonym.

    >>> key_of("Họ và tên học sinh", date(2026, 11, 25)) == key_of("full name", date(2026, 11, 25))
    True
    """
    text = _plain(field)
    known = _first_synonyms(day)
    return known.get(text) or known.get(_without_whom(text)) or text


@cache
def _first_synonyms(day: date) -> dict[str, str]:
    return {_plain(one): group[0] for group in SYNONYMS.on(day).says for one in group}


def _plain(text: str) -> str:
    words = re.sub(r"[^a-z0-9 ]", " ", search_key(text)).split()
    return " ".join(word for word in words if word not in {"cua", "cac", "moi", "the", "of", "a"})


def _without_whom(text: str) -> str:
    whom = r" (hoc sinh|tre em|tre|sinh vien|giao vien|nguoi hoc|pupils?|students?|teachers?|learners?)$"
    return re.sub(whom, "", text)


def alike(one: str, other: str) -> float:
    """How alike two keys are, from 0 to 1: twice their common trigrams by all of them."""
    if one == other:
        return 1.0
    left, right = _trigrams(one), _trigrams(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def held_for(field: str, level: str, catalogue: Iterable[tuple[str, Held]], day: date) -> tuple[Held, ...]:
    """What of the catalogue answers a field: the nearest first, of the level asked for before others.

    ``catalogue`` has each entry with its key, which may be one of several of the same entry.
    """
    key = key_of(field, day)
    best: dict[str, tuple[float, Held]] = {}
    for known, held in catalogue:
        near = alike(key, known)
        near = near if near >= SURE or {*key.split()} <= {*known.split()} else 0.0
        if near >= ALIKE and near > best.get(held.code, (0.0, held))[0]:
            best[held.code] = (near, held)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].level != level, pair[1].code))
    return tuple(held for _, held in ranked[:MOST_ANSWERS])


def burden(
    fields: int, level: str, times_a_year: int, counts: Mapping[str, tuple[int, int]], day: date
) -> tuple[Burden, ...]:
    """The minutes a year that answering takes, by kind of school: ``counts`` has how many schools, and how
    many learners, classes, staff or schools are asked about.

    Two fields of 12 seconds for each of 100 learners at one school, twice a year, and 15 minutes to begin:

    >>> burden(2, "learner", 2, {"primary": (1, 100)}, date(2026, 11, 25))[0].minutes
    110
    """
    says = SECONDS.on(day).says
    seconds = fields * says[level]
    return tuple(
        Burden(kind, schools, count, times_a_year * (seconds * count + says["start"] * schools) // 60)
        for kind, (schools, count) in sorted(counts.items())
    )


def require_whole_ask(
    *, title: str, legal_basis: str, fields: Sequence[str], level: str, kinds: Sequence[str],
    times_a_year: int, due: date, today: date,
) -> None:  # fmt: skip
    """Refuses with ``AskUnclear`` a request that nobody could answer or judge."""
    missing = {
        "title": not title.strip(), "legal_basis": not legal_basis.strip(),
        "fields": not fields or len(fields) > MOST_FIELDS or any(len(one) > 120 for one in fields),
        "level": level not in LEVELS, "kinds": not kinds,
        "times_a_year": not 1 <= times_a_year <= 52, "due": due <= today,
    }  # fmt: skip
    for what, is_missing in missing.items():
        if is_missing:
            raise AskUnclear(what=what)
