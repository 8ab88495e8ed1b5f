"""A student's decisions and degrees, and what may be told of a degree to anybody."""

from __future__ import annotations

from datetime import date

from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.higher import models
from khuevan.higher.contracts.persons import Decision, DegreeTold, OtherStudy
from khuevan.higher.selectors.registers import references

MAY = Permission.HIGHER_VIEW


def decisions(*, actor: Actor, study: int) -> tuple[Decision, ...]:
    """The decisions about a study, latest first."""
    found = models.StudyDecision.objects.visible_to(actor, MAY).filter(study=study).order_by("-day", "-id")
    return tuple(Decision(one.kind, one.number, one.day, one.note) for one in found)


def corrections(*, actor: Actor, degree: int) -> tuple[Decision, ...]:
    """The decisions about a degree, latest first."""
    found = models.DegreeCorrection.objects.visible_to(actor, MAY).filter(degree=degree)
    return tuple(Decision(one.state, one.number, one.day, one.note) for one in found.order_by("-day", "-id"))


def studies_of(*, actor: Actor, study: int) -> tuple[OtherStudy, ...]:
    """All studies within reach of the one whose study it is, with their degrees; latest first."""
    own = models.Study.objects.visible_to(actor, MAY)
    person = own.filter(pk=study).values("person_id")
    found = list(own.filter(person__in=person).select_related("programme", "unit").order_by("-since"))
    held = dict(
        models.Degree.objects.visible_to(actor, MAY)
        .filter(study__in=[one.pk for one in found])
        .values_list("study_id", "pk")
    )
    studies, degrees = references("students"), references("degrees")
    return tuple(
        OtherStudy(
            studies.of(one.pk),
            one.pk,
            one.programme.name,
            one.unit.name,
            one.since,
            one.state,
            degrees.of(held[one.pk]) if one.pk in held else "",
        )
        for one in found
    )


def told_of_degree(*, serial: str, book_number: str) -> tuple[DegreeTold, ...]:
    """What anybody may know of a degree whose two numbers they hold: where, what, when, whether it stands.

    Never whose it is. Both numbers have to be right; at most five, where institutions number alike.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM higher_degree_told(%s, %s)", [serial, book_number])
        return tuple(DegreeTold(*row) for row in cursor.fetchall())


def without_degree(*, actor: Actor, unit: int, on: date) -> int:
    """How many graduated at an institution without a degree in the register yet."""
    found = models.Study.objects.visible_to(actor, MAY).filter(
        unit=unit, state="graduated", state_since__lte=on
    )
    held = models.Degree.objects.visible_to(actor, MAY).filter(unit=unit).values("study")
    return found.exclude(pk__in=held).count()


def kind_of(person: int) -> str:
    """``staff`` where somebody works at an institution, ``student`` where they study; empty else."""
    who = "what somebody is whose record the actor has open: the second wall gives out no more"
    if models.Employment.objects.for_system(who).filter(person=person, until=None).exists():
        return "staff"
    studying = models.Study.objects.for_system(who).filter(person=person, state="studying")
    return "student" if studying.exists() else ""
