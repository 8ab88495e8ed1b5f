"""Every write of this room."""

from khuevan.assessment.services.assignments import assign, end_assignment, extend, set_window
from khuevan.assessment.services.computing import compute, compute_class, compute_school
from khuevan.assessment.services.entry import enter
from khuevan.assessment.services.files import DESCRIPTION
from khuevan.assessment.services.following import follow

__all__ = [
    "DESCRIPTION", "assign", "compute", "compute_class", "compute_school", "end_assignment", "enter",
    "extend", "follow", "set_window",
]  # fmt: skip
