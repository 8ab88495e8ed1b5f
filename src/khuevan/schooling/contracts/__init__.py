"""What crosses the wall of this room: values without behaviour."""

from khuevan.schooling.contracts.classes import ClassFacts, Pupil
from khuevan.schooling.contracts.moves import LearnerEnrolled, LearnerLeft, LearnerMoved
from khuevan.schooling.contracts.years import Role, SchoolYearOpened

__all__ = [
    "ClassFacts", "LearnerEnrolled", "LearnerLeft", "LearnerMoved", "Pupil", "Role", "SchoolYearOpened",
]  # fmt: skip
