"""Two officers on two connections: the second is told, and nothing of either is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.models import Account
from khuevan.access.public import OutOfReach, Permission, create_account, give_grant, reaching, system
from khuevan.people import rules
from khuevan.people.models import Edit, Merge, Person
from khuevan.people.rules.linkage import JoinedAlready, RecordsChanged
from khuevan.people.selectors import merging as reading
from khuevan.people.selectors import person_references
from khuevan.people.selectors.editing import record_to_edit
from khuevan.people.services import edit_person
from khuevan.people.services.entering import enter_person
from khuevan.people.services.merging import merge_persons
from khuevan.people.tests.conftest import AT, Country, made_country, officer
from khuevan.people.tests.test_duplicates import again
from khuevan.people.tests.test_editing_pages import values
from khuevan_kernel.actor import Actor

# The owner empties the tables after each: the application may not take away what is only ever added to.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ALL = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT, Permission.PEOPLE_MERGE)
WHY = "Giấy khai sinh"


@pytest.fixture
def both(db):
    """The country with a child that a neighbouring school entered again; whoever reaches both."""
    with transaction.atomic():
        country = made_country()
        twice = again(country.child, unit=country.neighbour)
    return country, twice, officer(country.province, *ALL)


def on_connections(*works: Callable[[], Any]) -> list[Any]:
    """What each work answers or is refused with, each on a connection of its own."""
    told: list[Any] = [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            told[place] = work()
        except Exception as refusal:
            told[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def acting(actor: Actor, work: Callable[[], Any]) -> Callable[[], Any]:
    """A work in a transaction of its own, within the actor's reach."""

    def run() -> Any:
        with transaction.atomic():
            reaching(actor)
            return work()

    return run


