"""The rules of this room. Pure."""

from khuevan.schooling.rules.places import (
    FAULTS,
    ChangedMeanwhile,
    NotAPlace,
    PlaceRefused,
    refuse_place,
    require_a_leaving,
)
from khuevan.schooling.rules.records import ClassNameTaken, DayAhead, NotOnStaff, UnknownSupport
from khuevan.schooling.rules.turnover import (
    OPEN,
    LaterChanges,
    NoReason,
    NothingOpen,
    NothingToUndo,
    entry_grades,
    next_name,
    outcome,
)
from khuevan.schooling.rules.years import (
    FIRST_MONTH,
    GENERAL_GRADES,
    PRESCHOOL_GRADES,
    age_in_year,
    last_of_level,
    level,
    school_year,
    year_days,
)

__all__ = [
    "FAULTS", "FIRST_MONTH", "GENERAL_GRADES", "OPEN", "PRESCHOOL_GRADES", "ChangedMeanwhile",
    "ClassNameTaken", "DayAhead", "LaterChanges", "NoReason", "NotAPlace", "NotOnStaff", "NothingOpen",
    "NothingToUndo", "PlaceRefused", "UnknownSupport", "age_in_year", "entry_grades", "last_of_level",
    "level", "next_name", "outcome", "refuse_place", "require_a_leaving", "school_year", "year_days",
]  # fmt: skip
