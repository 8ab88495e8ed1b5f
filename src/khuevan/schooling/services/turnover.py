"""The turn-over of a school year: at once for a school, by a job for a branch; and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.journal.public import record
from khuevan.people.public import sector_code
from khuevan.schooling import contracts, rules
from khuevan.schooling.contracts.turnover import (
    Balance,
    OutcomeSettled,
    TurnedOver,
    TurnOverFacts,
    TurnOverUndone,
)
from khuevan.schooling.models import Enrolment, TurnOver, YearResult
from khuevan.schooling.selectors.turnover import acting, counted, decide, turn_over_facts
from khuevan.schooling.services.reasons import keep_reason, reason_digest
from khuevan.schooling.services.years import open_school_year

MAY = Permission.SCHOOLING_EDIT
NAMED = 5
# Classes that learners go to, and one for each class of a grade that begins a level: for newcomers.
_CLASSES = """
INSERT INTO schooling_schoolclass
    (school_year, unit_id, grade, name, kind, grades, subject, sessions, boarding, site_id, made_by_id)
SELECT DISTINCT ON (t.unit, t.name) %(next)s, t.unit, t.grade, t.name, c.kind, c.grades, c.subject,
       c.sessions, c.boarding, c.site_id, %(number)s
FROM (SELECT o.unit, o.class_grade AS grade, o.name, o.class FROM pg_temp.schooling_routes o
      WHERE EXISTS (SELECT FROM pg_temp.schooling_decided d
                    WHERE d.class = o.class AND d.grade = o.grade AND d.next_grade = o.next_grade
                      AND d.what IN ('promoted', 'repeated') AND NOT d.placed)
      UNION ALL
      SELECT c.unit_id, c.grade, c.name, c.id FROM schooling_schoolclass c
      WHERE c.school_year = %(year)s AND c.unit_id IN (SELECT unit FROM pg_temp.schooling_decided)
      AND NOT EXISTS (
          SELECT FROM schooling_schoolclass b WHERE b.school_year = %(year)s AND b.unit_id = c.unit_id
          AND b.grade < c.grade AND schooling_level(b.grade) = schooling_level(c.grade))) t
JOIN schooling_schoolclass c ON c.id = t.class
ORDER BY t.unit, t.name, t.grade, t.class
ON CONFLICT (unit_id, school_year, name) DO NOTHING"""
_PLACES = """
INSERT INTO schooling_enrolment (person_id, unit_id, school_class_id, school_year, grade, status, entry)
SELECT d.person, d.unit, c.id, %(next)s, d.next_grade, 'studying',
       CASE d.what WHEN 'promoted' THEN 'promoted' ELSE 'repeat' END
FROM pg_temp.schooling_decided d
JOIN schooling_schoolclass c ON c.unit_id = d.unit AND c.school_year = %(next)s AND c.name = d.name
WHERE d.what IN ('promoted', 'repeated') AND NOT d.placed
ON CONFLICT DO NOTHING"""
_WITHIN = "(SELECT id FROM org_unit WHERE path ^@ %(path)s)"
_WRITTEN = f"""
    SELECT e.person_id FROM schooling_enrolment e WHERE e.school_year = %(next)s AND e.unit_id IN {_WITHIN}
    AND e.entry IN ('promoted', 'repeat')"""
_CHANGED = f"""
WITH written AS ({_WRITTEN})
SELECT person_id FROM schooling_departure WHERE school_year = %(next)s AND unit_id IN {_WITHIN}
    AND entry IN ('promoted', 'repeat')
UNION SELECT person_id FROM schooling_yearresult
    WHERE school_year = %(next)s AND person_id IN (TABLE written)
UNION SELECT person_id FROM schooling_healthcheck
    WHERE school_year = %(next)s AND person_id IN (TABLE written)
UNION SELECT person_id FROM schooling_absence
    WHERE school_year = %(next)s AND person_id IN (TABLE written)
UNION SELECT person_id FROM schooling_absencetotal
    WHERE school_year = %(next)s AND person_id IN (TABLE written)
