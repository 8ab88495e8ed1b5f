from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from khuevan_kernel.law import Law, NotInForce, Provision

REGULATIONS = Path(__file__).parents[3] / "regulations" / "grading"


class OtherCircular(NotInForce):
    """A grade's assessment in a school year follows an older circular, which is not kept here."""


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a level asks: ``all`` scored subjects so high, ``count`` of them ``many``, so many ``failed``."""

    all: int
    many: int
    count: int
    failed: int


@dataclass(frozen=True, slots=True)
class Secondary:
    """The parameters of circular 22/2021; marks in tenths."""

    first_year: Mapping[int, int]
    regular: tuple[tuple[int, int], ...]
    regular_above: int
    regular_comment: int
    middle: int
    end: int
    terms: tuple[int, int]
    absences: int
    retest_below: int
    excellent: tuple[int, int]
    levels: Mapping[str, LevelRule]
    unconfirmed: frozenset[str]

    def regular_marks(self, periods: int) -> int:
        """How many regular marks a subject of so many periods a year has in a term (Art. 6.2)."""
        return next((marks for most, marks in self.regular if periods <= most), self.regular_above)


@dataclass(frozen=True, slots=True)
class Primary:
    """The parameters of circular 27/2020; test marks are whole numbers. ``qualities``: code to vi, en."""

    first_year: Mapping[int, int]
    least_mark: int
    levels: Mapping[str, int]
    tests: Mapping[int, tuple[str, ...]]
    middle_tests: Mapping[int, tuple[str, ...]]
    qualities: Mapping[str, tuple[str, str]]
    unconfirmed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the programme; ``periods`` a year by grade; ``comment``: assessed without marks."""

    code: str
    vi: str
    en: str
    periods: Mapping[int, int]
    comment: bool
    elective: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one teacher may be assigned: lessons a week by level, hundredths ``above`` it, and classes."""

    lessons: Mapping[str, int]
    above: int
    weeks: int
    classes: int

    def most_periods(self, level: str) -> int:
        """The most periods a year at a level, what is allowed above the norm included.

        >>> Load({"lower": 19}, 50, 35, 25).most_periods("lower")
        997
        """
        return self.lessons[level] * (100 + self.above) * self.weeks // 100


def _grades(table: Mapping[str, Any]) -> dict[int, Any]:
    return {int(grade): value for grade, value in table.items()}


def _secondary(says: Mapping[str, Any]) -> Secondary:
    return Secondary(
        _grades(says["first_year"]),
        tuple((step["periods"], step["marks"]) for step in says["regular"]),
        says["regular_above"],
        says["regular_comment"],
        says["weights"]["middle"],
        says["weights"]["end"],
        (says["terms"][0], says["terms"][1]),
        says["absences"],
        says["retest_below"],
        (says["excellent"]["count"], says["excellent"]["many"]),
        {level: LevelRule(**rule) for level, rule in says["levels"].items()},
        frozenset(says["unconfirmed"]),
    )


def _primary(says: Mapping[str, Any]) -> Primary:
    return Primary(
        _grades(says["first_year"]),
        says["least_mark"],
        says["levels"],
        {grade: tuple(subjects) for grade, subjects in _grades(says["tests"]).items()},
        {grade: tuple(subjects) for grade, subjects in _grades(says["middle_tests"]).items()},
        {code: (vi, en) for code, (vi, en) in says["qualities"].items()},
        frozenset(says["unconfirmed"]),
    )


def _subjects(says: Mapping[str, Any]) -> dict[str, Subject]:
    return {
        one["code"]: Subject(
            one["code"], one["vi"], one["en"], _grades(one["periods"]),
            one.get("comment", False), one.get("elective", False),
        )
        for one in says["subject"]
    }  # fmt: skip


SECONDARY: Law[Secondary] = Law.from_toml(REGULATIONS / "secondary.toml", _secondary)
PRIMARY: Law[Primary] = Law.from_toml(REGULATIONS / "primary.toml", _primary)
CURRICULUM: Law[dict[str, Subject]] = Law.from_toml(REGULATIONS / "curriculum.toml", _subjects)


LOAD: Law[Load] = Law.from_toml(
    REGULATIONS / "assignment.toml",
    lambda says: Load(says["lessons"], says["above"], says["weeks"], says["classes"]),
)


def decisive_day(school_year: int) -> date:
    """The day whose law holds for a school year: its last."""
    return date(school_year + 1, 5, 31)


def secondary(grade: int, school_year: int) -> Provision[Secondary]:
    """The rules for a grade of 6–12 in a school year; ``OtherCircular`` before the grade's first."""
    return _for(SECONDARY, grade, school_year, "Thông tư 58/2011/TT-BGDĐT")


def primary(grade: int, school_year: int) -> Provision[Primary]:
    """The rules for a grade of 1–5 in a school year; ``OtherCircular`` before the grade's first."""
    return _for(PRIMARY, grade, school_year, "Thông tư 22/2016/TT-BGDĐT")


def subjects(grade: int, school_year: int) -> tuple[Subject, ...]:
    """The subjects that a grade has in a school year, in the programme's order."""
    return tuple(
        one for one in CURRICULUM.on(decisive_day(school_year)).says.values() if grade in one.periods
    )


R = TypeVar("R", Primary, Secondary)


def _for(law: Law[R], grade: int, school_year: int, older: str) -> Provision[R]:
    try:
        provision = law.on(decisive_day(school_year))
    except NotInForce:
        raise OtherCircular(f"grade {grade} in {school_year} is assessed by {older}") from None
    first = provision.says.first_year.get(grade)
    if first is None or school_year < first:
        raise OtherCircular(f"grade {grade} in {school_year} is assessed by {older}")
    return provision
