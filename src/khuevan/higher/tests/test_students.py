from datetime import date

import pytest

from khuevan.access.public import OutOfReach, reaching
from khuevan.higher import rules, selectors, services
from khuevan.higher.contracts.registers import DEGREES, STUDENTS
from khuevan.higher.models import Degree, Study, StudyDecision
from khuevan.higher.selectors import Wanted
from khuevan.higher.selectors.registers import references
from khuevan.higher.tests.conftest import AT, ON, acting
from khuevan.journal.models import Entry


def student(world, number=None):
    reference = references("students").of(number or world.study.pk)
    return selectors.row(actor=world.officer, register=STUDENTS, reference=reference, on=ON)


def decide(world, kind, day=date(2026, 3, 1), actor=None, fingerprint=None):
    now = student(world)
    return services.decide_study(
        actor=actor or world.officer, reference=now.reference, fingerprint=fingerprint or now.fingerprint,
        kind=kind, number="7/QĐ", day=day, note="", at=AT,
    )  # fmt: skip


def graduated(world, serial="A1"):
    study = world.studies(world.binh, world.law, "SV9", state="graduated", state_since=date(2026, 6, 20))
    StudyDecision.objects.create(
        study=study, person=world.binh, unit=world.home, kind="graduate", number="1/QĐ", day=date(2026, 6, 20)
    )
    return Degree.objects.create(
        person=world.binh, study=study, unit=world.home, serial=serial, book_number="B1", decision="1/QĐ",
        issued_on=date(2026, 6, 30), signer="Hiệu trưởng",
    )  # fmt: skip


def test_a_student_is_shown_with_name_and_state(world):
    shown = student(world)

    assert (shown.person.name, shown.values["state"], shown.values["programme"]) == (
        "Lê Thị Ẩn", "studying", "7380101",
    )  # fmt: skip


def test_students_are_found_by_who_they_are(world):
    reaching(world.officer)
    found = selectors.persons_found(actor=world.officer, words="le thi an")
    page = selectors.rows(
        actor=world.officer, register=STUDENTS, wanted=Wanted({}, persons=found), on=ON, limit=5
    )

    assert [one.values["student_code"] for one in page.rows] == ["SV001"]


def test_decisions_lead_from_state_to_state(world):
    assert decide(world, "reserve").values["state"] == "reserved"
    assert decide(world, "resume", date(2026, 9, 1)).values["state"] == "studying"
    done = decide(world, "graduate", date(2026, 11, 1))

    assert (done.values["state"], done.values["state_since"]) == ("graduated", date(2026, 11, 1))
    told = selectors.decisions(actor=world.officer, study=world.study.pk)
    assert [(one.kind, one.day) for one in told] == [
        ("graduate", date(2026, 11, 1)), ("resume", date(2026, 9, 1)), ("reserve", date(2026, 3, 1)),
    ]  # fmt: skip
    past = selectors.history(actor=world.officer, register=STUDENTS, number=world.study.pk)
    states = [old for one in past for name, old, _ in one.columns if name == "state"]
    assert states == ["studying", "reserved", "studying"]


@pytest.mark.parametrize(
    ("kind", "day", "refused"),
    [
        ("resume", date(2026, 3, 1), rules.StepWrong),
        ("leave", date(2023, 1, 1), rules.DayWrong),
        ("leave", date(2026, 11, 26), rules.DayWrong),
    ],
)
def test_a_decision_that_does_not_fit_leaves_no_trace(world, kind, day, refused):
    with pytest.raises(refused):
        decide(world, kind, day)

    assert Study.objects.for_system("test").get(pk=world.study.pk).state == "studying"
    assert not StudyDecision.objects.for_system("test").exists()
    assert not Entry.objects.exists()


def test_a_decision_on_what_was_decided_meanwhile_is_refused(world):
    read = student(world).fingerprint
    decide(world, "reserve")

    with pytest.raises(rules.RowChanged):
        decide(world, "leave", fingerprint=read)
    with pytest.raises(OutOfReach):
        decide(world, "resume", actor=world.stranger)


def change(world, degree, state, actor=None):
    reference = references("degrees").of(degree.pk)
    now = selectors.row(actor=world.officer, register=DEGREES, reference=reference, on=ON)
    return services.change_degree(
        actor=actor or world.officer, reference=reference, fingerprint=now.fingerprint, state=state,
        number="9/QĐ", day=date(2026, 10, 1), note="Sai ngày sinh", at=AT,
    )  # fmt: skip


def test_a_degree_is_corrected_and_then_revoked_and_stays_so(world):
    degree = graduated(world)
    assert change(world, degree, "corrected").values["state"] == "corrected"
    assert change(world, degree, "revoked").values["state"] == "revoked"

    with pytest.raises(rules.DegreeEnded):
        change(world, degree, "corrected")
    told = selectors.corrections(actor=world.officer, degree=degree.pk)
    assert sorted(one.kind for one in told) == ["corrected", "revoked"]


def test_anybody_may_know_whether_a_degree_stands_and_nobody_whose_it_is(world):
    degree = graduated(world)
    change(world, degree, "revoked")
    reaching(acting("/nowhere/"))

    (told,) = selectors.told_of_degree(serial="A1", book_number="B1")
    assert (told.institution, told.programme, told.level, told.year, told.state) == (
        "Đại học 1", "Luật", "bachelor", 2026, "revoked",
    )  # fmt: skip
    assert selectors.told_of_degree(serial="A1", book_number="B2") == ()
    assert selectors.told_of_degree(serial="", book_number="") == ()


def test_graduates_without_a_degree_are_counted(world):
    graduated(world)
    world.studies(world.an, world.maths, "SV8", state="graduated", state_since=date(2026, 6, 20))

    assert selectors.without_degree(actor=world.officer, unit=world.home.pk, on=ON) == 1
    assert len(selectors.studies_of(actor=world.officer, study=world.study.pk)) == 2
