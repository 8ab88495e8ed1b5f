"""The learners of a school, and what it notes of one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.people.public import named, person_references, sector_code
from khuevan.schooling import rules
from khuevan.schooling.codes import words
from khuevan.schooling.contracts.records import (
    AbsenceFacts,
    HealthFacts,
    LearnerPage,
    LearnerRecord,
    LearnerRow,
    ReasonFacts,
    ResultFacts,
    SupportFacts,
)
from khuevan.schooling.models import (
    Absence,
    AbsenceTotal,
    Enrolment,
    HealthCheck,
    Reason,
    Support,
    YearResult,
)
from khuevan.schooling.selectors.classes import class_references
from khuevan_kernel.identity import search_key

SIZE = 50


def learners(
    *, actor: Actor, unit: int, school_year: int, text: str = "", grade: int | None = None, status: str = "",
    class_name: str = "", support: str = "", number: int = 1, size: int = SIZE,
) -> LearnerPage:  # fmt: skip
    """The learners of a school in a year under filters, in the Vietnamese order of names; a page of them.

    ``text`` is a part of a name, with or without tone marks. Those whose record may not be read are listed
    by code, where no name was asked for. ``size`` 0 gives all of them.
    """
    rows = Enrolment.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(
        unit=unit, school_year=school_year
    )
    if grade is not None:
        rows = rows.filter(grade=grade)
    if status:
        rows = rows.filter(status=status)
    if class_name:
        rows = rows.filter(school_class__name=class_name)
    if support:
        held = Support.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(code=support, until=None)
        rows = rows.filter(person__in=held.values("person"))
    for word in search_key(text).split():
        rows = rows.filter(person__search_name__contains=word)
    total = rows.count()
    ordered = _ordered(rows)
    number = max(1, min(number, -(-total // size))) if size else 1
    shown = ordered[(number - 1) * size : number * size] if size else ordered
    return LearnerPage(_rows(actor, shown), total, number)


def _ordered(rows: ScopedQuerySet[Enrolment]) -> list[Any]:
    """Rows by name. Persons out of reach have none: they come last, by number."""
    keys = ("person_id", "school_class_id", "school_class__name", "grade", "status", "entry")
    every = {row[0]: row for row in rows.values_list(*keys)}
    named_order = rows.order_by("person__sort_name", "person_id").values_list("person_id", flat=True)
    order = [number for number in named_order if number in every]
    return [every.pop(number) for number in order] + [every[number] for number in sorted(every)]


def _rows(actor: Actor, shown: list[Any]) -> list[LearnerRow]:
    known, persons, groups = (
        named(actor=actor, numbers=[row[0] for row in shown]),
        person_references(),
        class_references(),
    )
    return [
        LearnerRow(
            number, persons.of(number), sector_code(number), one.name if one else "",
            one.birth_date if one else None, one.birth_precision if one else "", one.sex if one else 0,
            class_name, groups.of(school_class), grade, status, entry,
        )
        for number, school_class, class_name, grade, status, entry in shown
        for one in (known.get(number),)
    ]  # fmt: skip


def learner_record(*, actor: Actor, person: int, family: bool = False, on: Any = None) -> LearnerRecord:
    """What schools note of a learner, as far as the actor may see it; ``family`` as in ``places``.

    Sensitive support and health are for the family and for whoever may edit the record.
    """

    def seen(rows: Any) -> Any:
        found = (
            rows.for_system("one's own or one's child's: the second wall gives out no other")
            if family
            else rows.visible_to(actor, Permission.SCHOOLING_VIEW)
        )
        return found.filter(person=person)

    whole = family or actor.may(Permission.SCHOOLING_EDIT)
    listed = words("support", on)
    supports = tuple(
        SupportFacts(row.pk, row.code, row.since, row.until, row.document)
        for row in seen(Support.objects).order_by("-since", "code")
        if whole or not listed[row.code].sensitive
    )
    health = tuple(
        _health(row) for row in seen(HealthCheck.objects).order_by("-school_year", "-term") if whole
    )
    reasons = tuple(
        ReasonFacts(row.what, row.words, row.at) for row in seen(Reason.objects).order_by("-entry") if whole
    )
    grades = dict(seen(Enrolment.objects).values_list("school_year", "grade"))
    results = tuple(_result(row, grades) for row in seen(YearResult.objects).order_by("-school_year"))
    return LearnerRecord(supports, health, tuple(_absences(seen)), results, reasons)


def _result(row: YearResult, grades: dict[int, int]) -> ResultFacts:
    grade = grades.get(row.school_year)
    outcome = row.outcome or (
        rules.outcome(
            grade=grade,
            school_year=row.school_year,
            study=row.study,
            conduct=row.conduct,
            absences=0,
            told="",
        )
        if grade is not None
        else ""
    )
    return ResultFacts(row.school_year, row.average, row.study, row.conduct, outcome)


def _absences(seen: Any) -> list[AbsenceFacts]:
    counted: dict[int, list[int]] = {}
    for year, excused in seen(Absence.objects).values_list("school_year", "excused"):
        counted.setdefault(year, [0, 0])[0 if excused else 1] += 1
    for row in seen(AbsenceTotal.objects):
        counted[row.school_year] = [row.excused, row.unexcused]
    return [AbsenceFacts(year, *counts) for year, counts in sorted(counted.items(), reverse=True)]


def _health(row: HealthCheck) -> HealthFacts:
    tenth = Decimal("0.1")
    height = Decimal(row.height) / 10 if row.height else None
    weight = Decimal(row.weight) / 10 if row.weight else None
    bmi = (weight / (height / 100) ** 2).quantize(tenth, ROUND_HALF_UP) if height and weight else None
    eyes = [Decimal(one) / 10 if one is not None else None for one in (row.left_eye, row.right_eye)]
    findings = tuple(code for code in row.findings.split(",") if code)
    return HealthFacts(
        row.school_year, row.term, row.measured, height, weight, bmi, eyes[0], eyes[1], findings
    )
