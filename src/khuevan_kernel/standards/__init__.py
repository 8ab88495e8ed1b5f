"""The standard of higher education institutions: the 20 criteria of circular 01/2024, judged from facts."""

from khuevan_kernel.standards._criteria import (
    CRITERIA,
    Part,
    Result,
    Status,
    Verdict,
    judged,
    parts_of,
    rounded,
)
from khuevan_kernel.standards._facts import FORMS, Facts, weighted_learners
from khuevan_kernel.standards._regulations import (
    BOUNDS,
    CYCLE,
    STUDY,
    WEIGHTS,
    WORKING_AGE,
    Bound,
    Group,
    Weights,
    cycle_days,
    group_of,
)

__all__ = [
    "BOUNDS", "CRITERIA", "CYCLE", "FORMS", "STUDY", "WEIGHTS", "WORKING_AGE", "Bound", "Facts", "Group",
    "Part", "Result", "Status", "Verdict", "Weights", "cycle_days", "group_of", "judged", "parts_of",
    "rounded", "weighted_learners",
]  # fmt: skip
