"""The rules of this room. Pure."""

from khuevan.schooling.rules.places import (
    CHARTER,
    FAULTS,
    ChangedMeanwhile,
    NotAPlace,
    OnStaffAlready,
    PlaceRefused,
    WorkAhead,
    refuse_place,
    require_a_leaving,
)
from khuevan.schooling.rules.records import (
    ClassNameTaken,
    ClassUsed,
    DayAhead,
    EndedAlready,
    EndsBefore,
    NotOnStaff,
    UnknownSupport,
    require_ends_after,
    require_unused,
)
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
    "CHARTER", "FAULTS", "FIRST_MONTH", "GENERAL_GRADES", "OPEN", "PRESCHOOL_GRADES", "ChangedMeanwhile",
    "ClassNameTaken", "ClassUsed", "DayAhead", "EndedAlready", "EndsBefore", "LaterChanges", "NoReason",
    "NotAPlace", "NotOnStaff", "NothingOpen", "NothingToUndo", "OnStaffAlready", "PlaceRefused",
    "UnknownSupport", "WorkAhead", "age_in_year", "entry_grades", "last_of_level", "level", "next_name",
    "outcome", "refuse_place", "require_a_leaving", "require_ends_after", "require_unused", "school_year",
    "year_days",
]  # fmt: skip
