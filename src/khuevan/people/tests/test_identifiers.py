"""Numbers beside the national one are noted with who gave them, and end with a reason; none is forgotten."""

from dataclasses import replace
from datetime import date

import pytest

from khuevan.access.public import OutOfReach, Permission, reaching
from khuevan.journal.public import entries_of
from khuevan.people import rules
from khuevan.people.contracts.editing import IdentifierEdited, IdentifierRecord
from khuevan.people.models import Change, Edit, Identifier
from khuevan.people.rules.identifiers import (
    DaysInDisorder,
    EndedAlready,
    HeldAlready,
    IssuerMissing,
    NumberMissing,
)
from khuevan.people.selectors import person_references
from khuevan.people.selectors.editing import edits, identifier_record, identifiers
from khuevan.people.services import add_identifier, end_identifier
from khuevan.people.tests.conftest import AT, officer

WHY = "Đã xem hộ chiếu"
PASSPORT = IdentifierRecord(0, "passport", "c 1234567", "Cục Quản lý xuất nhập cảnh", date(2024, 3, 1))


@pytest.fixture
def office(country):
    actor = officer(country.school, Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT)
    reaching(actor)
    return actor


def of(person):
    return person_references().of(person.pk)


def add(actor, person, told=PASSPORT, reason=WHY):
    return add_identifier(actor=actor, reference=of(person), identifier=told, reason=reason, at=AT)


def end(actor, person, one, **given):
    told = {"version": one.version, "until": AT.date(), "status": "replaced", "reason": "Hộ chiếu mới"}
    return end_identifier(actor=actor, reference=of(person), number=one.number, at=AT, **(told | given))


def test_a_number_is_noted_with_its_issuer_and_days_and_ends_with_a_reason(country, office):
    one = add(office, country.child)
    assert (one.value, one.status, one.until) == ("C1234567", "held", None)

    ended = end(office, country.child, one)

    assert (ended.status, ended.until) == ("replaced", AT.date())
    assert [two.scheme for two in identifiers(actor=office, reference=of(country.child))] == [
        "national", "passport",
    ]  # fmt: skip
    last, first = edits(actor=office, reference=of(country.child))
    assert (first.reason, last.reason) == (WHY, "Hộ chiếu mới")
    assert {c.field: (c.before, c.after) for c in last.changes}["identifier.status"] == ("held", "replaced")
    told = entries_of([f"person:{country.child.pk}"], IdentifierEdited.name)
    assert [entry.facts["fields"] for entry in told] and all("1234567" not in entry.body for entry in told)
    kept = Change.objects.for_system("test").get(source="identifier", row=one.number)
    assert (kept.held["status"], kept.entry) == ("held", last.entry)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"value": ""}, NumberMissing),
        ({"value": "12<3>"}, NumberMissing),
        ({"issuer": " "}, IssuerMissing),
        ({"since": date(2030, 1, 1)}, DaysInDisorder),
        ({"until": date(2020, 1, 1)}, DaysInDisorder),
        ({"scheme": "national"}, rules.NoSuchCode),
        ({"value": "1" * 31}, rules.TooLong),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_leaves_no_trace(country, office, change, refusal):
    with pytest.raises(refusal):
        add(office, country.child, replace(PASSPORT, **change))

    assert Identifier.objects.for_system("test").filter(person=country.child).count() == 1
    assert not Edit.objects.for_system("test").exists()


def test_a_number_is_held_once_and_noted_with_a_reason(country, office):
    add(office, country.child)
    with pytest.raises(HeldAlready):
        add(office, country.child)
    with pytest.raises(rules.ReasonMissing):
        add(office, country.child, replace(PASSPORT, value="C2"), reason=" ")


def test_the_second_of_two_who_end_a_number_is_told(country, office):
    one = add(office, country.child)
    end(office, country.child, one)

    with pytest.raises(rules.ChangedMeanwhile):
        end(office, country.child, one, status="wrong")
    [_, now] = identifiers(actor=office, reference=of(country.child))
    with pytest.raises(EndedAlready):
        end(office, country.child, now)


def test_the_national_number_ends_in_the_record_alone(country, office):
    row = Identifier.objects.for_system("test").get(person=country.child)

    with pytest.raises(EndedAlready):
        end(office, country.child, identifier_record(row))


def test_nobody_notes_a_number_beyond_their_reach_or_with_a_view_alone(country, office):
    with pytest.raises(OutOfReach):
        add(office, country.stranger)
    viewer = officer(country.school)
    reaching(viewer)
    with pytest.raises(OutOfReach):
        add(viewer, country.child)
    with pytest.raises(OutOfReach):
        identifiers(actor=viewer, reference=of(country.child))
