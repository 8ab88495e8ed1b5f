"""Every read of this room."""

from khuevan.org.selectors.finding import Page, browse_units, find_units
from khuevan.org.selectors.frames import units_below
from khuevan.org.selectors.places import find_places, places_numbered, places_of_codes
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
    branch_names,
    branch_of,
    history,
    holders,
    institution_counts,
    number_of,
    provinces_of_units,
    reorganised,
    sites,
    unit,
    unit_as_of,
    unit_by_code,
    unit_in_reach,
    units,
)

__all__ = [
    "Page", "above_unit", "below", "below_unit", "branch_names", "branch_of", "browse_units", "communes",
    "find_places", "find_units", "history", "holders", "institution_counts", "number_of", "places_numbered",
    "places_of_codes", "predecessors", "province", "provinces_of_units", "reorganised", "sites",
    "successors", "territory", "territory_numbered", "tree_on", "unit", "unit_as_of", "unit_by_code",
    "unit_in_reach", "units", "units_below",
]  # fmt: skip
