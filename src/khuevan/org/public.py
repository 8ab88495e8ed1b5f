"""What other rooms may use of org.

Territory is dated: ``province(code, day)``, ``communes(province, day)``, ``tree_on(day)``, ``successors``,
``predecessors``; ``load_territory(actor=, at=)`` writes down what ships.
"""

from khuevan.org.contracts import KINDS, Kind, Sector, TerritoryFacts
from khuevan.org.selectors import communes, predecessors, province, successors, territory, tree_on
from khuevan.org.services import load_territory

__all__ = [
    "KINDS", "Kind", "Sector", "TerritoryFacts", "communes", "load_territory", "predecessors", "province",
    "successors", "territory", "tree_on",
]  # fmt: skip