def one_before(actor: Actor, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Two works of which the second begins when the first has written and not committed."""
    written, begun = Event(), Event()

    def hold() -> Any:
        done = first()
        written.set()
        begun.wait(10)
        return done

    def follow() -> Any:
        written.wait(10)
        begun.set()
        return second()

    return on_connections(acting(actor, hold), acting(actor, follow))


def now(actor: Actor, person: Person) -> Any:
    with transaction.atomic():
        reaching(actor)
        return record_to_edit(actor=actor, reference=person_references().of(person.pk)).facts


def edit(actor: Actor, person: Person, seen: Any, **change: Any) -> Callable[[], Any]:
    return lambda: edit_person(
        actor=actor, reference=person_references().of(person.pk), version=seen.version,
        facts=replace(seen, **change), reason=WHY, at=AT,
    )  # fmt: skip


def merge(actor: Actor, staying: Person, moving: Person, seen: str = "") -> Callable[[], Any]:
    return lambda: merge_persons(
        actor=actor, staying=staying.pk, moving=moving.pk, keep={}, reason=WHY, at=AT, seen=seen
    )


def kinds(told: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in told)


def edits(person: Person) -> int:
    with transaction.atomic():
        reaching(system("test"))
        return int(Edit.objects.for_system("test").filter(person=person.pk).count())


def merges(country: Country, twice: Person) -> int:
    with transaction.atomic():
        reaching(system("test"))
        found = Merge.objects.for_system("test").filter(absorbed__in=[country.child.pk, twice.pk])
        return int(found.count())


def test_of_two_who_edit_one_pupil_the_second_writes_nothing_and_then_both_stand(both):
    country, _, actor = both
    seen = now(actor, country.child)

    first, second = one_before(
        actor,
        edit(actor, country.child, seen, name="Nguyễn Thị Ánh"),
        edit(actor, country.child, seen, sex=2),
    )

    assert first.changes[0].after == "Nguyễn Thị Ánh"
    assert isinstance(second, rules.ChangedMeanwhile)
    facts = now(actor, country.child)
    assert (facts.name, facts.sex) == ("Nguyễn Thị Ánh", 0)
    [third] = on_connections(acting(actor, edit(actor, country.child, facts, sex=2)))
    assert third.changes[0].field == "sex"
    assert (now(actor, country.child).name, edits(country.child)) == ("Nguyễn Thị Ánh", 2)


def test_two_pages_sent_at_once_show_one_of_them_both_versions(both, settings):
    settings.STAFF_SECOND_FACTOR_SINCE = None
    country, _, _ = both
    clients = [signed_in(country, name) for name in ("một", "hai")]
    address = reverse("person-edit", args=[person_references().of(country.child.pk)])
    sent = [values(one.get(address)) | {"reason": WHY} for one in clients]
    sent[0]["name"], sent[1]["name"] = "Nguyễn Thị Ánh", "Nguyễn Thị Minh Anh"
    gate = Barrier(2, timeout=10)

    def post(place: int) -> Any:
        gate.wait()
        return clients[place].post(address, sent[place] | {"_once": f"two-{place}"})

    answers = on_connections(lambda: post(0), lambda: post(1))

    assert sorted(one.status_code for one in answers) == [302, 422]
    text = next(one for one in answers if one.status_code == 422).content.decode()
    assert "Nguyễn Thị Ánh" in text and "Nguyễn Thị Minh Anh" in text
    assert edits(country.child) == 1


def signed_in(country: Country, name: str) -> Client:
    at = timezone.now()
    with transaction.atomic():
        account = create_account(username=name, name=name, actor=system("test"), at=at)
        give_grant(
            account=account.id, role=Role.REGISTRAR, path=country.school.path, since=at - timedelta(hours=1),
            until=at + timedelta(days=1), actor=system("test"), at=at,
        )  # fmt: skip
    client = Client()
    client.force_login(Account.objects.get(pk=account.id))
    return client


@pytest.mark.parametrize("turned", [False, True], ids=["the same way", "each into the other"])
def test_of_two_who_merge_one_pair_one_does_and_the_other_is_told(both, turned):
    country, twice, actor = both
    pair = (country.child, twice)
    gate = Barrier(2, timeout=10)

    def at_the_gate(work: Callable[[], Any]) -> Callable[[], Any]:
        return acting(actor, lambda: (gate.wait(), work())[1])

    told = on_connections(
        at_the_gate(merge(actor, *pair)), at_the_gate(merge(actor, *(pair[::-1] if turned else pair)))
    )

    assert kinds(told) == [JoinedAlready.__name__, "MergeFacts"]
    assert merges(country, twice) == 1


def test_who_merges_what_another_is_editing_has_to_look_again(both):
    country, twice, actor = both
    seen = now(actor, twice)
    with transaction.atomic():
        reaching(actor)
        shown = reading.version(country.child.pk, twice.pk)

    told = one_before(actor, edit(actor, twice, seen, sex=2), merge(actor, country.child, twice, shown))

    assert kinds(told) == ["EditFacts", RecordsChanged.__name__]
    assert (now(actor, twice).sex, merges(country, twice)) == (2, 0)


def test_who_edits_what_another_is_merging_writes_nothing_and_the_record_stands(both):
    country, twice, actor = both
    seen = now(actor, twice)

    told = one_before(actor, merge(actor, country.child, twice), edit(actor, twice, seen, sex=2))

    assert kinds(told) == ["MergeFacts", OutOfReach.__name__]
    assert (now(actor, country.child).sex, edits(country.child)) == (0, 0)


def test_of_two_who_enter_one_child_the_second_sees_the_first(both):
    country, _, actor = both
    facts = rules.tidied(replace(now(actor, country.other), name="Giàng A Páo", birth="2015-06-07"))

    def enter() -> Any:
        return enter_person(actor=actor, unit=country.school.pk, facts=facts, at=AT, kind="pupil")

    told = one_before(actor, enter, enter)

    assert kinds(told) == ["LooksLikeSomebody", "PersonRecord"]
