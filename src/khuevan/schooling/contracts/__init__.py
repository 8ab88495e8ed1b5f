"""What crosses the wall of this room: values without behaviour."""

from khuevan.schooling.contracts.classes import ClassFacts, Pupil
from khuevan.schooling.contracts.moves import LearnerEnrolled, LearnerLeft, LearnerMoved, LearnersBrought
from khuevan.schooling.contracts.places import Place
from khuevan.schooling.contracts.turnover import (
    Balance,
    OutcomeSettled,
    SchoolBalance,
    TurnedOver,
    TurnOverAsked,
    TurnOverFacts,
    TurnOverUndone,
    Waiting,
    YearResultsRecorded,
)
from khuevan.schooling.contracts.years import Role, SchoolYearOpened

__all__ = [
    "Balance", "ClassFacts", "LearnerEnrolled", "LearnerLeft", "LearnerMoved", "LearnersBrought",
    "OutcomeSettled", "Place",
    "Pupil", "Role", "SchoolBalance", "SchoolYearOpened", "TurnOverAsked", "TurnOverFacts", "TurnOverUndone",
    "TurnedOver", "Waiting", "YearResultsRecorded",
]  # fmt: skip
