"""Persons are compared with the population database: dated evidence field by field, and nobody is blocked."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, reaching, system
from khuevan.journal.public import entries_of
from khuevan.people.models import Identifier, Person
from khuevan.people.public import person_references, record_to_edit
from khuevan.people.tests.conftest import AT, officer
from khuevan.population import rules, selectors, services
from khuevan.population.contracts import DifferenceResolved, Held, PersonsChecked, Question
from khuevan.population.models import Evidence

EDITING = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
LATER = AT + timedelta(days=1)


@pytest.fixture
def office(country):
    actor = officer(country.school, *EDITING)
    reaching(actor)
    return actor


def reference(person):
    return person_references().of(person.pk)


def ask(actor, person, simulated, at=AT):
    return services.ask_about(actor=actor, reference=reference(person), adapter=simulated.client(), at=at)


def evidence(person):
    return Evidence.objects.for_system("test").filter(person=person.pk)


@pytest.mark.parametrize(
    ("own", "held", "outcome", "wrong"),
    [
        (("LÒ THỊ MÂY", "2012", 2), ("Lò Thị Mây", "2012-05-01", 2), "verified", []),
        (("Lo\u0300 Thị Mây", "", 0), ("Lò Thị Mây", "2012-05-01", 2), "verified", []),
        (("Lò Thị May", "2012-05-01", 2), ("Lò Thị Mây", "2012-05-01", 2), "mismatch", ["name"]),
        (("Lò Thị Mây", "2012-05-02", 1), ("Lò Thị Mây", "2012-05-01", 2), "mismatch", ["birth", "sex"]),
        (("Lò Thị Mây", "1912", 2), ("Lò Thị Mây", "2012-05-01", 2), "mismatch", ["birth"]),
        (("Lò Thị Mây", "2012", 2), None, "not_found", []),
    ],
)
def test_each_field_is_verified_differs_or_is_not_known(own, held, outcome, wrong):
    found = rules.compared(Question("k", "1", *own), Held(*held) if held else None)

    assert found.outcome == outcome
    assert [name for name, result in found.fields.items() if result == "mismatch"] == wrong
    assert set(found.shown) == set(wrong)


def test_an_answer_is_kept_with_its_day_and_no_foreign_value(country, office, simulated):
    Person.objects.for_system("test").filter(pk=country.child.pk).update(name="Nguyễn Thị Minh Anh")

    found = ask(office, country.child, simulated)

    assert (found.outcome, found.asked_at, found.source) == ("mismatch", AT, "simulator")
    assert found.fields == {"name": "mismatch", "birth": "verified", "sex": "unknown"}
    assert found.shown == {"name": "N• T• M• Á•"}
    (entry,) = entries_of([f"person:{country.child.pk}"], PersonsChecked.name)
    assert (entry.facts["asked"], entry.facts["mismatch"]) == (1, 1)
    row = evidence(country.child).get()
    assert "Ánh" not in json.dumps([row.fields, row.shown, row.question, entry.body], ensure_ascii=False)


def test_a_newer_answer_counts_and_the_older_stays_for_its_time(country, office, simulated, settings):
    ask(office, country.child, simulated)
    ask(office, country.child, simulated, LATER)

    assert list(evidence(country.child).order_by("pk").values_list("latest", flat=True)) == [False, True]
    settings.POPULATION = settings.POPULATION | {"kept_days": 30}
    assert services.forget_old_evidence(actor=system("test"), at=AT + timedelta(days=29)) == 0
    reaching(system("test"))
    assert services.forget_old_evidence(actor=system("test"), at=AT + timedelta(days=31)) == 1
    assert list(evidence(country.child).values_list("latest", flat=True)) == [True]


def test_without_a_number_or_an_answer_the_record_stays_as_usable_as_it_was(country, office, simulated):
    Identifier.objects.for_system("test").filter(person=country.child).update(until=AT.date())
    with pytest.raises(rules.NoNumber):
        ask(office, country.child, simulated)
    Identifier.objects.for_system("test").filter(person=country.child).update(until=None)
    simulated.next("500", "500", "500")
    with pytest.raises(rules.Unreachable):
        ask(office, country.child, simulated)

    assert not evidence(country.child).exists()
    assert entries_of([f"person:{country.child.pk}"], PersonsChecked.name) == []
    assert record_to_edit(actor=office, reference=reference(country.child)).facts.national == "001312000001"


def different(country, office, simulated):
    Person.objects.for_system("test").filter(pk=country.child.pk).update(name="Nguyễn Thị Minh Anh")
    return ask(office, country.child, simulated)


def resolve(actor, one, simulated, resolution="accepted", reason="Giấy khai sinh"):
    return services.resolve(
        actor=actor, reference=one.reference, resolution=resolution, reason=reason,
        adapter=simulated.client(), at=LATER,
    )  # fmt: skip


def test_accepting_asks_again_edits_the_record_and_leaves_nothing_open(country, office, simulated):
    one = different(country, office, simulated)
    assert selectors.differences(actor=office) == [one]

    done = resolve(office, one, simulated)

    assert (done.outcome, done.resolution) == ("verified", "accepted")
    assert (
        record_to_edit(actor=office, reference=reference(country.child)).facts.name == "Nguyễn Thị Minh Ánh"
    )
    assert selectors.differences(actor=office) == []
    (entry,) = entries_of([f"person:{country.child.pk}"], DifferenceResolved.name)
    assert (entry.facts["resolution"], entry.facts["fields"]) == ("accepted", ["name"])


def test_keeping_the_record_closes_the_difference_with_its_reason(country, office, simulated):
    one = different(country, office, simulated)

    done = resolve(office, one, simulated, "kept")

    assert (done.outcome, done.resolution, done.reason) == ("mismatch", "kept", "Giấy khai sinh")
    assert selectors.differences(actor=office) == []
    with pytest.raises(rules.ResolvedAlready):
        resolve(office, one, simulated, "kept")


def test_a_resolution_that_fails_leaves_no_trace(country, office, simulated):
    one = different(country, office, simulated)
    simulated.next("500", "500", "500")
    with transaction.atomic(), pytest.raises(rules.Unreachable):
        resolve(office, one, simulated)
    with pytest.raises(rules.ReasonMissing):
        resolve(office, one, simulated, "kept", " ")

    assert selectors.differences(actor=office) == [one]
    assert entries_of([f"person:{country.child.pk}"], DifferenceResolved.name) == []


def test_differences_are_filtered_by_field_and_place_and_seen_in_reach_alone(country, office, simulated):
    one = different(country, office, simulated)

    assert selectors.differences(actor=office, field="name", path=country.school.path) == [one]
    assert selectors.differences(actor=office, field="birth") == []
    assert selectors.differences(actor=office, path=country.neighbour.path) == []
    other = officer(country.neighbour, *EDITING)
    reaching(other)
    assert selectors.differences(actor=other) == []
    assert selectors.latest(country.child.pk) is None
    with pytest.raises(OutOfReach):
        resolve(other, one, simulated, "kept")


@pytest.mark.parametrize(("who", "sees"), [("child_actor", 1), ("parent_actor", 1), ("stranger", 0)])
def test_the_person_and_the_parents_see_the_evidence_and_nobody_else(country, office, simulated, who, sees):
    ask(office, country.child, simulated)
    actor = Actor("account:5", person=country.stranger.pk) if who == "stranger" else getattr(country, who)()
    reaching(actor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM population_evidence")
        assert cursor.fetchone() == (sees,)


def run_all(run, simulated, at=AT):
    return services.check_piece(actor=system("test"), run=run, adapter=simulated.client(), at=at)


def test_a_check_goes_on_where_it_was_killed_and_asks_nobody_twice(country, simulated, monkeypatch):
    reaching(system("test"))
    Identifier.objects.create(person=country.other, scheme="national", value="001312000009")
    monkeypatch.setattr(services, "A_PIECE", 2)
    run = services.order_check(actor=system("test"), path="/", at=AT).number
    first = run_all(run, simulated)
    simulated.next("500", "500", "500")
    with transaction.atomic(), pytest.raises(rules.Unreachable):  # the worker dies in the second piece
        run_all(run, simulated)
    assert selectors.unfinished() == [run]

    while (now := run_all(run, simulated)).state == "waiting":
        pass

    assert (first.seen, now.seen, now.asked) == (2, 4, 3)
    assert (now.verified, now.mismatch, now.not_found) == (1, 1, 1)
    assert Evidence.objects.for_system("test").count() == 3
    assert selectors.unfinished() == []


def test_what_is_fresh_is_not_asked_again_until_the_record_changes(country, simulated):
    reaching(system("test"))
    for changed, asked in ((False, 2), (False, 0), (True, 1)):
        if changed:
            Person.objects.for_system("test").filter(pk=country.child.pk).update(sex=1)
        run = services.order_check(actor=system("test"), path="/", at=LATER).number
        assert run_all(run, simulated, LATER).asked == asked


def test_progress_adds_up_from_schools_to_the_country(country, simulated):
    reaching(system("test"))
    run = services.order_check(actor=system("test"), path="/", at=AT).number
    run_all(run, simulated)

    assert services.count_verified(actor=system("test"), at=AT) == (4, 1)
    (whole,), below = selectors.progress(actor=system("test"))
    assert (whole.persons, whole.numbered, whole.verified, whole.mismatch) == (4, 2, 1, 1)
    assert sum(one.verified for one in below) == 1
    (school,), _ = selectors.progress(actor=officer(country.school), unit=country.school.pk)
    assert (school.persons, school.verified) == (1, 1)
    assert selectors.progress(actor=officer(country.neighbour), unit=country.school.pk) == ([], [])


def test_nobody_orders_a_check_beyond_their_reach(country, office):
    with pytest.raises(OutOfReach):
        services.order_check(actor=office, path="/", at=AT)
    assert services.order_check(actor=office, path=country.school.path, at=AT).state == "waiting"
