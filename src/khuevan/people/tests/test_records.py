"""Reading a record is written down and shown to the person; mistakes can be reported."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from khuevan.access.public import NOBODY, OutOfReach, Permission, reaching, system
from khuevan.journal.public import entries_of
from khuevan.people import contracts, selectors, web
from khuevan.people.models import CorrectionRequest, Person
from khuevan.people.rules import NothingToCorrect
from khuevan.people.services import ask_correction, read_record
from khuevan.people.tests.conftest import AT, officer
from khuevan_kernel.log import digest


def read(actor, person, at=AT):
    reaching(actor)
    return read_record(actor=actor, reference=selectors.person_references().of(person.pk), at=at)


def readings_of(person):
    return entries_of([f"person:{person.pk}"], contracts.RecordRead.name)


def test_a_reading_by_an_office_is_written_down_with_office_and_purpose_and_shown_to_the_person(country):
    teacher = officer(country.school)

    read(teacher, country.child)

    (entry,) = readings_of(country.child)
    assert (entry.actor, entry.office, entry.purpose) == (teacher.id, country.school.path, "quản lý học sinh")
    reaching(country.child_actor())
    (shown,) = selectors.readings(actor=country.child_actor())
    assert (shown.office, shown.purpose, shown.whose) == ("school_a", "quản lý học sinh", "")


def test_a_parent_sees_who_read_their_childs_record_but_not_their_own_looks(country):
    read(officer(country.school), country.child)
    read(country.parent_actor(), country.child)

    assert [one.as_ for one in selectors.readings(actor=country.parent_actor())] == ["office"]
    reaching(country.child_actor())
    assert [one.as_ for one in selectors.readings(actor=country.child_actor())] == ["family", "office"]


def test_the_same_reader_is_written_down_once_an_hour(country):
    teacher = officer(country.school)
    first = readings_of(country.child)
    read(teacher, country.child)
    at = readings_of(country.child)[0].recorded_at
    read(teacher, country.child, at + timedelta(minutes=59))
    read(officer(country.province), country.child, at + timedelta(minutes=59))
    assert first == []
    assert len(readings_of(country.child)) == 2

    read(teacher, country.child, at + timedelta(minutes=61))
    assert len(readings_of(country.child)) == 3


def test_reading_ones_own_record_is_nobodys_business(country):
    detail = read(country.child_actor(), country.child)

    assert (detail.as_, detail.whole) == ("self", True)
    assert readings_of(country.child) == []


def test_a_record_out_of_reach_is_like_one_that_is_not_there_and_leaves_no_trace(country):
    for actor in (officer(country.neighbour), officer(country.foreign), country.child_actor(), NOBODY):
        if actor.person == country.child.pk:
            continue
        with pytest.raises(OutOfReach):
            read(actor, country.child)
    assert readings_of(country.child) == []


def test_who_may_only_view_sees_numbers_masked_and_no_sensitive_fact(country):
    viewing = read(officer(country.school), country.child)
    editing = read(officer(country.school, Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT), country.child)

    assert (viewing.identifiers[0].value, viewing.ethnicity, viewing.guardians[0].phone) == (
        "•••••••••001",
        None,
        "",
    )
    assert (editing.identifiers[0].value, editing.ethnicity) == ("001312000001", 3)
    assert editing.guardians[0].phone == "0900000000"


def ask(actor, person, **changes):
    reaching(actor)
    asked: dict[str, Any] = {
        "field": "name",
        "should_be": "Nguyễn Thị Minh Anh",
        "note": "giấy khai sinh",
        "at": AT,
    } | changes
    return ask_correction(actor=actor, reference=selectors.person_references().of(person.pk), **asked)


@pytest.mark.parametrize("who", ["child_actor", "parent_actor"])
def test_a_mistake_is_reported_and_the_journal_holds_its_digest_and_nothing_personal(country, who):
    actor = getattr(country, who)()

    asked = ask(actor, country.child)

    (entry,) = entries_of([f"person:{country.child.pk}"], contracts.CorrectionAsked.name)
    assert entry.number == asked.entry
    assert entry.facts == {"content": digest(asked.content())}
    assert "Minh" not in json.dumps(entry.body)
    assert selectors.corrections(actor=actor) == [asked]


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (NothingToCorrect, {"field": "marks"}),
        (NothingToCorrect, {"should_be": "  "}),
        (OutOfReach, {"who": "stranger"}),
        (OutOfReach, {"who": "viewer"}),
    ],
)
def test_what_is_refused_leaves_no_trace(country, refusal, changes):
    who = changes.pop("who", "")
    actors = {"stranger": officer(country.foreign), "viewer": officer(country.school)}
    with pytest.raises(refusal):
        ask(actors.get(who, country.child_actor()), country.child, **changes)

    assert not CorrectionRequest.objects.for_system("test").exists()
    assert entries_of([f"person:{country.child.pk}"], contracts.CorrectionAsked.name) == []


def test_nobody_reads_what_somebody_else_reported(country):
    asked = ask(country.parent_actor(), country.child)

    reaching(country.child_actor())
    with pytest.raises(OutOfReach):
        selectors.correction(actor=country.child_actor(), reference=asked.reference)


@pytest.mark.parametrize(("language", "word"), [("vi", "Thái"), ("en", "Thai")])
@pytest.mark.parametrize(("precision", "born"), [("m", "05/2012"), ("y", "2012")])
def test_a_record_tells_the_ethnic_group_by_its_word_and_of_the_birth_date_what_is_known(
    country, rf, language, word, precision, born
):
    reaching(system("test"))
    Person.objects.for_system("test").filter(pk=country.child.pk).update(birth_precision=precision)
    reaching(country.child_actor())
    request = rf.get("/me/record")
    request.actor, request.user = country.child_actor(), None

    with override(language):
        page = web.records.my_record(request).content.decode()

    told = [text.strip() for text in re.findall(r"<dd>([^<]*)</dd>", page)]
    assert word in told
    assert born in told
