"""Who goes where at the end of a school year: looked at as a whole, decided by the law, counted."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Count

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import copy_frame
from khuevan.org.public import unit_references, units
from khuevan.schooling import rules
from khuevan.schooling.contracts.turnover import Balance, SchoolBalance, TurnOverFacts, Waiting
from khuevan.schooling.models import SchoolClass, TurnOver
from khuevan.schooling.selectors.classes import by_number
from khuevan_kernel.grading import SECONDARY, decisive_day
from khuevan_kernel.identity import References

# Everybody with a place in the year below the branch, with their result, absences and place in the next year.
_GOING = """
CREATE TEMPORARY TABLE schooling_going ON COMMIT DROP AS
WITH within AS MATERIALIZED (
    SELECT u.id, u.status = 'active' AND u.until IS NULL AS stands FROM org_unit u
    WHERE u.path ^@ %(path)s AND u.sector IN ('preschool', 'general')),
missed AS (
    SELECT a.person_id, count(*) AS sessions FROM schooling_absence a JOIN within w ON w.id = a.unit_id
    WHERE a.school_year = %(year)s GROUP BY 1)
SELECT e.person_id AS person, e.unit_id AS unit, w.stands, e.school_class_id AS class, e.grade, e.status,
       n.unit_id AS next_unit, n.grade AS next_grade, coalesce(r.study, '') AS study,
       coalesce(r.conduct, '') AS conduct, coalesce(r.outcome, '') AS told,
       coalesce(t.excused + t.unexcused, m.sessions, 0)::int AS absences
FROM schooling_enrolment e JOIN within w ON w.id = e.unit_id
LEFT JOIN schooling_enrolment n ON n.school_year = %(next)s AND n.person_id = e.person_id
LEFT JOIN schooling_yearresult r ON r.school_year = %(year)s AND r.person_id = e.person_id
LEFT JOIN schooling_absencetotal t ON t.school_year = %(year)s AND t.person_id = e.person_id
LEFT JOIN missed m ON m.person_id = e.person_id
WHERE e.school_year = %(year)s"""
_KINDS = """
SELECT DISTINCT grade, study, conduct, told, absences > %(most)s FROM pg_temp.schooling_going"""
_OF_CLASSES = "SELECT DISTINCT class, grade FROM pg_temp.schooling_going"
_CLASSES = """
SELECT c.id, c.unit_id, c.school_year, c.grade, c.name, c.grades FROM schooling_schoolclass c
WHERE c.school_year IN (%(year)s, %(next)s) AND c.unit_id IN (SELECT unit FROM pg_temp.schooling_going)"""
_LAW = """
CREATE TEMPORARY TABLE schooling_law (grade smallint, study text, conduct text, told text, absent boolean,
                                      outcome text) ON COMMIT DROP"""
_ROUTES = """
CREATE TEMPORARY TABLE schooling_routes (class int, grade smallint, outcome text, unit bigint, name text,
                                         class_grade smallint, next_grade smallint) ON COMMIT DROP"""
_DECIDED = """
CREATE TEMPORARY TABLE schooling_decided ON COMMIT DROP AS
SELECT g.person, g.unit, g.class, g.grade, g.next_unit IS NOT NULL AND g.next_unit = g.unit AS placed,
       o.name, o.next_grade, CASE
           WHEN g.status <> 'studying' THEN 'left'
           WHEN l.outcome = 'completed' THEN 'completed'
           WHEN g.next_unit <> g.unit THEN 'left'
           WHEN g.next_grade > g.grade THEN 'promoted'
           WHEN g.next_unit IS NOT NULL THEN 'repeated'
           WHEN NOT g.stands THEN 'closed'
           WHEN l.outcome = '' THEN 'no_result'
           WHEN l.outcome = ANY (%(open)s) THEN 'retest'
           WHEN o.name IS NULL THEN 'no_class'
           WHEN l.outcome = 'promoted' THEN 'promoted' ELSE 'repeated' END AS what
