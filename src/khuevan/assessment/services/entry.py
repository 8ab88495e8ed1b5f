"""Entering marks: each cell is judged by itself, saved once, and never over what nobody saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext

from khuevan.access.public import Actor, Permission, actor_names
from khuevan.assessment import contracts, rules
from khuevan.assessment.contracts import KINDS, SUMMER, Cell, How, State, Told
from khuevan.assessment.models import Line, LineChange, SubjectResult
from khuevan.assessment.rules import Column
from khuevan.assessment.selectors.assignments import standing
from khuevan.assessment.selectors.sheets import lines_of, text_of
from khuevan.journal.public import record
from khuevan.schooling.public import ClassFacts, class_in_reach, roll
from khuevan_kernel import grading
from khuevan_kernel.law import Refusal

_FIELDS = [kind.lower() for kind in KINDS] + ["note"]
_KEEP = f"""
INSERT INTO assessment_line (school_year, person_id, unit_id, school_class_id, subject, term,
    {", ".join(_FIELDS)}, changed_by, changed_at, how)
VALUES ({", ".join(["%s"] * (6 + len(_FIELDS) + 3))})
ON CONFLICT (school_year, person_id, subject, term) DO UPDATE SET
    unit_id = excluded.unit_id, school_class_id = excluded.school_class_id,
    {", ".join(f"{one} = excluded.{one}" for one in _FIELDS)},
    changed_by = excluded.changed_by, changed_at = excluded.changed_at, how = excluded.how
"""


@dataclass
class _Desk:
    """What is needed to judge the cells of one sheet."""

    facts: ClassFacts
    term: int
    how: How | None
    columns: dict[tuple[str, str], Column]
    pupils: dict[str, int]
    lines: dict[tuple[int, str], Line]
    changed: dict[tuple[int, str], Line] = field(default_factory=dict)
    saved: int = 0


@transaction.atomic
def enter(
    *, actor: Actor, reference: str, sheet: str, term: int, cells: Iterable[Cell], at: datetime
) -> list[Told]:
    """Save cells of a sheet and say of each what became of it: saved, the same, a conflict, or refused.

    A cell whose value is neither one that the actor saw nor what they typed is a conflict: both are told and
    nothing changes. A refused cell keeps no other out. Sent again, everything is the same. One who may not
    see the class meets ``OutOfReach``.
    """
    facts = class_in_reach(actor=actor, reference=reference, may=Permission.MARKS_ENTER)
    columns = rules.columns(facts.grade, facts.school_year, sheet, term)
    on = timezone.localdate(at)
    how, why = standing(actor=actor, facts=facts, sheet=sheet, term=term, on=on)
    asked = list(cells)
    if why is not None:
        return [_refused(cell, why, cell.was[0] if cell.was else "") for cell in asked]
    lock(facts.number)
    pupils = {
        one.reference: one.number
        for one in roll(actor=actor, school_class=facts.number)
        if one.status == "studying"
    }
    subjects = {column.subject for column in columns}
    lines = lines_of(facts, term, subjects, list(pupils.values()))
    desk = _Desk(facts, term, how, {(c.subject, c.kind): c for c in columns}, pupils, lines)
    told = [_one(desk, cell) for cell in asked]
    if desk.changed:
        keep(desk.changed.values(), actor=actor, how=how or How.OWN, at=at)
        event = contracts.MarksEntered(f"class:{facts.number}", sheet, term, desk.saved, how or How.OWN)
        record(event, actor=actor, at=at)
    return _with_names(desk, told)


def lock(school_class: int) -> None:
    """Marks of one class are written one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"marks {school_class}"])


def keep(lines: Iterable[Line], *, actor: Actor, how: How, at: datetime) -> None:
    """Write lines as they are now. The caller holds the class and has judged them."""
    rows = [
        (
            line.school_year, line.person_id, line.unit_id, line.school_class_id, line.subject, line.term,
            *(getattr(line, one) for one in _FIELDS), actor.id, at, how,
        )
        for line in lines
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def _one(desk: _Desk, cell: Cell) -> Told:
    column = desk.columns.get((cell.subject, cell.kind))
    person = desk.pupils.get(cell.person)
    line = desk.lines.get((person, cell.subject)) if person else None
    now = text_of(line, column) if column else ""
    try:
        if column is None:
            raise rules.NoSuchSubject(grade=desk.facts.grade)
        if person is None:
            raise rules.NotOnTheRoll()
        if column.head and desk.how is not How.HEAD:
            raise rules.HeadsWord(column.cites)
        value = _value(column, cell.typed)
        if desk.term == SUMMER and value is not None:
            _require_again(desk.facts, person, column)
    except Refusal as refusal:
        return _refused(cell, refusal, now)
    text = value if isinstance(value, str) else rules.written(column.subject, value)
    if text == now:
        return Told(cell, State.SAME, now)
    if now not in cell.was:
        return Told(cell, State.CONFLICT, now)
    if line is None:
        line = Line(
            school_year=desk.facts.school_year,
            person_id=person,
            subject=cell.subject,
            term=desk.term,
            note="",
        )
        desk.lines[person, cell.subject] = line
    line.unit_id, line.school_class_id = desk.facts.unit, desk.facts.number
    setattr(line, "note" if column.text else column.kind.lower(), value)
    desk.changed[person, cell.subject] = line
    desk.saved += 1
    return Told(cell, State.SAVED, text)


def _value(column: Column, typed: str) -> Any:
    if not column.text:
        return rules.judged(column, typed)
    note = " ".join(typed.split())
    if len(note) > rules.LONGEST_NOTE:
        raise rules.NoteTooLong(most=rules.LONGEST_NOTE)
    return note


def _require_again(facts: ClassFacts, person: int, column: Column) -> None:
    """After the summer a scored or comment subject is entered for those alone who did not pass it."""
    if facts.grade < 6 or column.text or column.subject == rules.CONDUCT:
        return
    rows = SubjectResult.objects.for_system("of a pupil found in reach").filter(
        school_year=facts.school_year, person=person, subject=column.subject
    )
    whole = rows.values_list("whole", flat=True).first()
    law = grading.secondary(facts.grade, facts.school_year)
    result: int | str = grading.as_text(whole) if whole is not None and whole < 0 else (whole or 0)
    if whole is None or not grading.of_secondary.retest_subjects(law, {column.subject: result}):
        raise rules.NotAssessedAgain(column.cites)


def _refused(cell: Cell, refusal: Refusal, now: str) -> Told:
    says, remedy = refusal.told(gettext, localize)
    return Told(
        cell, State.REFUSED, now, code=refusal.code, says=says, remedy=remedy, because=refusal.because
    )


def _with_names(desk: _Desk, told: list[Told]) -> list[Told]:
    """Conflicts say whose value stands there, and since when."""
    if not any(one.state is State.CONFLICT for one in told):
        return told
    found: list[Told] = []
    for one in told:
        if one.state is not State.CONFLICT:
            found.append(one)
            continue
        rows = LineChange.objects.for_system("of a class found in reach").filter(
            school_year=desk.facts.school_year, person=desk.pupils[one.cell.person],
            subject=one.cell.subject, term=desk.term, kind=one.cell.kind,
        )  # fmt: skip
        last = rows.order_by("-id").first()
        names = actor_names([last.changed_by]) if last else {}
        who = names.get(last.changed_by, "") if last else ""
        found.append(Told(one.cell, one.state, one.text, who, last.changed_at if last else None))
    return found
