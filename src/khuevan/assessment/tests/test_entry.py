"""Entering marks cell by cell: judged, saved once, never over what somebody else wrote unseen."""

from datetime import date

import pytest
from django.db import connection

from khuevan.access.public import OutOfReach, reaching
from khuevan.assessment.contracts import Cell, State
from khuevan.assessment.models import Line, LineChange
from khuevan.assessment.selectors import changes, sheet
from khuevan.assessment.services import enter, extend, set_window
from khuevan.assessment.tests.conftest import KEEPING, NOON, TEACHING, TODAY, actor, reference_of
from khuevan.journal.models import Entry
from khuevan.schooling.models import Enrolment


def type_in(world, who, typed, *, was="", kind="TX1", subject="mathematics", pupil=None, group=None, **more):
    group = group or world.seven
    cell = Cell(world.of(pupil or world.pupils[0]), subject, kind, (was,), typed)
    asked = {"reference": world.reference(group), "sheet": subject, "term": 1, "at": NOON} | more
    (told,) = enter(actor=who, cells=[cell], **asked)
    return told


def lines():
    return Line.objects.for_system("test")


def test_a_mark_is_saved_once_and_what_is_sent_again_is_the_same(world):
    first = type_in(world, world.teacher, "7,5")
    again = type_in(world, world.teacher, "7.5")

    assert [first.state, again.state, again.text] == [State.SAVED, State.SAME, "7,5"]
    assert lines().get().tx1 == 75
    assert LineChange.objects.for_system("test").count() == 1
    assert Entry.objects.filter(event="assessment.marks-entered").count() == 1


@pytest.mark.parametrize(
    ("typed", "code", "place"),
    [
        ("11", "assessment.above-ten", "Điều 6"), ("7,25", "assessment.one-decimal", "Điều 6"),
        ("Đ", "assessment.word-not-here", "Điều 6"), ("bảy", "assessment.not-a-mark", "Điều 6"),
        ("-1", "assessment.not-a-mark", "Điều 6"),
    ],
)  # fmt: skip
def test_what_is_no_mark_is_refused_with_its_rule_and_leaves_no_trace(world, typed, code, place):
    told = type_in(world, world.teacher, typed)

    assert (told.state, told.code) == (State.REFUSED, code)
    assert [str(one) for one in told.because] == [f"Thông tư 22/2021/TT-BGDĐT, {place}"]
    assert typed in told.says
    assert not lines().exists()
    assert not Entry.objects.filter(event="assessment.marks-entered").exists()


def test_a_refused_cell_keeps_no_other_out(world):
    cells = [
        Cell(world.of(pupil), "mathematics", "GK", ("",), typed)
        for pupil, typed in zip(world.pupils, ("11", "9"), strict=True)
    ]
    told = enter(
        actor=world.teacher, reference=world.reference(world.seven), sheet="mathematics", term=1, cells=cells,
        at=NOON,
    )  # fmt: skip

    assert [one.state for one in told] == [State.REFUSED, State.SAVED]
    assert [(one.person_id, one.gk) for one in lines()] == [(world.pupils[1].pk, 90)]


def test_the_second_of_two_sees_both_values_and_nothing_is_lost(world):
    type_in(world, world.teacher, "8")
    told = type_in(world, world.registrar, "6")

    assert (told.state, told.text, told.cell.typed) == (State.CONFLICT, "8", "6")
    assert told.when == NOON
    assert lines().get().tx1 == 80
    replaced = type_in(world, world.registrar, "6", was="8")
    assert replaced.state is State.SAVED
    assert lines().get().how == "head" or lines().get().how == "assisted"


def test_a_value_sent_before_an_answer_came_may_be_replaced(world):
    type_in(world, world.teacher, "8")
    cell = Cell(world.of(world.pupils[0]), "mathematics", "TX1", ("", "8"), "9")
    (told,) = enter(
        actor=world.teacher, reference=world.reference(world.seven), sheet="mathematics", term=1,
        cells=[cell], at=NOON,
    )  # fmt: skip

    assert (told.state, told.text) == (State.SAVED, "9")


def test_every_change_is_kept_with_what_stood_there(world):
    type_in(world, world.teacher, "8")
    type_in(world, world.registrar, "6", was="8")

    found = [
        (one.kind, one.was, one.text, one.how) for one in changes(school_year=2026, person=world.pupils[0].pk)
    ]

    assert found == [("TX1", "8", "6", "assisted"), ("TX1", "", "8", "own")]


