"""The arithmetic of school years and grades. Pure."""

from __future__ import annotations

from datetime import date

PRESCHOOL_GRADES = range(-3, 1)
GENERAL_GRADES = range(1, 13)
FIRST_MONTH = 8  # general schools open at the end of August at the earliest


def school_year(on: date) -> int:
    """The school year that a day belongs to, by the year it begins in.

    >>> school_year(date(2026, 11, 24)), school_year(date(2027, 5, 31))
    (2026, 2026)
    """
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def level(grade: int) -> str:
    """The level that a grade belongs to.

    >>> [level(grade) for grade in (-3, 0, 1, 5, 6, 9, 10, 12)]
    ['nursery', 'kindergarten', 'primary', 'primary', 'lower', 'lower', 'upper', 'upper']
    """
    if grade < 1:
        return "nursery" if grade == PRESCHOOL_GRADES.start else "kindergarten"
    if grade < 6:
        return "primary"
    return "lower" if grade < 10 else "upper"


def year_days(year: int) -> tuple[date, date]:
    """The days that belong to a school year: its first, and the day after its last.

    >>> year_days(2026)
    (datetime.date(2026, 8, 1), datetime.date(2027, 8, 1))
    """
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)


def last_of_level(grade: int) -> bool:
    """Whether a grade ends its level: 5, 9, 12, and the oldest group of kindergarten.

    >>> [grade for grade in range(-3, 13) if last_of_level(grade)]
    [0, 5, 9, 12]
    """
    return grade in {0, 5, 9, 12}


def age_in_year(grade: int) -> int:
    """How old a learner of a grade turns in the year in which the school year begins.

    >>> age_in_year(1), age_in_year(12), age_in_year(0)
    (6, 17, 5)
    """
    return grade + 5
