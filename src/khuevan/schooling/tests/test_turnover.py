"""The turn-over of a school year: nobody is left behind unseen, twice is once, undone is as before."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck as Check
from hypothesis import given, settings
from hypothesis import strategies as st

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.models import Entry
from khuevan.schooling import rules
from khuevan.schooling.contracts import Balance
from khuevan.schooling.models import Enrolment, SchoolClass, YearResult
from khuevan.schooling.public import (
    Leaving,
    enrol,
    leave,
    move,
    run_turn_over,
    settle_outcome,
    turn_over_balance,
    turn_over_school,
    undo_turn_over,
)
from khuevan.schooling.services import ask_turn_over
from khuevan.schooling.tests.conftest import NOON, person
from khuevan_kernel.actor import Actor

TABLES = ("schooling_schoolclass", "schooling_enrolment", "schooling_departure", "schooling_yearresult")


def office(world) -> Actor:
    path = world["98"]["office"].path
    may = (Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT, Permission.PEOPLE_VIEW)
    actor = Actor("account:9", dict.fromkeys(may, frozenset({path})), path)
    reaching(actor)
    return actor


def pupil(at, grade: int, study: str = "HT", conduct: str = "", name: str = "", told: str = "") -> int:
    group, _ = SchoolClass.objects.for_system("test").get_or_create(
        school_year=2026, unit=at, grade=grade, name=name or f"{grade}A"
    )
    one = person(at)
    Enrolment.objects.create(school_year=2026, person=one, unit=at, school_class=group, grade=grade)
    if study:
        YearResult.objects.create(
            school_year=2026, person=one, unit=at, study=study, conduct=conduct, outcome=told
        )
    return one.pk


def next_places(at) -> dict[int, tuple[str, int, str]]:
    rows = Enrolment.objects.for_system("test").filter(school_year=2027, unit=at)
    return {
        row.person_id: (row.school_class.name, row.grade, row.entry)
        for row in rows.select_related("school_class")
    }


def contents() -> list[list[tuple[object, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found.append(cursor.fetchall())
    return found


@pytest.fixture
def school(world):
    at = world["98"]["primary"]
    Enrolment.objects.for_system("test").filter(unit=at).delete()
    SchoolClass.objects.for_system("test").filter(unit=at).delete()
    return at


def test_everybody_goes_where_the_law_says_and_who_waits_is_named(world, school):
    actor = office(world)
    up, again, helped, none = (
        pupil(school, 4),
        pupil(school, 4, "CHT", told="repeat"),
        pupil(school, 4, "CHT"),
        pupil(school, 4, ""),
    )
    done, first, gone = pupil(school, 5), pupil(school, 1), pupil(school, 1)
    leave(
        actor=actor,
        person=gone,
        school_year=2026,
        day=date(2026, 12, 1),
        at=NOON,
        leaving=Leaving("dropped", "work"),
    )

    balance, waiting = turn_over_balance(actor=actor, unit=school.pk, school_year=2026)
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)

    assert balance == Balance(
        before=7, promoted=1, repeated=1, completed=1, left=1, retest=1, no_result=1, no_class=1
    )
    assert balance.holds
    assert {(one.person, one.why) for one in waiting} == {
        (helped, "retest"), (none, "no_result"), (first, "no_class"),
    }  # fmt: skip
    assert next_places(school) == {up: ("5A", 5, "promoted"), again: ("4A", 4, "repeat")}
    made = SchoolClass.objects.for_system("test").filter(school_year=2027, unit=school)
    assert sorted(made.values_list("name", flat=True)) == ["1A", "4A", "5A"]
    assert done not in next_places(school)


def test_children_go_to_the_next_age_group_by_the_place_of_their_class(world):
    nursery, actor = world["98"]["preschool"], office(world)
    Enrolment.objects.for_system("test").filter(unit=nursery).delete()
    SchoolClass.objects.for_system("test").filter(unit=nursery).delete()
    for grade, name in ((-1, "Chồi 1"), (-1, "Chồi 2"), (0, "Lá 1"), (0, "Lá 2")):
        pupil(nursery, grade, "", name=name)

    turn_over_school(actor=actor, path=nursery.path, school_year=2026, at=NOON)

    assert sorted(next_places(nursery).values()) == [("Lá 1", 0, "promoted"), ("Lá 2", 0, "promoted")]


def test_twice_is_once_and_a_late_result_is_taken_up(world, school):
    actor = office(world)
    pupil(school, 4)
    late = pupil(school, 4, "")
    pupil(school, 5)
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
    once = contents()
    told = Entry.objects.filter(event="schooling.turned-over").count()

    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)

    assert contents() == once
    assert Entry.objects.filter(event="schooling.turned-over").count() == told == 1
    YearResult.objects.create(school_year=2026, person_id=late, unit=school, study="HTT")
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
    assert next_places(school)[late] == ("5A", 5, "promoted")
    balance, waiting = turn_over_balance(actor=actor, unit=school.pk, school_year=2026)
    assert (balance.promoted, balance.placed, balance.waiting, waiting) == (2, 2, 0, [])


GRADES = st.integers(1, 5)
RESULTS = st.sampled_from(["HTXS", "HT", "CHT", ""])
TOLD = st.sampled_from(["", "", "repeat", "promoted"])


@settings(max_examples=8, deadline=None, suppress_health_check=[Check.function_scoped_fixture])
@given(st.lists(st.tuples(GRADES, RESULTS, TOLD), min_size=1, max_size=12))
def test_undone_is_as_before_and_nobody_is_left_out(world, school, pupils):
    with transaction.atomic():
        actor = office(world)
        for grade, study, told in pupils:
            pupil(school, grade, study, told=told if study == "CHT" else "")
        before = contents()
        planned, _ = turn_over_balance(actor=actor, unit=school.pk, school_year=2026)
        turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
        once = contents()
        turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
        assert contents() == once
        after, waiting = turn_over_balance(actor=actor, unit=school.pk, school_year=2026)
        assert planned.holds
        assert after.holds
        assert planned.before == after.before == len(pupils)
        assert after.to_place == 0
        assert after.waiting == planned.waiting == len(waiting)
        with suppress(rules.NothingToUndo):
            undo_turn_over(actor=actor, path=school.path, school_year=2026, at=NOON)
        assert contents() == before
        transaction.set_rollback(True)


def test_what_was_changed_since_is_named_and_nothing_is_taken_back(world, school):
    actor = office(world)
    one, _, _ = pupil(school, 4), pupil(school, 4), pupil(school, 5)
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
    other = SchoolClass.objects.create(school_year=2027, unit=school, grade=5, name="5B")
    move(actor=actor, person=one, school_class=other.pk, since=date(2027, 9, 6), at=NOON)
    before = contents()

    with pytest.raises(rules.LaterChanges) as refusal:
        undo_turn_over(actor=actor, path=school.path, school_year=2026, at=NOON)

    assert refusal.value.facts["count"] == 1
    assert contents() == before


def test_a_newcomer_in_a_class_that_was_made_holds_the_undo(world, school):
    actor = office(world)
    pupil(school, 1), pupil(school, 2)
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)
    entry = SchoolClass.objects.for_system("test").get(school_year=2027, unit=school, name="1A")
    enrol(actor=actor, person=person(school).pk, school_class=entry.pk, since=date(2027, 9, 6), at=NOON)

    with pytest.raises(rules.LaterChanges) as refusal:
        undo_turn_over(actor=actor, path=school.path, school_year=2026, at=NOON)

    assert refusal.value.facts == {"count": 1, "named": "1A"}


def test_what_the_rules_leave_open_is_decided_with_a_reason(world, school):
    actor = office(world)
    helped, fine = pupil(school, 4, "CHT"), pupil(school, 4)
    pupil(school, 5)
    given: dict[str, Any] = {"school_year": 2026, "outcome": "promoted", "at": NOON, "actor": actor}

    with pytest.raises(rules.NoReason):
        settle_outcome(person=helped, reason=" ", **given)
    with pytest.raises(rules.NothingOpen):
        settle_outcome(person=fine, reason="1/QĐ", **given)
    settle_outcome(person=helped, reason="1/QĐ", **given)
    turn_over_school(actor=actor, path=school.path, school_year=2026, at=NOON)

    assert next_places(school)[helped] == ("5A", 5, "promoted")


def test_a_branch_out_of_reach_is_neither_turned_over_nor_undone(world):
    actor, theirs = office(world), world["99"]["office"].path

    for work in (turn_over_school, undo_turn_over):
        with pytest.raises(OutOfReach):
            work(actor=actor, path=theirs, school_year=2026, at=NOON)
    with pytest.raises(rules.NothingToUndo):
        undo_turn_over(actor=actor, path=world["98"]["office"].path, school_year=2026, at=NOON)


def test_a_preview_counts_and_writes_no_place(world, school):
    actor = office(world)
    pupil(school, 4), pupil(school, 5)
    before = contents()
    asked = ask_turn_over(actor=actor, path=school.path, school_year=2026, preview=True, at=NOON)

    found = run_turn_over(number=asked.number, actor=actor, at=NOON)

    assert (found.phase, found.balance.promoted, found.balance.completed) == ("done", 1, 1)
    assert [one.name for one in found.schools] == ["primary98"]
    assert contents() == before