FROM pg_temp.schooling_going g
JOIN pg_temp.schooling_law l ON l.grade = g.grade AND l.study = g.study AND l.conduct = g.conduct
    AND l.told = g.told AND l.absent = (g.absences > %(most)s)
LEFT JOIN pg_temp.schooling_routes o ON o.class = g.class AND o.grade = g.grade AND o.outcome = l.outcome"""
_BALANCE = """
SELECT unit, what, count(*), count(*) FILTER (WHERE placed AND what IN ('promoted', 'repeated'))
FROM pg_temp.schooling_decided GROUP BY 1, 2"""
TEMPORARY = ("going", "law", "routes", "decided")


def turnover_references() -> References:
    """The references of turn-overs."""
    return References(settings.SECRET_KEY, "turnover")


def decide(cursor: Any, *, path: str, school_year: int) -> dict[int, Balance]:
    """Decide about everybody of a branch, into temporary tables of the transaction; answers balances by unit.

    ``schooling_decided`` holds each learner with what becomes of them and the name of the class;
    ``schooling_routes`` the classes that classes become.
    """
    most = SECONDARY.on(decisive_day(school_year)).says.absences
    given = {
        "path": path, "year": school_year, "next": school_year + 1, "open": sorted(rules.OPEN), "most": most,
    }  # fmt: skip
    for table in TEMPORARY:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.schooling_{table}")
    cursor.execute(_GOING, given)
    cursor.execute(_KINDS, given)
    kinds = cursor.fetchall()
    cursor.execute(_OF_CLASSES)
    held = cursor.fetchall()
    cursor.execute(_CLASSES, given)
    known = cursor.fetchall()
    cursor.execute(_LAW)
    copy_frame(cursor, _law(kinds, school_year, most), "pg_temp.schooling_law")
    cursor.execute(_ROUTES)
    copy_frame(cursor, routes(held, known, school_year), "pg_temp.schooling_routes")
    cursor.execute(
        "ANALYZE pg_temp.schooling_going; ANALYZE pg_temp.schooling_routes; ANALYZE pg_temp.schooling_law"
    )
    cursor.execute(_DECIDED, given)
    cursor.execute(_BALANCE)
    found: dict[int, dict[str, int]] = {}
    for unit, what, count, placed in cursor.fetchall():
        one = found.setdefault(unit, {"before": 0, "placed": 0})
        one[what] = count
        one["before"] += count
        one["placed"] += placed
    return {unit: Balance(**counts) for unit, counts in found.items()}


def _law(kinds: list[tuple[Any, ...]], school_year: int, most: int) -> pl.DataFrame:
    rows = [
        (
            *one,
            rules.outcome(
                grade=one[0], school_year=school_year, study=one[1], conduct=one[2],
                told=one[3], absences=most + 1 if one[4] else 0,
            ),
        )
        for one in kinds
    ]  # fmt: skip
    schema = {
        "grade": pl.Int64(), "study": pl.String(), "conduct": pl.String(), "told": pl.String(),
        "absent": pl.Boolean(), "outcome": pl.String(),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def routes(held: list[tuple[int, int]], known: list[tuple[Any, ...]], school_year: int) -> pl.DataFrame:
    """For each class and grade of its learners: into which class of the next year they go, by outcome."""
    classes = {number: (unit, grade, name, grades or []) for number, unit, _, grade, name, grades in known}
    names: dict[tuple[int, int], list[str]] = {}
    there: dict[tuple[int, int], list[str]] = {}
    for _, unit, year, grade, name, grades in known:
        for taught in {grade, *(grades or [])}:
            (names if year == school_year else there).setdefault((unit, taught), []).append(name)
    for one in (*names.values(), *there.values()):
        one.sort(key=by_number)
    rows = []
    for number, grade in held:
        unit, class_grade, name, grades = classes[number]
        above = there.get((unit, grade + 1)) or names.get((unit, grade + 1), [])
        if grade + 1 in grades:
            rows.append((number, grade, "promoted", unit, name, class_grade, grade + 1))
        elif target := rules.next_name(name, grade, names.get((unit, grade), []), above):
            rows.append((number, grade, "promoted", unit, target, grade + 1, grade + 1))
        rows.append((number, grade, "repeat", unit, name, class_grade, grade))
    schema = {
        "class": pl.Int64(), "grade": pl.Int64(), "outcome": pl.String(), "unit": pl.Int64(),
        "name": pl.String(), "class_grade": pl.Int64(), "next_grade": pl.Int64(),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def balance_of_school(*, actor: Actor, unit: int, school_year: int) -> tuple[Balance, list[Waiting]]:
    """What a turn-over of a school would do, and everybody who waits, by class. Writes nothing that stays.

    Nobody where the actor may not see the school's classes.
    """
    path = next((one.path for one in units([unit])), "")
    if not path or not actor.may_at(Permission.SCHOOLING_VIEW, path):
        return Balance(), []
    with connection.cursor() as cursor:
        found = decide(cursor, path=path, school_year=school_year)
        cursor.execute(
            "SELECT d.person, d.grade, c.name, d.what FROM pg_temp.schooling_decided d"
            " JOIN schooling_schoolclass c ON c.id = d.class"
            " WHERE d.what IN ('no_result', 'retest', 'no_class', 'closed')"
            " ORDER BY d.grade, c.name, d.person"
        )
        waiting = [Waiting(*row) for row in cursor.fetchall()]
    return found.get(unit, Balance()), waiting


def turn_overs(*, actor: Actor, limit: int = 20) -> list[TurnOverFacts]:
    """The newest turn-overs in the actor's reach."""
    rows = TurnOver.objects.visible_to(actor, Permission.SCHOOLING_EDIT).order_by("-pk")
    return [turn_over_facts(row, whole=False) for row in rows[:limit]]


