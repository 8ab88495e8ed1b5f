from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from khuevan_kernel.grading import CURRICULUM
from khuevan_kernel.law import Decided, Law
from khuevan_kernel.staffing._norms import REGULATIONS, level_of


@dataclass(frozen=True, slots=True)
class Line:
    """Subjects that one kind of teacher gives: their codes in schools with lower-secondary grades, or not."""

    code: str
    vi: str
    en: str
    lower: tuple[str, ...]
    upper: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Periods of a teacher: a week by level, weeks a year; the share of elective subjects that is taken."""

    weeks: int
    week: Mapping[str, int]
    elective: Fraction
    lines: tuple[Line, ...]

    def year(self, level: str) -> int:
        """The periods that a teacher of a level gives in a school year."""
        return self.week[level] * self.weeks


def _hours(says: Mapping[str, Any]) -> Hours:
    lines = (Line(x["code"], x["vi"], x["en"], tuple(x["lower"]), tuple(x["upper"])) for x in says["line"])
    electives = says["electives"]
    return Hours(
        says["weeks"], says["week"], Fraction(electives["taken"], electives["offered"]), tuple(lines)
    )


HOURS: Law[Hours] = Law.from_toml(REGULATIONS / "teaching_hours.toml", _hours)


def line_of(subject: str, *, lower: bool, day: date) -> str | None:
    """The line that a subject, of the programme or as the register writes it, belongs to; ``None`` if none.

    ``lower`` says that the school teaches lower-secondary grades.

    >>> [line_of("vat_li", lower=lower, day=date(2026, 9, 5)) for lower in (True, False)]
    ['natural_science', 'physics']
    """
    lines = HOURS.on(day).says.lines
    return next((one.code for one in lines if subject in (one.lower if lower else one.upper)), None)


def subject_teachers_due(
    classes: Mapping[int, int], *, lower: bool, day: date
) -> Decided[Mapping[str, Fraction]]:
    """The teachers due to each line by the periods of its programme, exact; ``classes`` by grade, 6 to 12.

    ``NotInForce`` on a day before the programme.
    """
    hours, programme = HOURS.on(day), CURRICULUM.on(day)
    due: dict[str, Fraction] = {}
    for grade, count in classes.items():
        for subject in programme.says.values():
            line = line_of(subject.code, lower=lower, day=day)
            if line is None or grade not in subject.periods:
                continue
            share = hours.says.elective if subject.elective else Fraction(1)
            given = Fraction(count * subject.periods[grade], hours.says.year(level_of(grade))) * share
            due[line] = due.get(line, Fraction(0)) + given
    return Decided(due, (hours.cites, programme.cites))
