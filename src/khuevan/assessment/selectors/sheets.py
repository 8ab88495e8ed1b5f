"""A sheet: the marks of a class in a subject in a term, as somebody sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khuevan.access.public import Actor, Permission, actor_names
from khuevan.assessment import rules
from khuevan.assessment.contracts import KINDS, NOTE, SUMMER, Change, How, WindowFacts
from khuevan.assessment.models import Line, LineChange
from khuevan.assessment.rules import Column
from khuevan.assessment.selectors.assignments import standing, windows_of
from khuevan.schooling.public import ClassFacts, Pupil, class_in_reach, roll
from khuevan_kernel import grading
from khuevan_kernel.grading import Missing
from khuevan_kernel.law import Refusal

MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's row: the texts of the columns in their order, and the term's average where it is there."""

    pupil: Pupil
    texts: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``closed`` says why the actor may not write on it; ``how`` in which capacity they may."""

    facts: ClassFacts
    name: str
    term: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    window: WindowFacts | None
    how: How | None
    closed: Refusal | None

    @property
    def filled(self) -> tuple[int, int]:
        """How many of the cells that hold marks are filled, of how many."""
        marks = [place for place, column in enumerate(self.columns) if not column.text and not column.count]
        return sum(bool(row.texts[place]) for row in self.rows for place in marks), len(marks) * len(
            self.rows
        )


def sheet(*, actor: Actor, reference: str, name: str, term: int, on: date) -> Sheet:
    """A sheet of a class in reach; ``OutOfReach`` otherwise, ``rules.NoSuchSubject`` for what it has not."""
    facts = class_in_reach(actor=actor, reference=reference, may=Permission.SCHOOLING_VIEW)
    columns = rules.columns(facts.grade, facts.school_year, name, term)
    window = windows_of(path=facts.path, school_year=facts.school_year).get(term)
    how, closed = standing(actor=actor, facts=facts, sheet=name, term=term, on=on)
    pupils = [one for one in roll(actor=actor, school_class=facts.number) if one.status == "studying"]
    lines = lines_of(facts, term, {column.subject for column in columns}, [one.number for one in pupils])
    rows = tuple(
        Row(
            pupil,
            tuple(text_of(lines.get((pupil.number, column.subject)), column) for column in columns),
            _result(facts, name, term, lines.get((pupil.number, name))),
        )
        for pupil in pupils
    )
    return Sheet(facts, name, term, columns, rows, window, how, closed)


def lines_of(
    facts: ClassFacts, term: int, subjects: set[str], persons: list[int]
) -> dict[tuple[int, str], Line]:
    """The lines of pupils of a class found in reach, by pupil and subject."""
    rows = Line.objects.for_system("of a class found in reach").filter(
        school_year=facts.school_year, term=term, subject__in=subjects, person__in=persons
    )
    return {(row.person_id, row.subject): row for row in rows}


def text_of(line: Line | None, column: Column) -> str:
    """What stands in a cell, as people write it."""
    if line is None:
        return ""
    return line.note if column.text else rules.written(column.subject, getattr(line, column.kind.lower()))


def so_far(facts: ClassFacts, term: int) -> dict[tuple[int, str], str]:
    """The marks of a term that are there, by pupil and subject; the class was found in reach."""
    rows = Line.objects.for_system("of a class found in reach").filter(
        school_year=facts.school_year, school_class=facts.number, term=term
    )
    return {
        (row.person_id, row.subject): " ".join(
            rules.written(row.subject, value)
            for kind in KINDS
            if (value := getattr(row, kind.lower())) is not None
        )
        for row in rows
    }


def _result(facts: ClassFacts, name: str, term: int, line: Line | None) -> str:
    """The term's result of a subject in grades 6 to 12, empty where a mark is missing."""
    subject = rules.subject(facts.grade, facts.school_year, name) if facts.grade > 5 else None
    if subject is None or line is None or term == SUMMER:
        return ""
    law = grading.secondary(facts.grade, facts.school_year)
    if line.ck == grading.WORDS["M"]:
        return "M"
    try:
        if subject.comment:
            marks = [line.tx1, line.tx2, line.gk, line.ck]
            words = [grading.as_text(mark) or None for mark in marks]
            return grading.of_secondary.comment_term(law, words).value
        periods = subject.periods[facts.grade]
        regular = [line.tx1, line.tx2, line.tx3, line.tx4][: law.says.regular_marks(periods)]
        average = grading.of_secondary.term_average(
            law, periods=periods, regular=regular, middle=line.gk, end=line.ck
        )
        return grading.shown(average.value)
    except Missing:
        return ""


def changes(*, school_year: int, person: int) -> list[Change]:
    """The latest changes of a pupil's marks in a year, newest first; the pupil was found in reach."""
    rows = LineChange.objects.for_system("of a pupil found in reach").filter(
        school_year=school_year, person=person
    )
    kept = list(rows.order_by("-id")[:MOST_CHANGES])
    names = actor_names({row.changed_by for row in kept})
    return [
        Change(
            row.term, row.subject, row.kind,
            row.note_was if row.kind == NOTE else rules.written(row.subject, row.was),
            row.note if row.kind == NOTE else rules.written(row.subject, row.value),
            names.get(row.changed_by, ""), row.changed_at, How(row.how),
        )
        for row in kept
    ]  # fmt: skip
