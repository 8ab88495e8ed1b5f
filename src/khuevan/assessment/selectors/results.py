"""A pupil's year as the pupil, the family and the school see it. Each result says why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from django.db.models import Max

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.assessment import rules
from khuevan.assessment.contracts import KINDS, SUMMER, TERMS, PupilYear, Reason, SubjectYear
from khuevan.assessment.models import Line
from khuevan.assessment.selectors.assignments import subjects_of_classes
from khuevan.assessment.selectors.judging import judged_pupil
from khuevan.people.public import PersonDetail
from khuevan.schooling.public import ClassFacts, classes_by_number
from khuevan_kernel import grading
from khuevan_kernel.grading import Judged, Missing

_FIRST_SECONDARY = 6


def years_of(detail: PersonDetail) -> list[int]:
    """The school years of which a pupil, whose record was found in reach, has marks; the latest first."""
    rows = Line.objects.for_system("of a record found in reach").filter(person=detail.number)
    return sorted(set(rows.values_list("school_year", flat=True)), reverse=True)


def pupil_year(*, actor: Actor, detail: PersonDetail, school_year: int) -> PupilYear:
    """The year of a pupil whose record the actor sees: their own, their child's, or in an office's reach.

    An office needs ``schooling.view`` at the school. ``OutOfReach`` where there is no mark.
    """
    rows = Line.objects.for_system("of a record found in reach").filter(
        school_year=school_year, person=detail.number
    )
    lines = {(row.subject, row.term): row for row in rows}
    number = rows.aggregate(latest=Max("school_class"))["latest"]
    if number is None:
        raise OutOfReach("marks")
    facts = classes_by_number([number])[number]
    if detail.as_ == "office" and not actor.may_at(Permission.SCHOOLING_VIEW, facts.path):
        raise OutOfReach("marks")
    return _year(facts, detail.number, lines)


def _year(facts: ClassFacts, person: int, lines: Mapping[tuple[str, int], Line]) -> PupilYear:
    by_subject, found = judged_pupil(facts, person)
    subjects = subjects_of_classes([facts])[facts.number]
    results = {one["subject"]: one for one in by_subject}
    told = tuple(
        SubjectYear(
            one.code, tuple(_marks(lines, one.code)),
            _text(results, one.code, "first"), _text(results, one.code, "second"),
            _text(results, one.code, "whole"), _text(results, one.code, "again"),
            tuple((term, lines[one.code, term].note) for term in TERMS if _note(lines, one.code, term)),
            tuple(_missing(facts, one.code, lines)),
        )
        for one in subjects
    )  # fmt: skip
    return PupilYear(
        facts.school_year, facts.grade, facts.name, facts.unit_name, told,
        (found["study1"] or "", found["study2"] or "", found["study"] or ""),
        (found["conduct1"] or "", found["conduct2"] or "", found["conduct"] or ""), found["absences"] or 0,
        found["outcome"] or "", found["title"] or "", bool(found["after_summer"]),
        tuple(_reasons(facts, found, results, lines)),
        tuple((term, lines[rules.CONDUCT, term].note) for term in TERMS if _note(lines, rules.CONDUCT, term)),
    )  # fmt: skip


def _text(results: Mapping[str, Mapping[str, int | None]], code: str, what: str) -> str:
    return grading.as_text(results.get(code, {}).get(what))


def _note(lines: Mapping[tuple[str, int], Line], subject: str, term: int) -> str:
    line = lines.get((subject, term))
    return line.note if line else ""


def _marks(lines: Mapping[tuple[str, int], Line], subject: str) -> Iterator[tuple[int, str, str]]:
    for term in (*TERMS, SUMMER):
        line = lines.get((subject, term))
        for kind in KINDS if line else ():
            if (value := getattr(line, kind.lower())) is not None:
                yield term, kind, rules.written(subject, value)


def _missing(facts: ClassFacts, subject: str, lines: Mapping[tuple[str, int], Line]) -> Iterator[str]:
    """The marks that a subject lacks for its year, as ``HK1 TX2``."""
    for term in TERMS:
        line = lines.get((subject, term))
        if line is not None and grading.WORDS["M"] in {line.ck, line.mck}:
            continue
        for column in rules.columns(facts.grade, facts.school_year, subject, term):
            if not column.text and (line is None or getattr(line, column.kind.lower()) is None):
                yield f"HK{term} {column.kind}"


def _reasons(
    facts: ClassFacts, found: Mapping[str, object], results: Mapping[str, Mapping[str, int | None]],
    lines: Mapping[tuple[str, int], Line],
) -> Iterator[Reason]:  # fmt: skip
    """What the kernel says, one by one, of the same marks that were judged set-based."""
    judge = _secondary if facts.grade >= _FIRST_SECONDARY else _primary
    for one in judge(facts, found, results, lines):
        if one.vi:
            yield Reason(one.vi, one.en, one.because)


def _said(value: int | None) -> int | str | None:
    return grading.as_text(value) if value is not None and value < 0 else value


def _secondary(
    facts: ClassFacts, found: Mapping[str, object], results: Mapping[str, Mapping[str, int | None]],
    lines: Mapping[tuple[str, int], Line],
) -> Iterator[Judged]:  # fmt: skip
    law, of = grading.secondary(facts.grade, facts.school_year), grading.of_secondary
    year = {code: _said(one["whole"]) for code, one in results.items()}
    after = bool(found["after_summer"])
    if after:
        year |= {code: _said(one["again"]) for code, one in results.items() if one["again"] is not None}
    with suppress(Missing):
        yield of.study(law, year)
    first, second = found["conduct1"], found["conduct2"]
    if isinstance(first, str) and isinstance(second, str):
        yield of.conduct(law, first, second)
    study, conduct, absences = found["study"], found["conduct"], found["absences"]
    if isinstance(study, str) and isinstance(conduct, str) and isinstance(absences, int):
        yield of.outcome(
            law, grade=facts.grade, study=study, conduct=conduct, absences=absences, after_summer=after
        )
        if found["title"]:
            yield of.title(
                law, study=study, conduct=conduct, results={k: v for k, v in year.items() if v is not None}
            )


def _primary(
    facts: ClassFacts, found: Mapping[str, object], results: Mapping[str, Mapping[str, int | None]],
    lines: Mapping[tuple[str, int], Line],
) -> Iterator[Judged]:  # fmt: skip
    law, of = grading.primary(facts.grade, facts.school_year), grading.of_primary
    after = bool(found["after_summer"])

    def latest(code: str, kind: str) -> int | None:
        held = [lines.get((code, term)) for term in ((SUMMER, 2) if after else (2,))]
        return next((v for one in held if one and (v := getattr(one, kind)) is not None), None)

    tests = {code: latest(code, "ck") for code in law.says.tests.get(facts.grade, ()) if code in results}
    try:
        level = of.year_level(
            law,
            subjects={code: grading.as_text(latest(code, "mck")) or None for code in results},
            qualities={code: grading.as_text(latest(code, "mck")) or None for code in law.says.qualities},
            tests={code: None if mark is None else mark // 10 for code, mark in tests.items()},
        )
    except Missing:
        return
    yield level
    head = lines.get((rules.HEAD, SUMMER))
    agrees = head is not None and head.ck == grading.WORDS["Đ"]
    yield of.outcome(law, grade=facts.grade, level=level.value, head_agrees=agrees)
    yield of.title(law, level=level.value, endorsed=found["title"] == "HSTB")
