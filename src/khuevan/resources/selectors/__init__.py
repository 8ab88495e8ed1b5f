"""Every read of this room."""

from khuevan.resources.selectors.conditions import conditions, conditions_exported, standing_condition
from khuevan.resources.selectors.premises import (
    SOURCE,
    Sheet,
    before,
    premises,
    premises_below,
    premises_facts,
    row_held,
)
from khuevan.resources.selectors.staffing import (
    Explained,
    Staffing,
    decisive_day,
    large_classes,
    school_explained,
    staffing,
)

__all__ = [
    "SOURCE", "Explained", "Sheet", "Staffing", "before", "conditions", "conditions_exported", "decisive_day",
    "large_classes", "premises", "premises_below", "premises_facts", "row_held",
    "school_explained", "staffing", "standing_condition",
]  # fmt: skip
