"""What other rooms may use of org.

Territory is dated: ``province(code, day)``, ``communes(province, day)``, ``tree_on(day)``, ``successors``,
``predecessors``; ``load_territory(actor=, at=)`` writes down what ships. Units are public facts: ``find`` by
code or name, ``unit``, ``unit_as_of(number, day)``, ``unit_by_code(issuer, code, day)``; ``unit_in_reach``
where an actor must have a permission.
``stands_on_units`` says what keeps a unit open. A merger or a split is told as ``UnitsReorganised``.
"""

from khuevan.org.contracts import (
    KINDS,
    Kind,
    PlaceFound,
    Sector,
    TerritoryFacts,
    UnitChanged,
    UnitFacts,
    UnitsReorganised,
)
from khuevan.org.rows import rows_of_units, unit_rows
from khuevan.org.selectors import (
    above_unit,
    browse_units,
    communes,
    find_places,
    institution_counts,
    number_of,
    places_numbered,
    places_of_codes,
    predecessors,
    province,
    provinces_of_units,
    successors,
    territory,
    tree_on,
    unit,
    unit_as_of,
    unit_by_code,
    unit_in_reach,
    units,
    units_below,
)
from khuevan.org.selectors import find_units as find
from khuevan.org.selectors.units import references as unit_references
from khuevan.org.services import found_unit, give_code, load_territory
from khuevan.org.standing import stands_on_units

__all__ = [
    "KINDS", "Kind", "PlaceFound", "Sector", "TerritoryFacts", "UnitChanged", "UnitFacts", "UnitsReorganised",
    "above_unit", "browse_units", "communes", "find", "find_places", "found_unit", "give_code",
    "institution_counts", "load_territory", "number_of", "places_numbered", "places_of_codes", "predecessors",
    "province", "provinces_of_units", "rows_of_units", "stands_on_units", "successors", "territory",
    "tree_on", "unit", "unit_as_of", "unit_by_code", "unit_in_reach", "unit_references", "unit_rows", "units",
    "units_below",
]  # fmt: skip
