"""What assessment does when learners move: their marks of the year go with them."""

from __future__ import annotations

from datetime import UTC, datetime

from khuevan.access.public import reaching, system
from khuevan.assessment.services import follow
from khuevan.journal.public import on
from khuevan.schooling.public import LearnerMoved

ASSESSMENT = system("assessment")


@on(LearnerMoved)
def marks_follow(event: LearnerMoved) -> None:
    """The marks of a school year are then kept by the class and the school where the learner is."""
    reaching(ASSESSMENT)
    follow(
        actor=ASSESSMENT, person=event.person, school_year=event.school_year, unit=event.unit,
        school_class=event.school_class, at=datetime.combine(event.since, datetime.min.time(), UTC),
    )  # fmt: skip
