"""What crosses the wall of this room: values without behaviour."""

from khuevan.schooling.contracts.classes import ClassFacts, Pupil
from khuevan.schooling.contracts.moves import LearnerEnrolled, LearnerLeft, LearnerMoved
from khuevan.schooling.contracts.places import Place
from khuevan.schooling.contracts.years import Role, SchoolYearOpened

__all__ = [
    "ClassFacts", "LearnerEnrolled", "LearnerLeft", "LearnerMoved", "Place", "Pupil", "Role",
    "SchoolYearOpened",
]  # fmt: skip
