"""What quality does when records change below: their rules are asked again, within seconds."""

from __future__ import annotations

from khuevan.journal.public import on
from khuevan.people.public import GuardianEdited, PersonRecorded, RecordEdited
from khuevan.quality.publishing import check_later
from khuevan.schooling.public import LearnerEnrolled, LearnerMoved


@on(PersonRecorded)
def person_recorded(event: PersonRecorded) -> None:
    """A person came into the register."""
    check_later(event.subject)


@on(RecordEdited)
def record_edited(event: RecordEdited) -> None:
    """A record was changed."""
    check_later(event.subject)


@on(GuardianEdited)
def guardian_edited(event: GuardianEdited) -> None:
    """A child's guardian was changed."""
    check_later(event.subject)


@on(LearnerEnrolled)
def learner_enrolled(event: LearnerEnrolled) -> None:
    """A learner has a place in a class."""
    check_later(event.subject)


@on(LearnerMoved)
def learner_moved(event: LearnerMoved) -> None:
    """A learner changed class."""
    check_later(event.subject)
