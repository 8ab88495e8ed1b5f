"""Who is responsible for what, when marks may be entered, and in which capacity somebody enters them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Q

from khuevan.access.public import Actor, Permission
from khuevan.assessment import rules
from khuevan.assessment.contracts import (
    HOMEROOM,
    HOMEROOM_MID,
    AssignmentFacts,
    ExtensionFacts,
    How,
    WindowFacts,
)
from khuevan.assessment.models import Assignment, Extension, Window
from khuevan.org.public import units
from khuevan.people.public import named
from khuevan.schooling.public import ClassFacts, classes_by_number
from khuevan_kernel import grading
from khuevan_kernel.identity import References
from khuevan_kernel.law import Refusal


def assignment_references() -> References:
    """The references of assignments."""
    return References(settings.SECRET_KEY, "assignment")


def extension_references() -> References:
    """The references of exceptions."""
    return References(settings.SECRET_KEY, "extension")


def in_force(on: date) -> Q:
    """Assignments that hold on a day."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


def assignments_of_class(*, actor: Actor, school_class: int, on: date) -> list[AssignmentFacts]:
    """Who is responsible in a class on a day: the homeroom teacher first, then by subject."""
    rows = Assignment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(in_force(on))
    return _facts(actor, rows.filter(school_class=school_class).order_by("subject", "pk"))


def own_assignments(*, actor: Actor, on: date) -> list[AssignmentFacts]:
    """What the actor is responsible for on a day in the office they act for."""
    if actor.person is None or not actor.may(Permission.MARKS_ENTER):
        return []
    rows = Assignment.objects.visible_to(actor, Permission.MARKS_ENTER).filter(in_force(on))
    return _facts(actor, rows.filter(person=actor.person).order_by("school_class", "subject"))


def taught_by(*, person: int, on: date, school_year: int) -> list[tuple[int, int, str]]:
    """The classes (number, grade) and subjects that somebody teaches on a day anywhere: for the bound."""
    rows = Assignment.objects.for_system("a teacher's load counts at every school").filter(
        in_force(on), person=person, school_year=school_year
    )
    return list(rows.exclude(subject="").values_list("school_class", "school_class__grade", "subject"))


def subjects_of_classes(classes: Iterable[ClassFacts]) -> dict[int, list[grading.Subject]]:
    """The subjects of classes: what the grade has to have, and the electives that somebody teaches."""
    found = list(classes)
    chosen: dict[int, set[str]] = {}
    rows = Assignment.objects.for_system("the subjects of classes found in reach")
    for number, code in rows.filter(school_class__in=[one.number for one in found]).values_list(
        "school_class", "subject"
    ):
        chosen.setdefault(number, set()).add(code)
    return {
        one.number: [
            subject
            for subject in (grading.subjects(one.grade, one.school_year) if one.grade > 0 else ())
            if not subject.elective or subject.code in chosen.get(one.number, ())
        ]
        for one in found
    }


def capacity(*, actor: Actor, facts: ClassFacts, sheet: str, on: date) -> How:
    """In which capacity the actor enters marks on a sheet, or ``rules.NotYours``.

    The assigned teacher on their own; the school's registrar or head for somebody else. Nobody acting for
    another office than the school enters anything.
    """
    if actor.office != facts.path or not actor.may_at(Permission.MARKS_ENTER, facts.path):
        raise rules.NotYours()
    subject = "" if sheet in {HOMEROOM, HOMEROOM_MID} else sheet
    rows = Assignment.objects.visible_to(actor, Permission.MARKS_ENTER).filter(
        in_force(on), school_class=facts.number, subject=subject, person=actor.person
    )
    if actor.person is not None and rows.exists():
        return How.OWN
    if actor.may_at(Permission.MARKS_OPEN, facts.path):
        return How.HEAD
    if actor.may_at(Permission.SCHOOLING_EDIT, facts.path):
        return How.ASSISTED
    raise rules.NotYours()


def windows_of(*, path: str, school_year: int) -> dict[int, WindowFacts]:
    """The window of each term that holds at a unit: its own, or that of the nearest office above."""
    above = [int(part) for part in path.split("/") if part.isdigit()]
    rows = Window.objects.for_system("when marks may be entered is no secret").filter(
        unit__in=above, school_year=school_year
    )
    names = {one.id: one.name for one in units(above)}
    nearest = sorted(rows, key=lambda row: above.index(row.unit_id))
    return {
        row.term: WindowFacts(row.term, row.opens, row.closes, names.get(row.unit_id, "")) for row in nearest
    }


def extended(*, actor: Actor, facts: ClassFacts, sheet: str, term: int, on: date) -> bool:
    """Whether an exception lets the actor enter marks on a sheet on a day."""
    rows = Extension.objects.visible_to(actor, Permission.MARKS_ENTER).filter(
        Q(person__isnull=True) | Q(person=actor.person), school_class=facts.number, term=term, until__gte=on,
        subject__in=["", sheet],
    )  # fmt: skip
    return rows.exists()


def standing(
    *, actor: Actor, facts: ClassFacts, sheet: str, term: int, on: date
) -> tuple[How | None, Refusal | None]:
    """In which capacity the actor may write on a sheet on a day, or why not."""
    window = windows_of(path=facts.path, school_year=facts.school_year).get(term)
    try:
        how = capacity(actor=actor, facts=facts, sheet=sheet, on=on)
        more = extended(actor=actor, facts=facts, sheet=sheet, term=term, on=on)
        rules.require_a_window((window.opens, window.closes) if window else None, on=on, extended=more)
    except Refusal as refusal:
        return None, refusal
    return how, None


def extensions_of(*, actor: Actor, unit: int, on: date) -> list[ExtensionFacts]:
    """The exceptions that a school has granted and that have not ended."""
    rows = Extension.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(unit=unit, until__gte=on)
    rows = rows.order_by("until", "pk")
    kept = list(rows)
    classes = classes_by_number({row.school_class_id for row in kept})
    people = named(actor=actor, numbers=[row.person_id for row in kept if row.person_id])
    references = extension_references()
    return [
        ExtensionFacts(
            references.of(row.pk), classes[row.school_class_id].name, row.subject, row.term,
            people[row.person_id].name if row.person_id in people else "", row.until, row.reason,
        )
        for row in kept
    ]  # fmt: skip


def _facts(actor: Actor, rows: Iterable[Assignment]) -> list[AssignmentFacts]:
    kept = list(rows)
    people = named(actor=actor, numbers={row.person_id for row in kept})
    classes = classes_by_number({row.school_class_id for row in kept})
    references = assignment_references()
    return [
        AssignmentFacts(
            references.of(row.pk), row.school_class_id, group.reference, group.name, group.grade, row.subject,
            row.person_id, people[row.person_id].name if row.person_id in people else "", row.since,
            row.until,
        )
        for row in kept
        for group in (classes[row.school_class_id],)
    ]  # fmt: skip
