"""Rows end by their keys: asked for by DELETE, or by CANCEL of the record that made them."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from khuevan.exchange import services
from khuevan.exchange.contracts import Fields
from khuevan.exchange.rules import CANCELLED, UNSAID, NotClosable
from khuevan.exchange.tests.conftest import Program
from khuevan.exchange.tests.test_envelope import ENVELOPE, record, send
from khuevan.exchange.tests.test_feed import begin, told
from khuevan.exchange.tests.test_interface import AT, SCHOOL, codes
from khuevan.intake.public import importable
from khuevan.journal.public import entries_of
from khuevan.org.models import Unit, UnitVersion
from khuevan.org.rules import StandsOnIt
from khuevan.org.standing import stands_on_units

WHY = "Quyết định 12/QĐ-UBND"


@pytest.fixture
def school(program):
    return program("PUT", AT, SCHOOL)


def unit():
    return Unit.objects.for_system("the test's").get(name=SCHOOL["name"])


def versions():
    rows = UnitVersion.objects.for_system("the test's").filter(unit=unit()).order_by("since")
    return [(row.status, row.since.isoformat(), row.reason) for row in rows]


def test_a_row_ends_on_its_day_with_its_reason_and_the_feed_tells_of_it(program, school):
    since = begin(program)
    ended = program("DELETE", f"{AT}?until=2026-10-01", Reason=quote(WHY))

    assert (ended.status_code, ended.content) == (204, b"")
    assert program("GET", AT).status_code == 404
    assert [(one["change"], one["key"]) for one in told(program, since)["items"]] == [
        ("delete", {"code": "00123"})
    ]
    assert unit().until == date(2026, 10, 1)
    assert versions() == [("active", "2026-09-01", ""), ("closed", "2026-10-01", WHY)]
    [entry] = entries_of([f"unit:{unit().pk}"], "org.unit_changed")
    assert (entry.facts["what"], WHY in str(entry.facts)) == ("closed", False)


def test_what_has_ended_is_not_there_and_the_first_answer_is_given_again(program, school):
    first = program("DELETE", AT, Idempotency_Key="a")
    again = program("DELETE", AT, Idempotency_Key="a")

    assert [first.status_code, again.status_code] == [204, 204]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert program("DELETE", AT).status_code == 404
    assert versions()[-1][2] == UNSAID


def test_a_row_that_somebody_changed_does_not_end(program, school):
    program("PUT", AT, SCHOOL | {"name": "Trường Khác", "since": "2026-09-02"})
    late = program("DELETE", AT, If_Match=school.headers["ETag"])

    assert (late.status_code, late.json()["code"]) == (412, "exchange.changed-since")
    now = program("GET", AT).headers["ETag"]
    assert program("DELETE", AT, If_Match=now).status_code == 204


def test_a_careful_key_shows_what_it_has_read(officers, now, school):
    _, token = services.give_key(
        name="A", until=now + timedelta(days=9), actor=officers["first"], at=now, careful=True
    )
    careful = Program(token)

    assert careful("DELETE", AT).status_code == 428
    assert careful("DELETE", AT, If_Match=school.headers["ETag"]).status_code == 204


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("until=2999-01-01", "exchange.day-ahead"), ("until=2026-09-01", "org.period_wrong"),
        ("until=0001-01-01", "org.period_wrong"), ("until=soon", "exchange.shape-wrong"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_changes_nothing(program, school, asked, code):
    refused = program("DELETE", f"{AT}?{asked}")

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert program("GET", AT).status_code == 200
    assert len(versions()) == 1


def test_what_lies_elsewhere_does_not_end_and_looks_as_if_it_were_not(key, school):
    other = Program(key("second")[1])
    mine, none = other("DELETE", AT), other("DELETE", "org/institutions/77777")

    assert (mine.status_code, mine.json()) == (none.status_code, none.json())
    assert mine.status_code == 404
    assert unit().until is None


@pytest.fixture
def pupils(monkeypatch):
    monkeypatch.setattr("khuevan.org.standing._counts", {})
    monkeypatch.setattr(StandsOnIt, "words", {})
    counted: dict[str, int] = {}
    stands_on_units("pupils", "học sinh", lambda unit, day: counted.get("pupils", 0))
    return counted


def test_what_something_stands_on_does_not_end_and_says_what(program, school, pupils):
    pupils["pupils"] = 3
    refused = program("DELETE", AT)

    assert (refused.status_code, refused.json()["code"]) == (422, "org.stands_on_it")
    assert "học sinh (3)" in refused.json()["title"]
    assert len(versions()) == 1
    pupils.clear()
    assert program("DELETE", AT).status_code == 204


def test_a_method_that_an_address_has_not_is_told_as_any_trouble(program):
    for address in ("me", "resources/premises/X/2026"):
        refused = program("DELETE", address)
        assert (refused.status_code, refused.json()["code"]) == (405, "exchange.method-not-allowed")
        assert "GET" in refused.headers["Allow"]
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_key_that_writes_a_part_of_a_row_does_not_end_it(officers, now, school):
    actor = officers["first"]
    profile = services.make_profile(
        name="Đọc",
        fields={"org.institutions": Fields(frozenset({"name"}), frozenset({"name"}))},
        actor=actor,
        at=now,
    )
    _, token = services.give_key(
        name="A", until=now + timedelta(days=9), actor=actor, at=now, profile=profile.ref
    )

    assert Program(token)("DELETE", AT).json()["code"] == "exchange.not-whole"
    assert unit().until is None


def test_a_code_may_be_another_s_from_the_day_it_was_freed(program, school):
    program("DELETE", f"{AT}?until=2026-10-01")
    early = program("PUT", AT, SCHOOL | {"name": "Trường Mới"})
    later = program("PUT", AT, SCHOOL | {"name": "Trường Mới", "since": "2026-10-01"})

    assert [error["code"] for error in early.json()["errors"]] == ["KV-O-0008"]
    assert (later.status_code, program("GET", AT).json()["name"]) == (201, "Trường Mới")


def cancel(program, version, **more):
    said = {"records": [record(event="CANCEL", version=version) | more]}
    [one] = program("POST", ENVELOPE, said).json()["results"]
    return one["result"], one["held"], [error["code"] for error in one["errors"]]


def test_a_cancelled_record_ends_its_row_on_its_business_day(program):
    send(program, record(version=1))
    since = begin(program)

    assert cancel(program, 3) == ("cancelled", 3, [])
    assert codes(program("GET", "org/institutions")) == []
    assert [one["change"] for one in told(program, since)["items"]] == ["delete"]
    assert versions()[-1] == ("closed", "2026-09-05", CANCELLED)


def test_a_cancel_that_comes_first_or_twice_ends_nothing_else(program):
    assert cancel(program, 3) == ("cancelled", 3, [])
    assert send(program, record(version=2)) == [("ignored", 3)]
    program("PUT", "org/institutions/00001", SCHOOL | {"code": "00001"})

    assert cancel(program, 3) == ("ignored", 3, [])
    assert cancel(program, 4) == ("cancelled", 4, [])
    assert codes(program("GET", "org/institutions")) == ["00001"]


def test_a_cancelled_record_that_comes_again_makes_another_row_which_ends_with_it(program):
    send(program, record(version=1))
    cancel(program, 2)
    assert send(program, record(version=3, since="2026-09-05")) == [("accepted", 3)]
    assert codes(program("GET", "org/institutions")) == ["00001"]

    assert send(program, record(version=2, name="Khác")) == [("ignored", 3)]
    assert cancel(program, 4, thoigiancapnhat="2026-09-20T08:00:00+07:00")[0] == "cancelled"
    assert codes(program("GET", "org/institutions")) == []


def test_a_cancel_that_the_register_refuses_may_be_sent_again(program, pupils):
    send(program, record(version=1))
    pupils["pupils"] = 3

    assert cancel(program, 2) == ("refused", 1, ["org.stands_on_it"])
    assert codes(program("GET", "org/institutions")) == ["00001"]
    pupils.clear()
    assert cancel(program, 2) == ("cancelled", 2, [])


def test_where_rows_do_not_end_a_cancelled_record_says_that_its_row_stays(program, monkeypatch, officers):
    thing = importable("org.institutions", officers["first"])
    send(program, record(version=1))
    monkeypatch.setattr("khuevan.exchange.services.records.end", _nobody_ends)

    assert cancel(program, 2) == ("cancelled", 2, ["exchange.not-closable"])
    assert thing.close is not None
    assert codes(program("GET", "org/institutions")) == ["00001"]


def _nobody_ends(thing, key, **more):
    raise NotClosable()