def turn_over(*, actor: Actor, reference: str) -> TurnOverFacts:
    """One turn-over, or ``OutOfReach``."""
    number = turnover_references().number(reference)
    return turn_over_facts(TurnOver.objects.visible_to(actor, Permission.SCHOOLING_EDIT).one(pk=number))


def sizes_of_branch(*, actor: Actor, path: str, school_year: int) -> tuple[int, int]:
    """How many schools and classes of a branch in the actor's reach have a year to turn over."""
    rows = SchoolClass.objects.visible_to(actor, Permission.SCHOOLING_VIEW).filter(school_year=school_year)
    found = rows.filter(unit__path__startswith=path).aggregate(
        schools=Count("unit", distinct=True), classes=Count("pk")
    )
    return found["schools"], found["classes"]


def unfinished() -> list[int]:
    """The turn-overs that wait, or whose worker may be gone. One that is being run is left to its worker."""
    rows = TurnOver.objects.for_system("work that has to go on").filter(phase="waiting")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def actor_of_turn_over(number: int) -> Actor:
    """Who asked for a turn-over, with the reach they had then."""
    kept = TurnOver.objects.for_system("a worker acts as who asked").one(pk=number).acting
    reaches = {permission: frozenset(branches) for permission, branches in kept["reaches"].items()}
    return Actor(**(kept | {"reaches": reaches}))


def acting(actor: Actor) -> dict[str, object]:
    """An actor as a turn-over remembers them."""
    reaches = {permission: sorted(branches) for permission, branches in actor.reaches.items()}
    return asdict(actor) | {"reaches": reaches}


def turn_over_facts(row: TurnOver, *, whole: bool = True) -> TurnOverFacts:
    """A turn-over as others see it; ``whole``: with its schools by name."""
    balances = {int(unit): Balance(**counts) for unit, counts in row.counts.items()}
    references = unit_references()
    named = units(balances) if whole else []
    return TurnOverFacts(
        row.pk, turnover_references().of(row.pk), row.path, row.school_year, row.phase, row.preview,
        sum(balances.values(), Balance()),
        tuple(SchoolBalance(one.id, references.of(one.id), one.name, balances[one.id]) for one in named),
        row.asked_at, row.finished_at,
    )  # fmt: skip


def counted(balance: Balance) -> dict[str, int]:
    """A balance as it is kept: what is not zero."""
    return {f.name: value for f in fields(balance) if (value := getattr(balance, f.name))}
