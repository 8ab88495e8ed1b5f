"""What other rooms may use of schooling.

Classes: ``classes`` of a school in a year, ``class_in_reach`` by a reference, ``roll`` of one,
``latest_year``; ``class_references`` makes the references. What happens to learners is told as
``LearnerEnrolled``, ``LearnerMoved`` and ``LearnerLeft``.
"""

from khuevan.schooling.contracts import (
    ClassFacts,
    LearnerEnrolled,
    LearnerLeft,
    LearnerMoved,
    Pupil,
    Role,
    SchoolYearOpened,
)
from khuevan.schooling.selectors import (
    class_in_reach,
    class_references,
    classes,
    counts,
    figures,
    latest_year,
    roll,
)
from khuevan.schooling.services import open_school_year
from khuevan.schooling.tallies import census, marks_of_rows, outcomes, posts, rolls

__all__ = [
    "ClassFacts", "LearnerEnrolled", "LearnerLeft", "LearnerMoved", "Pupil", "Role", "SchoolYearOpened",
    "census", "class_in_reach", "class_references", "classes", "counts", "figures", "latest_year",
    "marks_of_rows", "open_school_year", "outcomes", "posts", "roll", "rolls",
]  # fmt: skip
