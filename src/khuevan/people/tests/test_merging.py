"""Taking one record into another, and taking it out again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from khuevan.access.models import Account
from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people.contracts import sector_code
from khuevan.people.following import followed
from khuevan.people.models import CorrectionRequest, DuplicatePair, Guardian, Identifier, Merge, Person
from khuevan.people.rules import linkage as rules
from khuevan.people.selectors import find, person_references
from khuevan.people.selectors import merging as reading
from khuevan.people.selectors.tombstones import leads_to
from khuevan.people.services import read_record
from khuevan.people.services.merging import decide_pair, merge_persons, unmerge_persons
from khuevan.people.tests.conftest import AT, officer
from khuevan.people.tests.test_duplicates import again

LATER = AT + timedelta(days=3)
MAY = (Permission.PEOPLE_VIEW, Permission.PEOPLE_MERGE)


@pytest.fixture
def twice(country):
    """A child that a school of another province entered again, with what the first record lacks."""
    row = again(country.child, name="Nguyễn Thị Minh Anh", unit=country.foreign, sex=2)
    Identifier.objects.create(person=row, scheme="moet", value="0123456789")
    Guardian.objects.create(child=row, name="Lê Thị Cúc", kinship="mother", phone="0911111111")
    CorrectionRequest.objects.create(
        person=row, asked_by="account:1", field="name", should_be="X", asked_at=AT
    )
    return row


@pytest.fixture
def ministry(country, twice):
    actor = officer(country.province.parent, *MAY)
    reaching(actor)
    return actor


def merged(actor, staying, moving, **given):
    said: Any = {"keep": {}, "reason": "Cùng giấy khai sinh", "at": AT} | given
    return merge_persons(actor=actor, staying=staying.pk, moving=moving.pk, **said)


def undone(actor, merge, reason="Nhầm người", at=LATER):
    return unmerge_persons(actor=actor, reference=merge.reference, reason=reason, at=at)


def paired(country, twice):
    DuplicatePair.objects.create(
        a=country.child.pk, b=twice.pk, unit_a=country.school, unit_b=country.foreign, score=12,
        evidence={"name": "tone", "birth": "same"}, found_at=AT,
    )  # fmt: skip


def everything():
    """Every row of every table that follows a merge, and of pairs."""
    tables = sorted({one.table for one in followed()} | {"people_person", "people_duplicatepair"})
    found = {}
    with connection.cursor() as cursor:
        for table in set(tables) - {"people_merge", "people_change"}:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def test_what_hung_on_both_hangs_on_the_one_that_stays(country, twice, ministry):
    merge = merged(ministry, country.child, twice)

    child = country.child.pk
    of = {"person": child}
    assert sorted(Identifier.objects.for_system("test").filter(**of).values_list("scheme", flat=True)) == [
        "moet", "national",
    ]  # fmt: skip
    names = Guardian.objects.for_system("test").filter(child=child).values_list("name", flat=True)
    assert sorted(names) == ["Lê Thị Cúc", "Nguyễn Văn Bình"]
    assert CorrectionRequest.objects.for_system("test").filter(**of).count() == 1
    assert merge.moved == {
        "people_change": 2,
        "people_correctionrequest": 1,
        "people_guardian": 1,
        "people_identifier": 1,
    }


def test_the_absorbed_record_is_found_nowhere_and_its_number_leads_to_the_one_that_stays(
    country, twice, ministry
):
    merged(ministry, country.child, twice)

    assert not Person.objects.for_system("test").filter(pk=twice.pk).exists()
    assert leads_to(twice.pk) == country.child.pk
    assert leads_to(country.child.pk) is None
    assert [one.code for one in find(actor=ministry, text=sector_code(twice.pk))] == [
        sector_code(country.child.pk)
    ]
    assert [one.code for one in find(actor=ministry, text="Minh Anh")].count(sector_code(twice.pk)) == 0
    reference = person_references().of(twice.pk)
    assert read_record(actor=ministry, reference=reference, at=AT).number == country.child.pk


def test_the_chosen_values_are_kept_field_by_field(country, twice, ministry):
    merged(ministry, country.child, twice, keep={"name": "moving", "sex": "moving", "unit": "moving"})

    row = Person.objects.for_system("test").get(pk=country.child.pk)
    assert (row.name, row.search_name, row.sex, row.unit) == (
        "Nguyễn Thị Minh Anh", "nguyen thi minh anh", 2, country.foreign,
    )  # fmt: skip
    assert row.ethnicity == country.child.ethnicity


def test_of_two_national_numbers_the_chosen_one_is_kept(country, twice, ministry):
    Identifier.objects.create(person=twice, scheme="national", value="001312000010")
    merged(ministry, country.child, twice, keep={"national": "moving"})

    rows = Identifier.objects.for_system("test").filter(person=country.child.pk, scheme="national")
    assert list(rows.values_list("value", flat=True)) == ["001312000010"]


def test_unmerging_puts_every_row_back(country, twice, ministry):
    paired(country, twice)
    Identifier.objects.create(person=twice, scheme="national", value="001312000001")
    Guardian.objects.create(child=twice, name="Nguyễn Văn Bình", kinship="father")
    before = everything()

    merge = merged(ministry, country.child, twice, keep=dict.fromkeys(rules.CHOSEN, "moving"))
    assert everything() != before
    undone(ministry, merge)

    assert everything() == before


def test_what_was_edited_elsewhere_in_the_record_since_stays_edited(country, twice, ministry):
    merge = merged(ministry, country.child, twice, keep={"name": "moving"})
    Person.objects.for_system("test").filter(pk=country.child.pk).update(nationality="LA")
    Guardian.objects.for_system("test").filter(name="Lê Thị Cúc").update(phone="0922222222")
    Identifier.objects.create(person=country.child, scheme="passport", value="C1234567")

    undone(ministry, merge)

    child = Person.objects.for_system("test").get(pk=country.child.pk)
    assert (child.name, child.nationality) == ("Nguyễn Thị Minh Ánh", "LA")
    assert Guardian.objects.for_system("test").get(name="Lê Thị Cúc").child_id == twice.pk
    assert Guardian.objects.for_system("test").get(name="Lê Thị Cúc").phone == "0922222222"
    assert Identifier.objects.for_system("test").get(scheme="passport").person_id == country.child.pk


def touch_the_name(country):
    Person.objects.for_system("test").filter(pk=country.child.pk).update(name="Nguyễn Thị Ánh")


def remove_the_guardian(country):
    Guardian.objects.for_system("test").filter(name="Lê Thị Cúc").delete()


def give_the_number_away(country):
    Identifier.objects.for_system("test").filter(scheme="moet").update(person=country.other)


@pytest.mark.parametrize(
    ("touch", "what"),
    [
        (touch_the_name, "people_person"),
        (remove_the_guardian, "people_guardian"),
        (give_the_number_away, "people_identifier"),
    ],
)
def test_what_the_merge_changed_and_somebody_changed_again_is_not_overwritten(
    country, twice, ministry, touch, what
):
    merge = merged(ministry, country.child, twice, keep={"name": "moving"})
    touch(country)
    before = everything()

    with pytest.raises(rules.TouchedSince) as refusal:
        undone(ministry, merge)

    assert refusal.value.facts == {"what": what}
    assert everything() == before


def test_a_chain_of_merges_leads_to_its_end_and_comes_apart_in_reverse(country, twice, ministry):
    third = again(country.child, unit=country.neighbour)
    before = everything()
    first = merged(ministry, twice, country.child)
    second = merged(ministry, third, twice)
    assert leads_to(country.child.pk) == leads_to(twice.pk) == third.pk

    with pytest.raises(rules.NotTheLast):
        undone(ministry, first)
    undone(ministry, second)
    assert leads_to(country.child.pk) == twice.pk
    undone(ministry, first)

    assert everything() == before


def test_a_record_is_not_merged_with_itself(country, ministry):
    with pytest.raises(rules.OneRecord):
        merged(ministry, country.child, country.child)


def test_the_second_of_two_officers_is_told_that_the_pair_is_merged(country, twice, ministry):
    merged(ministry, country.child, twice)

    for pair in ((country.child, twice), (twice, country.child), (country.other, twice)):
        with pytest.raises(rules.JoinedAlready):
            merged(ministry, *pair)


def test_a_decision_on_what_has_changed_since_it_was_shown_is_refused(country, twice, ministry):
    seen = reading.version(country.child.pk, twice.pk)
    Identifier.objects.for_system("test").filter(person=twice).update(value="9")
    before = everything()

    with pytest.raises(rules.RecordsChanged):
        merged(ministry, country.child, twice, seen=seen)

    assert everything() == before


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": "  "}, rules.WhyMissing),
        ({"keep": {"name": "both"}}, rules.DecisionUnclear),
        ({"keep": {"address": "moving"}}, rules.DecisionUnclear),
    ],
)
def test_a_merge_without_a_reason_or_a_clear_choice_is_refused(country, twice, ministry, given, refusal):
    with pytest.raises(refusal):
        merged(ministry, country.child, twice, **given)

    assert not Merge.objects.for_system("test").exists()


@pytest.mark.parametrize("place", ["school", "foreign", "province"])
def test_who_reaches_one_of_two_records_cannot_merge_or_part_them(country, twice, place):
    ministry, one = officer(country.province.parent, *MAY), officer(getattr(country, place), *MAY)
    reaching(one)
    with pytest.raises(OutOfReach):
        merged(one, country.child, twice)
    reaching(ministry)
    merge = merged(ministry, country.child, twice)
    reaching(one)

    with pytest.raises(OutOfReach):
        undone(one, merge)


def test_viewing_is_not_merging(country, twice):
    viewer = officer(country.province.parent, Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
    reaching(viewer)

    with pytest.raises(OutOfReach):
        merged(viewer, country.child, twice)


def account(row, active=True):
    return Account.objects.create(username=f"u{row.pk}", person=row.pk, is_active=active)


def test_an_account_follows_its_person_there_and_back(country, twice, ministry):
    theirs = account(twice)
    merge = merged(ministry, country.child, twice)
    assert Account.objects.get(pk=theirs.pk).person == country.child.pk

    undone(ministry, merge)

    assert Account.objects.get(pk=theirs.pk).person == twice.pk


def test_of_two_accounts_the_one_that_signs_in_stays_theirs_and_two_of_those_are_refused(
    country, twice, ministry
):
    old, used = account(country.child, active=False), account(twice)
    before = everything()
    merge = merged(ministry, country.child, twice)
    assert Account.objects.get(pk=old.pk).person is None
    assert Account.objects.get(pk=used.pk).person == country.child.pk
    undone(ministry, merge)
    assert everything() == before

    Account.objects.filter(pk=old.pk).update(is_active=True)
    with pytest.raises(rules.BothSignIn):
        merged(ministry, country.child, twice)


def test_merging_and_parting_are_journalled_without_anybody_in_them(country, twice, ministry):
    merge = merged(ministry, country.child, twice)
    undone(ministry, merge)

    subject = f"person:{country.child.pk}"
    [joined] = entries_of([subject], "people.persons-merged")
    [parted] = entries_of([subject], "people.persons-unmerged")
    assert set(joined.facts) == {"absorbed", "moved", "aside", "content"}
    assert (joined.facts["absorbed"], joined.facts["moved"], joined.facts["aside"]) == (twice.pk, 5, 0)
    assert set(parted.facts) == {"absorbed", "content"}
    for told in (joined, parted):
        assert "Ánh" not in told.body and "Nhầm" not in told.body


def test_a_pair_that_is_merged_is_so_until_it_is_parted(country, twice, ministry):
    paired(country, twice)
    [pair] = reading.duplicates(actor=ministry)
    decide_pair(actor=ministry, reference=pair.reference, state="unsure", reason="Chờ giấy tờ", at=AT)
    merge = merged(ministry, country.child, twice)
    assert [one.reference for one in reading.duplicates(actor=ministry, state="merged")] == [pair.reference]

    undone(ministry, merge)

    row = DuplicatePair.objects.for_system("test").get()
    assert (row.state, row.reason, row.decided_at) == ("unsure", "Chờ giấy tờ", AT)


def test_a_pair_said_to_be_different_needs_a_reason_and_is_journalled(country, twice, ministry):
    paired(country, twice)
    [pair] = reading.duplicates(actor=ministry)
    with pytest.raises(rules.WhyMissing):
        decide_pair(actor=ministry, reference=pair.reference, state="different", reason="", at=AT)

    decide_pair(actor=ministry, reference=pair.reference, state="different", reason="Hai khai sinh", at=AT)

    [told] = entries_of([f"person:{country.child.pk}"], "people.pair-decided")
    assert (told.facts["other"], told.facts["state"]) == (twice.pk, "different")
    assert reading.duplicates(actor=ministry) == []


def test_from_one_side_a_pair_shows_the_other_only_as_an_office_and_whom_to_ask(country, twice):
    paired(country, twice)
    one = officer(country.school, *MAY)
    reaching(one)

    [pair] = reading.duplicates(actor=one)

    assert (pair.a.within, pair.a.name) == (True, "Nguyễn Thị Minh Ánh")
    assert (pair.b.within, pair.b.name, pair.b.birth_date, pair.b.office) == (False, "", None, "school_c")
    assert pair.ask == "ministry"
    with pytest.raises(OutOfReach):
        decide_pair(actor=one, reference=pair.reference, state="different", reason="Khác", at=AT)
