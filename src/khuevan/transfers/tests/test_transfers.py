"""A learner goes from one school to another: an action on each side, consent, a clock, and nothing lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import yaml
from django.db import connection

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.models import Entry
from khuevan.people.models import Person
from khuevan.schooling.models import Enrolment
from khuevan.transfers import rules, selectors, services
from khuevan.transfers.contracts import Side, State, Step
from khuevan.transfers.models import Transfer
from khuevan.transfers.tests.conftest import AT, BORN, ROOT, TODAY, acting, person, registrar
from khuevan_kernel.law import Refusal

CASES = yaml.safe_load((rules.REGULATIONS / "cases" / "clock.yaml").read_text())


def asked(country, **changes):
    given = {"code": country.code, "birth_date": BORN, "reason": "residence", "note": ""}
    return services.ask_for(actor=country.receiving(), at=AT, **(given | changes))


def consented(country):
    one = asked(country)
    return services.consent(actor=country.family(), reference=one.reference, note="", at=AT)


def released(country):
    one = consented(country)
    return services.release(actor=country.sending(), reference=one.reference, last_day=TODAY, at=AT)


def admitted(country, one):
    given = {"school_class": country.new_class_reference, "since": TODAY}
    return services.admit(actor=country.receiving(), reference=one.reference, at=AT, **given)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['level']} {case['consented']}")
def test_the_clock_counts_working_days(case):
    assert rules.due_on(case["level"], case["consented"]).value == case["due"]


def test_a_learner_moves_with_the_record_when_both_schools_and_the_family_have_acted(country):
    one = released(country)

    done = admitted(country, one)

    reaching(ROOT)
    place = Enrolment.objects.for_system("test").get(person=country.child, school_year=2026)
    kept = Person.objects.for_system("test").get(pk=country.child.pk)
    assert (done.state, done.class_name, done.admitted_on) == (State.ADMITTED, "7B", TODAY)
    assert (place.school_class_id, place.unit_id, place.status) == (
        country.new_class.pk, country.new.pk, "studying",
    )  # fmt: skip
    assert kept.unit_id == country.new.pk
    steps = Entry.objects.filter(event="transfers.transfer-stepped").order_by("pk")
    assert [entry.body.partition('"step":"')[2].partition('"')[0] for entry in steps] == [
        "ask", "consent", "release", "admit",
    ]  # fmt: skip
    assert "Niê" not in "".join(entry.body for entry in steps)


def test_silence_past_the_time_is_release(country, monkeypatch):
    one = consented(country)
    assert one.due == date(2026, 12, 9)
    monkeypatch.setattr(services, "today", lambda: one.due)
    reaching(ROOT)
    assert services.release_by_silence(actor=ROOT, at=AT) == 0

    monkeypatch.setattr(services, "today", lambda: one.due + timedelta(days=1))

    assert services.release_by_silence(actor=ROOT, at=AT) == 1
    assert services.release_by_silence(actor=ROOT, at=AT) == 0
    found = selectors.transfer(actor=country.sending(), reference=one.reference, on=TODAY)
    assert (found.state, found.released_how, found.last_day) == (State.RELEASED, "silence", one.due)


def test_the_new_school_admits_whom_the_old_one_kept_waiting_too_long(country, monkeypatch):
    one = consented(country)
    with pytest.raises(rules.NotThisStep):
        admitted(country, one)
    late = one.due + timedelta(days=1)
    monkeypatch.setattr(services, "today", lambda: late)
    given = {"school_class": country.new_class_reference, "since": late}

    done = services.admit(actor=country.receiving(), reference=one.reference, at=AT, **given)

    assert (done.state, done.released_how) == (State.ADMITTED, "silence")


def test_what_the_school_objects_to_the_office_above_decides(country):
    one = consented(country)
    services.object_to(actor=country.sending(), reference=one.reference, reason="chưa rõ ai nuôi", at=AT)
    with pytest.raises(rules.NotThisStep):
        services.release(actor=country.sending(), reference=one.reference, last_day=TODAY, at=AT)
    with pytest.raises(rules.ReasonMissing):
        services.decide(actor=country.authority(), reference=one.reference, let_go=True, reason=" ", at=AT)

    done = services.decide(
        actor=country.authority(), reference=one.reference, let_go=True, reason="mẹ nuôi", at=AT
    )

    assert (done.state, done.released_how) == (State.RELEASED, "authority")


def test_a_closed_school_is_released_by_its_authority(country):
    one = consented(country)
    with pytest.raises(rules.NotThisStep):
        services.release(actor=country.authority(), reference=one.reference, last_day=TODAY, at=AT)
    country.old.status = "closed"
    country.old.save()

    done = services.release(actor=country.authority(), reference=one.reference, last_day=TODAY, at=AT)

    assert (done.state, done.released_how) == (State.RELEASED, "authority")


def test_a_familys_request_is_its_consent_and_gives_a_receipt(country):
    given = {"receiving": country.new.pk, "reason": "hardship", "note": "bố chuyển việc"}

    one = services.ask(actor=country.family(), learner=country.child_reference, at=AT, **given)

    assert (one.state, one.asked_by, one.consent_how) == (State.CONSENTED, Side.FAMILY, "online")
    assert one.entry > 0
    assert one.content()["note"] == "bố chuyển việc"


def test_a_consent_on_paper_names_the_paper(country):
    one = asked(country)
    with pytest.raises(rules.EvidenceMissing):
        services.consent(actor=country.receiving(), reference=one.reference, note="", at=AT)

    done = services.consent(
        actor=country.receiving(), reference=one.reference, note="mẹ ký 24/11/2026", at=AT
    )

    assert (done.state, done.consent_how) == (State.CONSENTED, "paper")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"birth_date": date(2014, 3, 5)}, rules.NobodyMatches),
        ({"code": "00000000000"}, rules.NobodyMatches),
        ({"reason": "because"}, rules.ReasonMissing),
        ({"reason": ""}, rules.ReasonMissing),
    ],
)
def test_what_does_not_match_is_refused_and_leaves_nothing(country, changes, refusal):
    with pytest.raises(refusal):
        asked(country, **changes)

    reaching(ROOT)
    assert not Transfer.objects.for_system("test").exists()


def test_a_learner_is_in_one_transfer_at_a_time(country):
    asked(country)

    with pytest.raises(rules.OpenAlready):
        asked(country)


def test_a_school_asks_for_nobody_that_is_there_already_or_whom_it_does_not_teach(country):
    given = {"code": country.code, "birth_date": BORN, "reason": "residence", "note": ""}
    with pytest.raises(rules.SameSchool):
        services.ask_for(actor=country.sending(), at=AT, **given)
    country.new.levels = ["primary"]
    country.new.save()
    with pytest.raises(rules.SchoolDoesNotTake):
        asked(country)


@pytest.mark.parametrize("step", ["release", "object_to", "decide"])
def test_nobody_acts_for_another_side(country, step):
    one = consented(country)
    given: dict[str, dict] = {
        "release": {"last_day": TODAY},
        "object_to": {"reason": "x"},
        "decide": {"let_go": True, "reason": "x"},
    }  # fmt: skip
    for actor in (country.receiving(), country.family()):
        acting(actor)
        with pytest.raises(Refusal):
            getattr(services, step)(actor=actor, reference=one.reference, at=AT, **given[step])


def test_a_class_of_another_grade_and_an_arrival_before_the_leaving_are_refused(country):
    one = released(country)
    country.new_class.grade = 8
    country.new_class.save()
    with pytest.raises(rules.ClassDoesNotFit):
        admitted(country, one)
    country.new_class.grade = 7
    country.new_class.save()
    for since in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(rules.DayImpossible):
            services.admit(
                actor=country.receiving(), reference=one.reference, since=since, at=AT,
                school_class=country.new_class_reference,
            )  # fmt: skip


def test_whoever_did_not_come_by_the_day_expected_is_listed_on_both_sides(country):
    one = released(country)
    late = one.expected_on + timedelta(days=1)

    for actor in (country.sending(), country.receiving()):
        acting(actor)
        assert not selectors.transfers(actor=actor, state="absent", on=one.expected_on)
        assert [each.reference for each in selectors.transfers(actor=actor, state="absent", on=late)] == [
            one.reference
        ]


def test_a_stranger_sees_nothing_and_the_other_school_sees_only_what_it_asked_for(country):
    one = asked(country)
    stranger = acting(registrar(_elsewhere(country)))
    with pytest.raises(OutOfReach):
        selectors.transfer(actor=stranger, reference=one.reference, on=TODAY)
    assert selectors.transfers(actor=stranger, state="", on=TODAY) == []

    seen = selectors.transfer(actor=country.receiving(), reference=one.reference, on=TODAY)
    assert (seen.name, seen.person_reference) == ("H’Len Niê Kđăm", "")
    assert Person.objects.visible_to(country.receiving(), Permission.PEOPLE_VIEW).count() == 0


def test_the_database_shows_a_transfer_to_nobody_out_of_reach(country):
    asked(country)
    reaching(registrar(_elsewhere(country)))

    assert not Transfer.objects.for_system("test").exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM transfers_transfer")
        assert cursor.rowcount == 0


def test_a_grown_up_learner_consents_and_a_child_does_not(country):
    one = asked(country)
    child = replace(country.family(), id="account:4", person=country.child.pk)
    acting(child)
    assert selectors.transfer(actor=child, reference=one.reference, on=TODAY).may == frozenset()

    grown = date(BORN.year + 18, BORN.month, BORN.day)
    seen = selectors.transfer(actor=child, reference=one.reference, on=grown)
    assert seen.may == {Step.CONSENT, Step.WITHDRAW}


def _elsewhere(country):
    reaching(ROOT)
    other = person("Vàng A Dế", country.above)
    return type(country.old).objects.create(
        kind="lower", sector="general", name="x", search_name="x", parent=country.above,
        since=date(2025, 7, 1), path=f"/elsewhere/{other.pk}/",
    )  # fmt: skip
