"""What other rooms may use of schooling.

Classes: ``classes`` of a school in a year, ``class_in_reach`` by a reference, ``roll`` of one,
``latest_year``; ``class_references`` makes the references.

Learners: ``enrol``, ``move`` and ``leave`` write, ``place`` and ``places`` read; what happens is told as
``LearnerEnrolled``, ``LearnerMoved`` and ``LearnerLeft``.
"""

from khuevan.schooling.contracts import (
    ClassFacts,
    LearnerEnrolled,
    LearnerLeft,
    LearnerMoved,
    Place,
    Pupil,
    Role,
    SchoolYearOpened,
)
from khuevan.schooling.rows import class_rows, enrolment_rows, result_rows, staff_rows, yearly_figures
from khuevan.schooling.rules.places import Leaving
from khuevan.schooling.selectors import balance_of_school as turn_over_balance
from khuevan.schooling.selectors import (
    class_in_reach,
    class_references,
    classes,
    counts,
    due,
    figures,
    latest_year,
    place,
    places,
    roll,
)
from khuevan.schooling.selectors.for_marks import (
    Colleague,
    classes_by_number,
    colleagues,
    places_of,
    places_of_persons,
)
from khuevan.schooling.services import (
    enrol,
    leave,
    make_class,
    move,
    open_school_year,
    record_year_results,
    run_turn_over,
    settle_outcome,
    standing_on_classes,
    turn_over_school,
    undo_turn_over,
)
from khuevan.schooling.tallies import census, marks_of_rows, outcomes, posts, rolls

__all__ = [
    "ClassFacts", "Colleague", "LearnerEnrolled", "LearnerLeft", "LearnerMoved", "Leaving", "Place", "Pupil",
    "Role", "SchoolYearOpened", "census", "class_in_reach", "class_references", "class_rows", "classes",
    "classes_by_number", "colleagues", "counts",
    "due", "enrol", "enrolment_rows", "figures", "latest_year", "leave", "make_class", "marks_of_rows",
    "move", "open_school_year", "outcomes", "place", "places", "places_of",
    "places_of_persons", "posts", "record_year_results",
    "result_rows", "roll", "rolls", "run_turn_over", "settle_outcome", "staff_rows",
    "standing_on_classes", "turn_over_balance", "turn_over_school", "undo_turn_over", "yearly_figures",
]  # fmt: skip
