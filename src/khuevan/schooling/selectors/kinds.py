"""What a person is to schools: staff, child or pupil."""

from __future__ import annotations

from khuevan.schooling.models import Employment, Enrolment

_WHO = "what somebody is whose record the actor has open: the second wall gives out no more"


def kind_of(person: int) -> str:
    """``staff`` where somebody works at a school, else ``child`` or ``pupil`` by their latest place; empty
    where they have none, or have left, or study at a centre, where people of any age do.
    """
    if Employment.objects.for_system(_WHO).filter(person=person, until=None).exists():
        return "staff"
    places = Enrolment.objects.for_system(_WHO).filter(person=person).select_related("unit")
    latest = places.order_by("-school_year").first()
    if latest is None or latest.status != "studying":
        return ""
    return kind_of_learners(latest.unit.kind, latest.grade)


def kind_of_learners(school: str, grade: int) -> str:
    """What those are who learn in a grade of a school of a kind."""
    return "learner" if school == "centre" else "child" if grade < 1 else "pupil"
