"""Every read of this room."""

from khuevan.org.selectors.territory import (
    below,
    communes,
    predecessors,
    province,
    successors,
    territory,
    territory_numbered,
    tree_on,
)
from khuevan.org.selectors.units import (
    above_unit,
    below_unit,
    find_units,
    history,
    institution_counts,
    number_of,
    provinces_of_units,
    sites,
    unit,
    unit_as_of,
    unit_by_code,
    unit_in_reach,
    units,
)

__all__ = [
    "above_unit", "below", "below_unit", "communes", "find_units", "history", "institution_counts", "number_of",
    "predecessors", "province", "provinces_of_units", "sites", "successors", "territory",
    "territory_numbered", "tree_on", "unit", "unit_as_of",
    "unit_by_code", "unit_in_reach", "units",
]  # fmt: skip
