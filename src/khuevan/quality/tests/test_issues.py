"""An issue's life: found, still there, handled, gone by itself, back again; and who may do what."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people.models import Identifier, Person
from khuevan.quality import services
from khuevan.quality.contracts import IssuesHandled, RunFinished, State
from khuevan.quality.models import Issue, Score
from khuevan.quality.rules import (
    ConditionWrong,
    DayPassed,
    InForceAlready,
    NothingChosen,
    OfficeElsewhere,
    ReasonMissing,
    RuleUnclear,
    StateChanged,
    WaivedFromAbove,
    WaiverTooLong,
    shipped,
)
from khuevan.quality.selectors.issues import (
    Filters,
    issue,
    issue_references,
    issues,
    words_of,
    words_of_rules,
)
from khuevan.quality.selectors.rulebook import rules_on
from khuevan.quality.tests.conftest import DAY, NOON, ROOT, officer, person

LATER = DAY + timedelta(days=1)


@pytest.fixture
def faulty(country):
    """One pupil without a number, one born in 1917."""
    country.enrol(person(country.school, "Lò Thị Mai", date(2017, 5, 6)))
    country.enrol(person(country.school, "Vàng A Dế", date(1917, 5, 6), "001217000009"))
    return country


def only(rule):
    return Issue.objects.for_system("test").get(rule=rule)


def ref(rule):
    return issue_references().of(only(rule).pk)


def test_a_country_in_order_has_no_issues_and_full_scores(country):
    run = country.run()

    assert (run.new, run.still, run.gone, run.reopened) == (0, 0, 0, 0)
    assert run.rows == 22  # 6 persons, 2 learners, 2 classes, 4 staff, 6 units, 2 guardians
    scores = Score.objects.for_system("test").values_list("score", flat=True)
    assert set(scores) == {Decimal("100.00")}


def test_runs_find_once_and_see_again_and_close_by_themselves(faulty):
    first, second = faulty.run(), faulty.run(day=LATER)

    assert (first.new, second.new, second.still) == (3, 0, 3)
    assert faulty.open_rules() == ["KV-Q-0101", "KV-Q-0103", "KV-Q-0201"]
    Identifier.objects.create(person=only("KV-Q-0101").person, scheme="national", value="001217000077")
    third = faulty.run(day=LATER + timedelta(days=1))
    gone = only("KV-Q-0101")
    assert (third.gone, gone.state, gone.gone_on) == (1, State.GONE, LATER + timedelta(days=1))
    Identifier.objects.for_system("test").filter(value="001217000077").delete()
    fourth = faulty.run(day=LATER + timedelta(days=2))
    back = only("KV-Q-0101")
    assert (fourth.reopened, back.state, back.reopened, back.gone_on, back.found_on) == (
        1,
        "open",
        1,
        None,
        DAY,
    )
    assert len(entries_of([f"run:{fourth.id}"], RunFinished.name)) == 1


def test_a_run_over_a_branch_leaves_the_rest_alone_and_is_asked_for_in_reach_alone(faulty):
    stranger = person(faulty.foreign, "Hà Lan", date(2017, 5, 6))
    run = faulty.run(faulty.commune)

    assert not Issue.objects.for_system("test").filter(person=stranger).exists()
    assert set(Score.objects.for_system("test").values_list("unit", flat=True)) == {
        faulty.commune.pk, faulty.school.pk,
    }  # fmt: skip
    assert run.path == faulty.commune.path
    with pytest.raises(OutOfReach):
        services.ask_run(actor=officer(faulty.school), unit=faulty.commune.pk, day=DAY, at=NOON)


def test_a_run_that_was_interrupted_goes_on_with_the_same_end(faulty):
    asked = services.ask_run(actor=ROOT, unit=faulty.ministry.pk, day=DAY, at=NOON)
    again = services.ask_run(actor=ROOT, unit=faulty.ministry.pk, day=DAY, at=NOON)
    assert asked.id == again.id
    first = services.go_on(run=asked.id, at=NOON)
    assert (first.state, first.done) == ("running", 1)
    assert services.go_on(run=asked.id, at=NOON).state == "done"
    done = services.go_on(run=asked.id, at=NOON)
    assert (done.state, done.new) == ("done", 3)


def test_scores_of_the_school_and_the_offices_above_worked_by_hand(faulty):
    run = faulty.run()

    rows = {row.unit_id: row for row in Score.objects.for_system("test").filter(run=run.id)}
    school, commune, ministry = (rows[one.pk] for one in (faulty.school, faulty.commune, faulty.ministry))
    # the school: 5 persons, 3 learners, 1 class, 2 staff, itself, 3 guardians; 2 errors and a warning
    assert (school.records, school.errors, school.warnings) == (15, 2, 1)
    assert school.score == Decimal("20.00")  # 100 − (2 × 5 + 2) ÷ 0.15
    assert (commune.records, ministry.records) == (16, 28)
    assert ministry.score == Decimal("57.14")  # 100 − 12 ÷ 0.28


def test_an_issue_is_assigned_explained_opened_again_and_waived_from_above(faulty):
    faulty.run()
    school, commune = officer(faulty.school), officer(faulty.commune)
    one = ref("KV-Q-0101")
    services.assign_issues(actor=commune, at=NOON, references=[one], to=None, due=LATER)
    services.explain_issues(actor=school, at=NOON, references=[one], reason=" Khai sinh chờ cấp lại ")
    told = issue(actor=school, reference=one)
    assert (told.assigned_to, told.due, told.state, told.reason) == (
        faulty.school.pk, LATER, "explained", "Khai sinh chờ cấp lại",
    )  # fmt: skip
    assert faulty.run(day=LATER).still == 3
    assert only("KV-Q-0101").state == "explained"
    services.reopen_issues(actor=commune, at=NOON, references=[one], reason="Chưa đủ")
    until = DAY + timedelta(days=30)
    services.waive_issues(actor=commune, at=NOON, today=DAY, references=[one], reason="Chờ tỉnh", until=until)
    assert faulty.run(day=LATER + timedelta(days=1)).reopened == 0
    assert faulty.run(day=until).reopened == 1  # the waiver has ended
    assert (only("KV-Q-0101").state, only("KV-Q-0101").reason) == ("open", "")
    whats = [entry.facts["what"] for entry in entries_of([f"issue:{told.id}"], IssuesHandled.name)]
    assert whats == ["waived", "reopened", "explained", "assigned"]


def test_what_is_refused_leaves_no_trace(faulty):
    faulty.run()
    school, commune = officer(faulty.school), officer(faulty.commune)
    one, before = ref("KV-Q-0101"), list(Issue.objects.for_system("test").order_by("pk").values())
    waive: dict[str, Any] = {"references": [one], "reason": "x", "at": NOON, "today": DAY}
    tries = [
        (WaivedFromAbove, lambda: services.waive_issues(actor=school, until=LATER, **waive)),
        (WaiverTooLong, lambda: services.waive_issues(actor=commune, until=DAY, **waive)),
        (WaiverTooLong, lambda: services.waive_issues(actor=commune, until=date(2028, 1, 1), **waive)),
        (ReasonMissing, lambda: services.explain_issues(actor=school, at=NOON, references=[one], reason=" ")),
        (NothingChosen, lambda: services.reopen_issues(actor=school, at=NOON, references=[one], reason="x")),
        (NothingChosen, lambda: services.explain_issues(actor=school, at=NOON, references=[], reason="x")),
        (StateChanged, lambda: services.explain_issues(
            actor=school, at=NOON, references=[one], reason="x", seen="waived")),
        (OfficeElsewhere, lambda: services.assign_issues(
            actor=commune, at=NOON, references=[one], to=faulty.foreign.pk, due=None)),
        (OutOfReach, lambda: services.explain_issues(
            actor=officer(faulty.foreign), at=NOON, references=[one], reason="x")),
        (OutOfReach, lambda: issue(actor=officer(faulty.foreign), reference=one)),
    ]  # fmt: skip
    for refusal, attempt in tries:
        with pytest.raises(refusal):
            attempt()

    assert list(Issue.objects.for_system("test").order_by("pk").values()) == before
    assert entries_of([f"issue:{only('KV-Q-0101').pk}"], IssuesHandled.name) == []


def test_the_list_is_filtered_by_branch_and_gives_errors_first(faulty):
    faulty.run()

    found = issues(actor=ROOT, filters=Filters(path=faulty.school.path))
    assert [one.severity for one in found] == ["error", "error", "warning"]
    rest = issues(actor=ROOT, filters=Filters(), after=found[1].id)
    assert [one.id for one in rest] == [one.id for one in found[2:]]
    assert issues(actor=officer(faulty.foreign), filters=Filters()) == []


def test_the_database_itself_hides_issues_out_of_reach(faulty):
    faulty.run()
    reaching(officer(faulty.foreign))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM quality_issue")
        assert cursor.fetchone() == (0,)
    reaching(ROOT)


def test_a_saved_record_is_checked_at_once_and_the_askers_reach_is_put_back(faulty):
    faulty.run()
    child = only("KV-Q-0101").person
    Identifier.objects.create(person=child, scheme="national", value="001217000077")
    Person.objects.for_system("test").filter(pk=child.pk).update(sex=0)
    me = officer(faulty.school)
    reaching(me)

    changed = services.check_person(actor=me, person=child.pk, day=LATER, at=NOON)

    assert changed == 2
    assert (only("KV-Q-0101").state, only("KV-Q-0112").state) == ("gone", "open")
    assert services.check_person(actor=me, person=10**9, day=LATER, at=NOON) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('khuevan.reach')")
        assert cursor.fetchone() == (faulty.school.path,)
    reaching(ROOT)


RULE = replace(
    next(rule for rule in shipped() if rule.code == "KV-Q-0202"), code="KV-Q-9001", official=False,
    wrong="age_over_grade > 0", since=date.max,
)  # fmt: skip


def ministry(country):
    return officer(country.ministry, Permission.QUALITY_RULE)


def test_the_ministry_writes_tries_and_puts_a_rule_in_force_and_the_past_stays(faulty):
    me = ministry(faulty)
    faulty.enrol(person(faulty.school, "Giàng A Pó", date(2016, 5, 6), "001216000005"))
    before = faulty.run()
    trial, taken, pieces = services.preview_rule(actor=me, rule=RULE, unit=faulty.province.pk, day=DAY)
    assert (trial.rows, trial.found, trial.units, taken, pieces) == (4, 2, 1, 1, 1)
    assert trial.examples[0].facts.keys() == {"age_over_grade", "grade"}
    draft = services.write_rule(actor=me, at=NOON, rule=RULE)
    assert "KV-Q-9001" not in [one.code for one in rules_on(LATER)]
    services.put_in_force(actor=me, at=NOON, today=DAY, reference=draft.ref, since=LATER)
    assert faulty.run().new == 0  # not yet
    after = faulty.run(day=LATER)
    assert (before.new, after.new) == (3, 2)
    newer = services.write_rule(actor=me, at=NOON, rule=replace(RULE, wrong="age_over_grade > 50", vi="Mới"))
    third = LATER + timedelta(days=5)
    services.put_in_force(actor=me, at=NOON, today=DAY, reference=newer.ref, since=third)
    issue_row = Issue.objects.for_system("test").filter(rule="KV-Q-9001").order_by("pk").last()
    assert words_of(words_of_rules(), "KV-Q-9001", issue_row.since).vi == RULE.vi
    assert faulty.run(day=third).gone == 1
    assert Score.objects.for_system("test").filter(run=before.id, unit=faulty.school.pk).get().errors == 2
    services.end_rule(actor=me, at=NOON, today=DAY, reference=newer.ref, until=third + timedelta(days=1))
    assert faulty.run(day=third + timedelta(days=1)).gone == 1


def test_rules_that_are_not_whole_or_not_for_this_actor_are_refused(faulty):
    me = ministry(faulty)
    draft = services.write_rule(actor=me, at=NOON, rule=RULE)
    tries = [
        (RuleUnclear, lambda: services.write_rule(actor=me, at=NOON, rule=replace(RULE, code="KV-Q-0999"))),
        (RuleUnclear, lambda: services.write_rule(actor=me, at=NOON, rule=replace(RULE, en=" "))),
        (RuleUnclear, lambda: services.write_rule(actor=me, at=NOON, rule=replace(RULE, shows=("name",)))),
        (RuleUnclear, lambda: services.write_rule(actor=me, at=NOON, rule=replace(RULE, marks="nothing"))),
        (ConditionWrong, lambda: services.write_rule(actor=me, at=NOON, rule=replace(RULE, wrong="1"))),
        (ConditionWrong, lambda: services.preview_rule(
            actor=me, rule=replace(RULE, wrong="read_csv('x') = 1"), unit=faulty.school.pk, day=DAY)),
        (DayPassed, lambda: services.put_in_force(
            actor=me, at=NOON, today=DAY, reference=draft.ref, since=DAY - timedelta(days=1))),
        (OutOfReach, lambda: services.write_rule(actor=officer(faulty.province), at=NOON, rule=RULE)),
    ]  # fmt: skip
    for refusal, attempt in tries:
        with pytest.raises(refusal):
            attempt()
    services.put_in_force(actor=me, at=NOON, today=DAY, reference=draft.ref, since=DAY)
    for attempt in (
        lambda: services.write_rule(actor=me, at=NOON, rule=RULE, reference=draft.ref),
        lambda: services.put_in_force(actor=me, at=NOON, today=DAY, reference=draft.ref, since=LATER),
    ):
        with pytest.raises(InForceAlready):
            attempt()
