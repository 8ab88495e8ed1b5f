"""Records in their envelope: each version once, never backwards, each record for itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.exchange.contracts import Held, Record, RecordEvent
from khuevan.exchange.models import Received
from khuevan.exchange.rules import judged, sender_of
from khuevan.exchange.tests.test_interface import SCHOOL, codes
from khuevan.intake.models import Batch
from khuevan.journal.public import entries_of

WHEN = datetime(2026, 9, 5, tzinfo=UTC)
ENVELOPE = "envelope/org/institutions"


def record(number=1, event="NEW", version=1, **columns):
    technical = {
        "idbanghi": f"r{number}", "sukien": event, "phienban": version,
        "thoigiancapnhat": "2026-09-05T08:00:00+07:00",
    }  # fmt: skip
    return technical if event == "CANCEL" else technical | SCHOOL | {"code": f"{number:05}"} | columns


def send(program, *records, **headers):
    answer = program("POST", ENVELOPE, {"records": [*records]}, **headers)
    assert answer.status_code == 200, answer.json()
    return [(one["result"], one["held"]) for one in answer.json()["results"]]


def test_a_record_makes_its_row_and_a_higher_version_changes_it(program):
    assert send(program, record()) == [("accepted", 1)]
    changed = record(event="UPdate", version=5, name="Trường Mới", since="2026-09-02")

    assert send(program, changed) == [("accepted", 5)]
    assert program("GET", "org/institutions/00001").json()["name"] == "Trường Mới"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_equal_or_lower_version_is_ignored_whatever_it_holds(program, version):
    send(program, record(version=3))
    before = Batch.objects.for_system("the test's").count()

    assert send(program, record(version=version, name="Khác", since="2026-09-04")) == [("ignored", 3)]
    assert program("GET", "org/institutions/00001").json()["name"] == SCHOOL["name"]
    assert Batch.objects.for_system("the test's").count() == before


def test_of_one_record_sent_twice_the_highest_version_counts(program):
    sent = record(version=1), record(version=2, name="Trường Hai"), record(version=1)

    assert [result for result, _ in send(program, *sent)] == ["ignored", "accepted", "ignored"]
    assert program("GET", "org/institutions/00001").json()["name"] == "Trường Hai"


def test_each_record_stands_for_itself_and_a_refused_one_says_where(program):
    said = {"records": [record(1), record(2, commune="00008"), record(3)]}
    answer = program("POST", ENVELOPE, said).json()["results"]

    assert [one["result"] for one in answer] == ["accepted", "refused", "accepted"]
    assert [(e["path"], e["code"]) for e in answer[1]["errors"]] == [("records.1.commune", "KV-O-0002")]
    assert codes(program("GET", "org/institutions")) == ["00001", "00003"]
    assert send(program, record(2)) == [("accepted", 1)]


def test_a_cancelled_record_ends_its_row_and_ignores_what_is_older(program):
    send(program, record(version=1))

    assert send(program, record(event="CANCEL", version=3)) == [("cancelled", 3)]
    assert send(program, record(event="UPdate", version=2, name="Khác")) == [("ignored", 3)]
    assert codes(program("GET", "org/institutions")) == []
    assert Received.objects.get().event == "CANCEL"


def test_a_record_is_never_another_row(program):
    send(program, record(version=1))
    moved = record(version=2) | {"code": "00777"}
    [answer] = program("POST", ENVELOPE, {"records": [moved]}).json()["results"]

    assert (answer["result"], answer["held"]) == ("refused", 1)
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [("records.0.code", "exchange.record-moved")]


def test_what_was_taken_is_in_the_journal_by_counts(program):
    send(program, record(1), record(2), record(3, event="CANCEL"))
    [entry] = entries_of(["exchange:org.institutions"], "exchange.records-taken")

    assert [entry.facts[kind] for kind in ("accepted", "cancelled", "ignored", "refused")] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"phienban": 0}, "phienban"), ({"sukien": "UPDATE"}, "records.0"), ({"idbanghi": ""}, "idbanghi"),
        ({"thoigiancapnhat": "hôm qua"}, "thoigiancapnhat"),
        ({"thoigiancapnhat": "0001-01-01T00:00:00+14:00"}, "thoigiancapnhat"),
    ],
)  # fmt: skip
def test_an_envelope_of_another_shape_is_refused_with_its_place(program, wrong, place):
    refused = program("POST", ENVELOPE, {"records": [record() | wrong]})

    assert refused.status_code == 422
    assert [error["path"].endswith(place) for error in refused.json()["errors"]] == [True]
    assert not Received.objects.exists()


versions = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 5)), max_size=8)


@given(versions, st.dictionaries(st.sampled_from("ab"), st.integers(1, 5)))
def test_versions_only_rise_and_each_is_taken_once(sent, held):
    records = [Record(one, RecordEvent.NEW, version, WHEN, {"code": one}) for one, version in sent]
    taken = judged(
        records, {one: Held(version, (one,), live=True) for one, version in held.items()}, ("code",)
    )
    went_in = [(one.id, one.version) for one in taken if one.result == "accepted"]

    assert len(went_in) == len({*dict(went_in)})
    for one in {one for one, _ in sent}:
        highest = max(version for name, version in sent if name == one)
        assert dict(went_in).get(one) == (highest if highest > held.get(one, 0) else None)


def test_the_sender_is_the_office_s_unit():
    assert [sender_of(path) for path in ("/1/14/305/", "/", "")] == [305, 0, 0]
