"""Every read of this room. Each takes the actor; none shows a row that the actor may not see."""

from khuevan.schooling.selectors.classes import class_in_reach, class_references, classes, latest_year, roll
from khuevan.schooling.selectors.figures import counts, figures
from khuevan.schooling.selectors.places import place, places
from khuevan.schooling.selectors.turnover import balance_of_school, turn_over, turn_overs

__all__ = [
    "balance_of_school", "class_in_reach", "class_references", "classes", "counts", "figures", "latest_year",
    "place", "places", "roll", "turn_over", "turn_overs",
]  # fmt: skip
