"""Until when reports are due: the country's days, and those that provinces set."""

from __future__ import annotations

from datetime import date

from khuevan.org.public import UnitFacts
from khuevan.reports.contracts import Level, Period
from khuevan.reports.models import Deadline
from khuevan.reports.rules import day_of

KNOWN = "deadlines are no secret"


def deadlines(path: str, school_year: int) -> dict[tuple[str, str], date]:
    """The last day of each period and level that holds for a unit at a path."""
    found = {
        (str(period), str(level)): day_of(school_year, period, level) for period in Period for level in Level
    }
    numbers = [int(part) for part in path.strip("/").split("/")]
    rows = Deadline.objects.for_system(KNOWN).filter(province__in=numbers, school_year=school_year)
    found |= {(period, level): day for period, level, day in rows.values_list("period", "level", "day")}
    return found


def deadline(unit: UnitFacts, school_year: int, period: str, level: str) -> date:
    """The last day of one report."""
    return deadlines(unit.path, school_year)[period, level]


def own_deadlines(province: int, school_year: int) -> list[tuple[str, str, date, str]]:
    """What a province has set itself: period, level, day, decision."""
    rows = Deadline.objects.for_system(KNOWN).filter(province=province, school_year=school_year)
    return [*rows.order_by("day").values_list("period", "level", "day", "decision")]
