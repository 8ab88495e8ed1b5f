"""The rules of this room. Pure."""

from khuevan.schooling.rules.places import (
    FAULTS,
    ChangedMeanwhile,
    NotAPlace,
    PlaceRefused,
    refuse_place,
    require_a_leaving,
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
    "FAULTS", "FIRST_MONTH", "GENERAL_GRADES", "PRESCHOOL_GRADES", "ChangedMeanwhile", "NotAPlace",
    "PlaceRefused", "age_in_year", "last_of_level", "level", "refuse_place", "require_a_leaving",
    "school_year", "year_days",
]  # fmt: skip
