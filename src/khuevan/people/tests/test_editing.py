"""A record is changed on purpose, with a reason, never over another's change, and can be told as it was."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from khuevan.access.public import Actor, OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people import rules
from khuevan.people.contracts.editing import GuardianEdited, PersonFacts, PersonRecorded, RecordEdited
from khuevan.people.models import Change, Edit, Identifier, Person
from khuevan.people.selectors import person_references
from khuevan.people.selectors.editing import edits, facts_as_of, guardians, record_to_edit
from khuevan.people.services import create_person, edit_guardian, edit_person, undo_edit
from khuevan.people.tests.conftest import AT, officer

EDITING = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
WHY = "Giấy khai sinh số 12/2012"


@pytest.fixture
def office(country):
    actor = officer(country.school, *EDITING)
    reaching(actor)
    return actor


def reference(person):
    return person_references().of(person.pk)


def seen(actor, person):
    return record_to_edit(actor=actor, reference=reference(person)).facts


def edit(actor, person, *, version=None, reason=WHY, **change):
    facts = seen(actor, person)
    return edit_person(
        actor=actor, reference=reference(person), version=version or facts.version,
        facts=replace(facts, **change), reason=reason, at=AT,
    )  # fmt: skip


def traces(person):
    return (
        Edit.objects.for_system("test").filter(person=person.pk).count(),
        Change.objects.for_system("test").filter(person=person.pk).count(),
        len(entries_of([f"person:{person.pk}"], RecordEdited.name)),
    )


def test_an_edit_changes_the_record_and_says_who_when_and_why(country, office):
    done = edit(office, country.child, birth="2012-05", national="001312000009", residence_detail="Bản Phố")

    facts = seen(office, country.child)
    assert (facts.birth, facts.national, facts.residence_detail) == ("2012-05", "001312000009", "Bản Phố")
    assert [(c.field, c.before, c.after) for c in done.changes] == [
        ("birth", "2012-05-01", "2012-05"),
        ("national", "001312000001", "001312000009"),
        ("residence_detail", "", "Bản Phố"),
    ]
    (entry,) = entries_of([f"person:{country.child.pk}"], RecordEdited.name)
    assert entry.facts["fields"] == ["birth", "national", "residence_detail"]
    assert not {"Bản Phố", "001312000009", WHY} & {*json.dumps(entry.body, ensure_ascii=False).split('"')}
    numbers = Identifier.objects.for_system("test").filter(person=country.child).order_by("pk")
    assert [(i.value, i.status, i.until is None) for i in numbers] == [
        ("001312000001", "replaced", False),
        ("001312000009", "held", True),
    ]


def test_the_second_of_two_editors_is_refused_and_nothing_is_lost(country, office):
    version = seen(office, country.child).version
    edit(office, country.child, name="Nguyễn Thị Minh Anh", version=version)
    before = traces(country.child)

    with pytest.raises(rules.ChangedMeanwhile):
        edit(office, country.child, sex=2, version=version)
    assert traces(country.child) == before
    assert seen(office, country.child).name == "Nguyễn Thị Minh Anh"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": "  ", "sex": 2}, rules.ReasonMissing),
        ({}, rules.NothingChanged),
        ({"name": " "}, rules.NameMissing),
        ({"name": "Lò\x00 A"}, rules.NameUnreadable),
        ({"name": "Lò 4"}, rules.NameUnreadable),
        ({"birth": "2030-01-01"}, rules.BornAhead),
        ({"birth": "1812"}, rules.AgeUnbelieved),
        ({"birth": "2012-02-30"}, rules.NoSuchDay),
        ({"ethnicity": 57}, rules.NoSuchCode),
        ({"residence": "99999"}, rules.NoSuchPlace),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(country, office, change, refusal):
    before = traces(country.child), seen(office, country.child)

    with pytest.raises(refusal):
        edit(office, country.child, **change)
    assert (traces(country.child), seen(office, country.child)) == before


def test_a_century_off_is_told_with_the_year_meant_and_its_law(country):
    (wrong,) = rules.wrongs(PersonFacts("An", birth="1912-05-01"), on=AT.date(), kind="pupil", places=())

    assert wrong.field == "birth"
    assert "2012" in "".join(wrong.refusal.told())
    assert "43/2019/QH14" in str(wrong.refusal.because[0])


@pytest.mark.parametrize("number", ["", "12", "999912000001", "001212000001"])
def test_a_person_without_a_number_or_with_a_wrong_one_is_recorded_all_the_same(country, office, number):
    facts = PersonFacts("Vàng Thi\u0323 Mỷ", birth="2013", sex=2, national=number)

    made = create_person(actor=office, unit=country.school.pk, facts=facts, at=AT, kind="pupil")

    assert made.facts == replace(facts, name="Vàng Thị Mỷ")
    (entry,) = entries_of([f"person:{made.number}"], PersonRecorded.name)
    assert entry.facts["unit"] == country.school.pk


def test_nobody_edits_beyond_their_reach(country, office):
    viewer = officer(country.school)
    parent = country.parent_actor()
    for actor, person in ((office, country.other), (viewer, country.child), (parent, country.child)):
        reaching(actor)
        with pytest.raises(OutOfReach):
            edit_person(
                actor=actor,
                reference=reference(person),
                version="",
                facts=PersonFacts("X"),
                reason=WHY,
                at=AT,
            )
    with pytest.raises(OutOfReach):
        create_person(actor=office, unit=country.foreign.pk, facts=PersonFacts("An"), at=AT)


def test_a_record_is_told_as_it_was_whatever_changed_it(country, office):
    first = seen(office, country.child)
    before = timezone.now()
    edit(office, country.child, name="Nguyễn Thị Minh Anh", national="", hometown_detail="Bản Phố")
    between = timezone.now()
    Person.objects.for_system("a merge").filter(pk=country.child.pk).update(sex=2)  # no service at all
    last = seen(office, country.child)

    def told(at):
        return facts_as_of(actor=office, reference=reference(country.child), at=at)

    assert told(before) == first
    assert told(between) == replace(last, sex=0)
    assert told(timezone.now()) == last
    assert told(before - timedelta(days=9000)) is None


def test_history_is_for_those_who_may_edit_the_person_and_the_parents(country, office):
    edit(office, country.child, sex=2)

    for actor in (office, country.child_actor(), country.parent_actor()):
        reaching(actor)
        assert [one.reason for one in edits(actor=actor, reference=reference(country.child))] == [WHY]
    for actor in (officer(country.school), officer(country.neighbour, *EDITING), Actor("account:1")):
        reaching(actor)
        with pytest.raises(OutOfReach):
            edits(actor=actor, reference=reference(country.child))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.fixed_dictionaries(
        {},
        optional={
            "name": some.sampled_from(["Lò Thị Một", "Lò Thị Hai"]),
            "birth": some.sampled_from(["", "2011", "2011-04", "2011-04-30"]),
            "sex": some.sampled_from([1, 2]),
            "national": some.sampled_from(["", "001311000007", "không rõ"]),
            "residence_detail": some.sampled_from(["Bản Phố", "Bản Mù"]),
        },
    )
)
def test_an_edit_that_is_taken_back_leaves_the_record_as_it_was(country, office, change):
    first = seen(office, country.child)
    if all(getattr(first, name) == value for name, value in change.items()):
        return
    done = edit(office, country.child, **change)

    undo_edit(actor=office, reference=done.reference, reason="Nhầm hồ sơ", at=AT)

    assert seen(office, country.child) == first
    newest, older = edits(actor=office, reference=reference(country.child))[:2]
    assert (newest.undoes, older.undone) == (True, True)


def test_an_edit_that_was_followed_by_another_is_not_taken_back(country, office):
    first = edit(office, country.child, sex=2)
    edit(office, country.child, sex=1)
    before = traces(country.child)

    with pytest.raises(rules.UndoneAlready):
        undo_edit(actor=office, reference=first.reference, reason="Nhầm", at=AT)
    assert traces(country.child) == before


@pytest.mark.parametrize(
    ("mine", "theirs", "choices", "expected", "open_fields"),
    [
        ({"sex": 2}, {"name": "B"}, {}, {"sex": 2, "name": "B"}, ()),
        ({"name": "A"}, {"name": "B"}, {}, {"name": "B"}, ("name",)),
        ({"name": "A"}, {"name": "B"}, {"name": "mine"}, {"name": "A"}, ()),
        ({"name": "A"}, {"name": "B"}, {"name": "theirs"}, {"name": "B"}, ()),
        ({"sex": 2}, {"name": "B"}, {"name": "mine"}, {"sex": 2, "name": "An"}, ()),
        ({"sex": 2}, {"sex": 2}, {}, {"sex": 2}, ()),
    ],
)
def test_two_versions_become_one_by_choice(mine, theirs, choices, expected, open_fields):
    base = PersonFacts("An")

    one, left = rules.chosen(base, replace(base, **mine), replace(base, **theirs), choices)

    assert (one, left) == (replace(base, **expected), open_fields)


def test_a_guardian_s_rights_are_changed_with_a_reason_and_seen_by_version(country, office):
    (father,) = guardians(actor=office, reference=reference(country.child))
    changed = replace(father, consent=False, job="Nông dân")

    edit_guardian(
        actor=office, reference=reference(country.child), guardian=changed, version=father.version,
        reason="Bản án số 3", at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    with pytest.raises(rules.ChangedMeanwhile):
        edit_guardian(
            actor=office, reference=reference(country.child), guardian=changed, version=father.version,
            reason="Bản án số 3", at=AT,
        )  # fmt: skip

    (now,) = guardians(actor=office, reference=reference(country.child))
    assert (now.consent, now.job, now.person) == (False, "Nông dân", country.parent.pk)
    (entry,) = entries_of([f"person:{country.child.pk}"], GuardianEdited.name)
    assert entry.facts["fields"] == ["job", "consent"]
