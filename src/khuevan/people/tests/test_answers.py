"""An office answers what people say is wrong; once, with a reason, and never its own request."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from khuevan.access.public import Actor, OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people import contracts, selectors
from khuevan.people.rules import AnsweredAlready, AnswerUnclear, OwnRequest
from khuevan.people.services import answer_correction, ask_correction
from khuevan.people.tests.conftest import AT, officer
from khuevan_kernel.log import digest

LATER = datetime(2026, 11, 25, 3, tzinfo=UTC)
EDITING = (Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)


def ask(actor, person):
    reaching(actor)
    return ask_correction(
        actor=actor, reference=selectors.person_references().of(person.pk), field="name",
        should_be="Nguyễn Thị Minh Anh", note="", at=AT,
    )  # fmt: skip


def answer(actor, asked, answer="declined", reason="Giấy khai sinh ghi Minh Ánh"):
    reaching(actor)
    return answer_correction(actor=actor, reference=asked.reference, answer=answer, reason=reason, at=LATER)


def waiting(actor):
    reaching(actor)
    return [one.asked for one in selectors.corrections_to_answer(actor=actor)]


def answers_of(person):
    return entries_of([f"person:{person.pk}"], contracts.CorrectionAnswered.name)


@pytest.mark.parametrize("said", ["accepted", "declined"])
def test_whoever_asked_sees_the_answer_and_the_journal_holds_its_digest(country, said):
    parent, office = country.parent_actor(), officer(country.school, *EDITING)
    asked = ask(parent, country.child)
    assert waiting(office) == [asked]

    answer(office, asked, said)

    reaching(parent)
    (seen,) = selectors.corrections(actor=parent)
    reason = "Giấy khai sinh ghi Minh Ánh"
    assert (seen.answer, seen.reason, seen.answered_at) == (said, reason, LATER)
    (entry,) = answers_of(country.child)
    content = digest({"answer": said, "reason": reason})
    assert entry.facts == {"asked": asked.entry, "answer": said, "content": content}
    assert "Minh" not in json.dumps(entry.body)
    assert waiting(office) == []


def test_a_request_waits_for_those_who_may_edit_the_record_and_for_nobody_else(country):
    asked = ask(country.child_actor(), country.child)

    assert waiting(officer(country.province, *EDITING)) == [asked]
    for other in (officer(country.school), officer(country.neighbour, *EDITING), country.parent_actor()):
        assert waiting(other) == []
        with pytest.raises(OutOfReach):
            answer(other, asked)
    assert answers_of(country.child) == []


@pytest.mark.parametrize(("said", "reason"), [("perhaps", "vì"), ("", "vì"), ("accepted", "  ")])
def test_an_answer_that_says_nothing_is_refused_and_leaves_no_trace(country, said, reason):
    asked = ask(country.child_actor(), country.child)

    with pytest.raises(AnswerUnclear):
        answer(officer(country.school, *EDITING), asked, said, reason)
    assert answers_of(country.child) == []
    assert waiting(officer(country.school, *EDITING)) == [asked]


def test_an_answer_stands(country):
    office, asked = officer(country.school, *EDITING), ask(country.child_actor(), country.child)
    answer(office, asked)

    with pytest.raises(AnsweredAlready):
        answer(office, asked, "accepted")
    assert [entry.facts["answer"] for entry in answers_of(country.child)] == ["declined"]


def test_nobody_answers_what_they_asked_for(country):
    office = officer(country.school, *EDITING)
    asked = ask(office, country.child)

    assert waiting(office) == []
    with pytest.raises(OwnRequest):
        answer(office, asked)


def test_the_database_lets_nobody_answer_their_own_request(country):
    asked = ask(country.parent_actor(), country.child)
    number = selectors.correction_references().number(asked.reference)

    for actor, changed in ((country.parent_actor(), 0), (officer(country.school, *EDITING), 1)):
        reaching(actor)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_correctionrequest SET answer = 'accepted' WHERE id = %s", [number])
            assert cursor.rowcount == changed


def test_an_actor_without_any_reach_has_nothing_to_answer(country):
    ask(country.child_actor(), country.child)

    assert waiting(Actor("account:77")) == []
