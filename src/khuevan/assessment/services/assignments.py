"""Who teaches what, and when marks may be entered."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.assessment import contracts, rules
from khuevan.assessment.contracts import HOMEROOM, HOMEROOM_MID, AssignmentFacts, WindowFacts
from khuevan.assessment.models import Assignment, Extension, Window
from khuevan.assessment.selectors.assignments import (
    assignment_references,
    assignments_of_class,
    taught_by,
    windows_of,
)
from khuevan.journal.public import record
from khuevan.org.public import number_of, unit_in_reach
from khuevan.people.public import person_references
from khuevan.schooling.public import class_in_reach, colleagues
from khuevan_kernel.log import digest


def open_year(school_year: int) -> None:
    """Make room for the marks and results of a school year, where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessment_open_year(%s::smallint)", [school_year])


@transaction.atomic
def assign(
    *, actor: Actor, reference: str, subject: str, teacher: str, since: date, at: datetime
) -> list[AssignmentFacts]:
    """Make somebody of the school responsible for a subject of a class, or its homeroom (``subject`` empty).

    Answers who is responsible in the class now. A new homeroom teacher takes the place of the one before.
    Refuses with ``rules.NoSuchSubject``, ``NotStaff``, ``AssignedAlready`` or ``TooMuch``.
    """
    facts = class_in_reach(actor=actor, reference=reference, may=Permission.SCHOOLING_EDIT)
    person = person_references().number(teacher)
    if not any(one.number == person for one in colleagues(actor=actor, unit=facts.unit, on=since)):
        raise rules.NotStaff()
    found = rules.subject(facts.grade, facts.school_year, subject) if subject else None
    if subject and found is None:
        raise rules.NoSuchSubject(grade=facts.grade)
    with connection.cursor() as cursor:  # two who assign one teacher go one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assign {person}"])
    rows = Assignment.objects.visible_to(actor, Permission.SCHOOLING_EDIT).filter(
        school_class=facts.number, subject=subject, until__isnull=True
    )
    if rows.filter(person=person).exists():
        raise rules.AssignedAlready()
    if found is not None:
        taught = taught_by(person=person, on=since, school_year=facts.school_year)
        pairs = [
            (number, one.periods[grade])
            for number, grade, code in taught
            if (one := rules.subject(grade, facts.school_year, code)) is not None
        ]
        rules.require_room(facts.level, [*pairs, (facts.number, found.periods[facts.grade])], since)
    else:
        rows.update(until=since)
    Assignment.objects.create(
        school_year=facts.school_year, school_class_id=facts.number, unit_id=facts.unit, person_id=person,
        subject=subject, since=since,
    )  # fmt: skip
    event = contracts.TeacherAssigned(f"class:{facts.number}", subject, person, since)
    record(event, actor=actor, at=at)
    return assignments_of_class(actor=actor, school_class=facts.number, on=since)


@transaction.atomic
def end_assignment(*, actor: Actor, reference: str, until: date, at: datetime) -> AssignmentFacts:
    """End somebody's responsibility with a day; it does not hold on the day itself any more."""
    number = assignment_references().number(reference)
    rows = Assignment.objects.visible_to(actor, Permission.SCHOOLING_EDIT).select_for_update(of=("self",))
    row = rows.filter(until__isnull=True).one(pk=number)
    facts = next(
        (
            one
            for one in assignments_of_class(actor=actor, school_class=row.school_class_id, on=row.since)
            if one.reference == reference
        ),
        None,
    )
    if facts is None:
        raise OutOfReach("assignment")
    row.until = max(until, row.since)
    row.save(update_fields=["until"])
    event = contracts.AssignmentEnded(f"class:{row.school_class_id}", row.subject, row.person_id, row.until)
    record(event, actor=actor, at=at)
    return facts


@transaction.atomic
def set_window(
    *, actor: Actor, unit: str, school_year: int, term: int, opens: date, closes: date, at: datetime
) -> WindowFacts:
    """Say when marks of a term may be entered at a unit and all below it that say nothing of their own.

    Refuses with ``rules.WindowBackwards``. To close, end the window yesterday.
    """
    place = unit_in_reach(actor=actor, number=number_of(unit), may=Permission.MARKS_OPEN)
    rules.require_dates(opens, closes)
    if term not in {*contracts.TERMS, contracts.SUMMER}:
        raise OutOfReach("term")
    open_year(school_year)
    rows = Window.objects.for_system("the unit was found in reach")
    rows.update_or_create(
        unit_id=place.id, school_year=school_year, term=term, defaults={"opens": opens, "closes": closes}
    )
    record(contracts.WindowSet(f"unit:{place.id}", school_year, term, opens, closes), actor=actor, at=at)
    return windows_of(path=place.path, school_year=school_year)[term]


@transaction.atomic
def extend(
    *,
    actor: Actor,
    reference: str,
    sheet: str,
    term: int,
    teacher: str,
    until: date,
    reason: str,
    at: datetime,
) -> None:
    """Let marks of a class be entered though the window is closed, to the end of a day, for a reason.

    ``sheet`` is empty for all of the class's, ``teacher`` for everybody who may enter there. Refuses with
    ``rules.NoReason``, ``NoSuchSubject`` or ``NotStaff``.
    """
    facts = class_in_reach(actor=actor, reference=reference, may=Permission.MARKS_OPEN)
    today = timezone.localdate(at)
    if not reason.strip() or until < today:
        raise rules.NoReason()
    if sheet and sheet not in {HOMEROOM, HOMEROOM_MID}:
        rules.columns(facts.grade, facts.school_year, sheet, term)
    person = person_references().number(teacher) if teacher else None
    if person and not any(o.number == person for o in colleagues(actor=actor, unit=facts.unit, on=today)):
        raise rules.NotStaff()
    open_year(facts.school_year)
    Extension.objects.create(
        unit_id=facts.unit, school_class_id=facts.number, subject=sheet, term=term, person_id=person,
        until=until, reason=reason.strip(), granted_by=actor.id, granted_at=at,
    )  # fmt: skip
    event = contracts.ExtensionGranted(
        f"class:{facts.number}", sheet, term, until, digest({"reason": reason.strip()})
    )
    record(event, actor=actor, at=at)
