"""Every read of this room. Each takes the actor; none shows a row that the actor may not see."""

from khuevan.schooling.selectors.attendance import absences_of, was_taken
from khuevan.schooling.selectors.classes import (
    class_in_reach,
    class_references,
    class_sizes,
    classes,
    latest_year,
    roll,
    years_of,
)
from khuevan.schooling.selectors.figures import counts, figures
from khuevan.schooling.selectors.kinds import kind_of, kind_of_learners
from khuevan.schooling.selectors.learners import learner_record, learners
from khuevan.schooling.selectors.places import place, places
from khuevan.schooling.selectors.staff import employment_references, member, staff, subject_said
from khuevan.schooling.selectors.turnover import balance_of_school, turn_over, turn_overs
from khuevan.schooling.selectors.work import due, due_of_school, schools_of

__all__ = [
    "absences_of", "balance_of_school", "class_in_reach", "class_references", "class_sizes", "classes",
    "counts", "due", "due_of_school", "employment_references", "figures", "kind_of", "kind_of_learners",
    "latest_year", "learner_record", "learners", "member", "place", "places", "roll", "schools_of", "staff",
    "subject_said", "turn_over",
    "turn_overs", "was_taken", "years_of",
]  # fmt: skip
