"""Every write of this room."""

from khuevan.higher.services.cycle import differences, freeze_everything, freeze_year, publish_year
from khuevan.higher.services.editing import add_row, edit_row
from khuevan.higher.services.importing import importables
from khuevan.higher.services.students import change_degree, decide_study

__all__ = [
    "add_row",
    "change_degree",
    "decide_study",
    "differences",
    "edit_row",
    "freeze_everything",
    "freeze_year",
    "importables",
    "publish_year",
]
