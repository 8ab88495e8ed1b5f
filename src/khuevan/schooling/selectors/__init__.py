"""Every read of this room. Each takes the actor; none shows a row that the actor may not see."""

from khuevan.schooling.selectors.classes import class_in_reach, class_references, classes, latest_year, roll
from khuevan.schooling.selectors.figures import counts, figures
from khuevan.schooling.selectors.places import place, places

__all__ = [
    "class_in_reach",
    "class_references",
    "classes",
    "counts",
    "figures",
    "latest_year",
    "place",
    "places",
    "roll",
]
