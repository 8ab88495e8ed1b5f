"""Comparing the register with itself."""

from datetime import timedelta

import pytest

from khuevan.access.public import reaching, system
from khuevan.journal.public import entries_of
from khuevan.org.models import Unit
from khuevan.people.models import DuplicatePair, Identifier, Person
from khuevan.people.selectors.linkage import compared_of, shared_numbers
from khuevan.people.services.linkage import find_duplicates
from khuevan.people.tests.conftest import AT, officer, person
from khuevan_kernel.identity import search_key

SYSTEM = system("test")


def again(row, **other):
    second = Person.objects.for_system("test").get(pk=row.pk)
    second.pk = None
    for field, value in other.items():
        setattr(second, field, value)
    second.search_name = search_key(second.name)
    second.save(force_insert=True)
    return second


def states():
    return dict(DuplicatePair.objects.for_system("test").values_list("b", "state"))


@pytest.fixture
def twice(country):
    """A child that a school of another province entered again, by another hand."""
    return again(country.child, name="NGUYỄN THỊ MINH ÁNH", unit=country.foreign)


def test_a_record_entered_again_elsewhere_is_found_with_its_evidence(country, twice):
    found = find_duplicates(actor=SYSTEM, at=AT)

    pair = DuplicatePair.objects.for_system("test").get()
    assert (found.pairs, found.added, found.dropped) == (1, 1, 0)
    assert (pair.a, pair.b, pair.state) == (country.child.pk, twice.pk, "open")
    assert (pair.unit_a, pair.unit_b) == (country.school, country.foreign)
    assert pair.evidence == {
        "name": "same", "birth": "same", "number": "unknown", "sex": "unknown", "ethnicity": "same",
        "place": "other", "guardian": "unknown",
    }  # fmt: skip


def test_finding_again_finds_the_same_and_keeps_what_was_decided(country, twice):
    find_duplicates(actor=SYSTEM, at=AT)
    DuplicatePair.objects.for_system("test").update(state="different")

    found = find_duplicates(actor=SYSTEM, at=AT + timedelta(days=1))

    assert (found.added, found.dropped, found.decided) == (0, 0, 1)
    assert states() == {twice.pk: "different"}


def test_what_is_no_longer_alike_goes_unless_somebody_decided_on_it(country, twice):
    other = again(country.other)
    find_duplicates(actor=SYSTEM, at=AT)
    DuplicatePair.objects.for_system("test").filter(b=twice.pk).update(state="unsure")
    persons = Person.objects.for_system("test")
    persons.filter(pk=twice.pk).update(name="Tô Hữu Tước", birth_date="1990-02-03")
    persons.filter(pk=other.pk).update(name="Ma Văn Kháng", birth_date="1981-12-01")

    found = find_duplicates(actor=SYSTEM, at=AT + timedelta(days=1))

    assert (found.pairs, found.dropped) == (0, 1)
    assert states() == {twice.pk: "unsure"}


def test_small_cuts_find_what_one_cut_finds(country, twice):
    find_duplicates(actor=SYSTEM, at=AT)
    whole = states()
    DuplicatePair.objects.for_system("test").all().delete()

    find_duplicates(actor=SYSTEM, at=AT, slice_size=1)

    assert states() == whole == {twice.pk: "open"}


def test_a_number_that_many_hold_is_a_filler_and_joins_nobody(country):
    for n in range(30):
        row = person(f"Người {n} Khác Nhau", country.school)
        Identifier.objects.create(person=row, scheme="national", value="000000000000")

    find_duplicates(actor=SYSTEM, at=AT)

    assert states() == {}


def test_the_search_is_journalled_without_anybody_in_it(country, twice):
    find_duplicates(actor=SYSTEM, at=AT)

    [told] = entries_of(["people"], "people.duplicates-found")
    assert told.facts == {"persons": 5, "pairs": 1, "certain": 0, "added": 1, "dropped": 0}


def test_a_pair_is_seen_from_either_office_and_decided_on_only_by_who_reaches_both(country, twice):
    find_duplicates(actor=SYSTEM, at=AT)
    rows = DuplicatePair.objects.for_system("test")

    def within(branch: Unit):
        reaching(officer(branch))
        return rows.count(), rows.update(state="unsure")

    assert within(country.school) == (1, 0)
    assert within(country.foreign) == (1, 0)
    assert within(country.neighbour) == (0, 0)
    assert within(country.province.parent) == (1, 1)


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        ({}, {}, True),
        ({"status": "doubtful"}, {}, True),
        ({"until": AT.date(), "status": "replaced"}, {}, False),
        ({}, {"status": "wrong"}, False),
    ],
)
def test_a_number_links_two_records_while_both_hold_it(country, first, second, linked):
    for one, told in ((country.other, first), (country.parent, second)):
        Identifier.objects.create(person=one, scheme="national", value="010312000017", **told)
    both = {country.other.pk, country.parent.pk}

    holders, fillers = shared_numbers()

    assert (set(holders), fillers) == (both if linked else set(), [])
    told = compared_of(both).drop_nulls("national")
    assert told.height == (2 if linked else 1)