def test_changes_cannot_be_changed(world):
    type_in(world, world.teacher, "8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('khuevan_app', 'assessment_linechange', 'UPDATE')")
        may = cursor.fetchone()[0]

    assert may is False


def test_a_pupil_who_was_moved_yesterday_is_refused_in_the_old_class(world):
    rows = Enrolment.objects.for_system("test").filter(person=world.pupils[0])
    rows.update(status="moved")

    assert type_in(world, world.teacher, "8").code == "assessment.not-on-the-roll"


def test_a_subject_that_the_grade_has_not_is_refused(world):
    told = type_in(world, world.registrar, "8", subject="mathematics", kind="TX5")

    assert told.code == "assessment.no-such-subject"
    with pytest.raises(Exception, match="no-such-subject"):
        type_in(world, world.registrar, "8", subject="physics")


def test_outside_the_window_nothing_is_entered_but_by_an_exception(world):
    closed = {"opens": date(2026, 9, 5), "closes": date(2026, 11, 24)}
    set_window(actor=world.head, unit=reference_of(world.school), school_year=2026, term=1, at=NOON, **closed)
    refused = type_in(world, world.teacher, "8")
    extend(
        actor=world.head, reference=world.reference(world.seven), sheet="mathematics", term=1,
        teacher=world.of(world.staff["maths"]), until=TODAY, reason="Ốm dài ngày", at=NOON,
    )  # fmt: skip

    assert refused.code == "assessment.closed"
    assert "24/11/2026" in refused.says
    assert type_in(world, world.teacher, "8").state is State.SAVED
    assert type_in(world, world.registrar, "9", was="8").code == "assessment.closed"


def test_a_school_without_a_window_of_its_own_has_that_of_the_office_above(world):
    found = sheet(
        actor=world.teacher, reference=world.reference(world.seven), name="mathematics", term=1, on=TODAY
    )

    assert found.window is not None
    assert found.window.whose == world.school.name


def test_only_the_assigned_teacher_and_the_schools_own_office_enter(world):
    stranger = actor(world.staff["head"], world.school, TEACHING, 31)

    assert type_in(world, stranger, "8").code == "assessment.not-yours"
    assert type_in(world, world.office, "8").code == "assessment.not-yours"
    assert type_in(world, world.registrar, "8").state is State.SAVED
    assert lines().get().how == "assisted"


def test_a_class_of_another_school_is_not_found(world):
    stranger = actor(world.staff["maths"], world.neighbour, KEEPING, 32)

    with pytest.raises(OutOfReach):
        type_in(world, stranger, "8")


def test_the_database_itself_shows_marks_to_the_office_and_the_family_alone(world, family):
    type_in(world, world.teacher, "8")
    counts = []
    for who in (world.teacher, family, actor(None, world.neighbour, KEEPING)):
        reaching(who)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE khuevan_app")
            cursor.execute("SELECT count(*) FROM assessment_line")
            counts.append(cursor.fetchone()[0])
            cursor.execute("RESET ROLE")

    assert counts == [1, 1, 0]


def test_the_average_of_a_term_stands_beside_its_marks(world):
    for kind, typed in zip(
        ("TX1", "TX2", "TX3", "TX4", "GK", "CK"), ("8", "7", "9", "8", "7,5", "8,5"), strict=True
    ):
        type_in(world, world.teacher, typed, kind=kind)
    found = sheet(
        actor=world.teacher, reference=world.reference(world.seven), name="mathematics", term=1, on=TODAY
    )

    assert [row.result for row in found.rows] == ["8,1", ""]
    assert found.filled == (6, 12)


def test_a_primary_test_takes_whole_marks_and_a_level_its_words(world):
    some = {"group": world.four, "pupil": world.little[0]}

    assert type_in(world, world.teacher, "8,5", kind="CK", **some).code == "assessment.whole-only"
    assert type_in(world, world.teacher, "10", kind="CK", **some).state is State.SAVED
    assert type_in(world, world.teacher, "t", kind="MCK", **some).text == "T"
    assert type_in(world, world.teacher, "CĐ", kind="MCK", **some).code == "assessment.word-not-here"


def test_conduct_and_absences_are_the_homeroom_teachers(world):
    asked = {"sheet": "homeroom", "kind": "CK"}

    assert type_in(world, world.homeroom, "K", subject="conduct", **asked).state is State.SAVED
    assert type_in(world, world.homeroom, "46", subject="absence", **asked).text == "46"
    assert type_in(world, world.homeroom, "4,5", subject="absence", **asked).code == "assessment.not-a-count"
    assert type_in(world, world.teacher, "K", subject="conduct", **asked).code == "assessment.not-yours"