ORDER BY 1"""
_MADE = f"""
SELECT c.id, c.name, c.homeroom_id IS NOT NULL
       OR EXISTS (SELECT FROM schooling_teaching t WHERE t.school_class_id = c.id)
       OR EXISTS (SELECT FROM schooling_attendancemonth m WHERE m.school_class_id = c.id)
       OR EXISTS (SELECT FROM schooling_enrolment e
                  WHERE e.school_year = %(next)s AND e.school_class_id = c.id
                  AND e.entry NOT IN ('promoted', 'repeat'))
FROM schooling_schoolclass c
WHERE c.school_year = %(next)s AND c.made_by_id IS NOT NULL AND c.unit_id IN {_WITHIN} ORDER BY c.id"""
_STANDING: list[Callable[[list[int]], int]] = []


def standing_on_classes(count: Callable[[list[int]], int]) -> None:
    """Let a room above say how many rows of its own stand on classes: a turn-over is not undone over them."""
    _STANDING.append(count)


@transaction.atomic
def ask_turn_over(*, actor: Actor, path: str, school_year: int, preview: bool, at: datetime) -> TurnOverFacts:
    """Ask that the learners of a branch go over to the next school year, or that it be counted only.

    A worker does it. Asked again while one waits, it answers that one. Refuses with ``OutOfReach`` a branch
    that the actor may not edit. What a turn-over does is recorded when it does it.
    """
    if not actor.may_at(MAY, path):
        raise OutOfReach("branch")
    asked = TurnOver.objects.for_system("a branch in reach").filter(
        path=path, school_year=school_year, preview=preview, phase="waiting"
    )
    row = asked.first() or TurnOver.objects.create(
        path=path, school_year=school_year, preview=preview, acting=acting(actor), asked_at=at
    )
    record(contracts.TurnOverAsked(f"branch:{path}", school_year, preview), actor=actor, at=at)
    return turn_over_facts(row)


@transaction.atomic
def run_turn_over(*, number: int, actor: Actor, at: datetime) -> TurnOverFacts:
    """Do what was asked for, as ``actor``, who asked. Calling it again changes nothing more.

    All of it is one transaction: a worker that dies leaves nothing behind, and the next one begins anew. One
    that another worker is at is left to it. Whoever has a place in the next year already keeps it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"turn-over {number}"])
        free = cursor.fetchone()[0]
    row = TurnOver.objects.for_system("the turn-over to run").one(pk=number)
    if not free or row.phase != "waiting":
        return turn_over_facts(row)
    balances, placed, classes = _go(row, actor, at)
    row.counts = {str(unit): counted(one) for unit, one in balances.items()}
    row.phase, row.finished_at = "done", at
    row.save(update_fields=["counts", "phase", "finished_at"])
    if not row.preview and (placed or classes):
        whole = sum(balances.values(), Balance())
        counts = (row.school_year, placed, classes, whole.completed, whole.waiting, whole.left)
        record(TurnedOver(f"branch:{row.path}", *counts), actor=actor, at=at)
    return turn_over_facts(row)


def turn_over_school(*, actor: Actor, path: str, school_year: int, at: datetime) -> TurnOverFacts:
    """Turn a school over here and now, as ``ask_turn_over`` and ``run_turn_over`` would."""
    asked = ask_turn_over(actor=actor, path=path, school_year=school_year, preview=False, at=at)
    return run_turn_over(number=asked.number, actor=actor, at=at)


def _go(row: TurnOver, actor: Actor, at: datetime) -> tuple[dict[int, Balance], int, int]:
    given = {"year": row.school_year, "next": row.school_year + 1, "number": row.pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"over {row.school_year}"])
        if not row.preview:
            open_school_year(actor=actor, school_year=row.school_year + 1, at=at)
        balances = decide(cursor, path=row.path, school_year=row.school_year)
        if row.preview or not any(one.to_place for one in balances.values()):
            return balances, 0, 0
        cursor.execute(_CLASSES, given)
        classes = cursor.rowcount
        cursor.execute(_PLACES, given)
        placed = cursor.rowcount
        if placed == sum(one.to_place for one in balances.values()):
            written = {u: replace(one, placed=one.promoted + one.repeated) for u, one in balances.items()}
        else:  # somebody got a place elsewhere in the meantime
            written = decide(cursor, path=row.path, school_year=row.school_year)
        return written, placed, classes


@transaction.atomic
def undo_turn_over(*, actor: Actor, path: str, school_year: int, at: datetime) -> int:
    """Take back what turn-overs of a school year wrote for a branch; answers how many places were taken back.

    The register is then as it was before. Refuses with ``OutOfReach``, ``NothingToUndo``, and with
    ``LaterChanges``, which names some, where anything that was written has been changed or built on since.
    """
    if not actor.may_at(MAY, path):
        raise OutOfReach("branch")
    given: dict[str, Any] = {"path": path, "next": school_year + 1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"over {school_year}"])
        cursor.execute(_MADE, given)
        made = cursor.fetchall()
        changes = later_changes(cursor, given, made)
        if changes:
            raise rules.LaterChanges(count=len(changes), named=", ".join(changes[:NAMED]))
        try:
            cursor.execute(
                f"DELETE FROM schooling_enrolment WHERE school_year = %(next)s AND person_id IN ({_WRITTEN})",
                given,
            )
            taken_back: int = cursor.rowcount
            cursor.execute(
                "DELETE FROM schooling_schoolclass WHERE id = ANY (%s)", [[one[0] for one in made]]
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError:
            raise rules.LaterChanges(count=1, named="—") from None
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    if not taken_back and not made:
        raise rules.NothingToUndo()
    rows = TurnOver.objects.for_system("turn-overs of a branch in reach")
    rows.filter(path__startswith=path, school_year=school_year, phase="done", preview=False).update(
        phase="undone"
    )
    record(TurnOverUndone(f"branch:{path}", school_year, taken_back, len(made)), actor=actor, at=at)
    return taken_back


def later_changes(cursor: Any, given: dict[str, Any], made: Iterable[tuple[int, str, bool]]) -> list[str]:
    """What was changed after a turn-over, each by the learner's sector code or the class's name."""
    cursor.execute(_CHANGED, given)
    learners = [sector_code(number) for (number,) in cursor.fetchall()]
    classes = [name for _, name, changed in made if changed]
    numbers = [number for number, _, _ in made]
    above = sum(count(numbers) for count in _STANDING) if numbers else 0
    return learners + classes + ["…"] * above


@transaction.atomic
def settle_outcome(
    *, actor: Actor, person: int, school_year: int, outcome: str, reason: str, at: datetime
) -> None:
    """Decide what follows from a year where the rules leave it open: ``promoted``, ``completed``, ``repeat``.

    After a re-test or summer training, or by the head of a primary school. Refuses with ``OutOfReach``,
    ``NothingOpen`` where the learner has no result or an outcome that is not open, and ``NoReason``.
    """
    place = Enrolment.objects.visible_to(actor, MAY).one(person=person, school_year=school_year)
    said = reason_digest(reason)
    rows = YearResult.objects.for_system("of a learner in reach").select_for_update()
    row = rows.filter(person=person, school_year=school_year).first()
    if row is None or outcome not in {"promoted", "completed", "repeat"}:
        raise rules.NothingOpen()
    stands = rules.outcome(
        grade=place.grade, school_year=school_year, study=row.study, conduct=row.conduct, absences=0,
        told=row.outcome,
    )  # fmt: skip
    if stands not in rules.OPEN:
        raise rules.NothingOpen()
    if outcome == "promoted" and rules.last_of_level(place.grade):
        outcome = "completed"
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    event = OutcomeSettled(f"person:{person}", person, school_year, outcome, said)
    entry = record(event, actor=actor, at=at)
    keep_reason(entry=entry, person=person, unit=place.unit_id, what="outcome", words=reason, day=at)
