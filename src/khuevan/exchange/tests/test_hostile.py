"""What is sent to harm or to confuse gets an answer that says what is wrong, and changes nothing."""

import pytest

from khuevan.exchange.models import Key
from khuevan.exchange.tests.test_feed import commit
from khuevan.exchange.tests.test_interface import AT, SCHOOL
from khuevan.intake.models import Batch

ONE = '{"code": "00123", "name": "A", "kind": "primary", "commune": "00004", "ownership": "1", '


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (ONE + '"since": "2026-09-01", "since": "2026-09-02"}', "since"),
        ('{"code": NaN}', "NaN"), ('{"code": Infinity}', "Infinity"),
        ("[" * 100_000 + "]" * 100_000, None), ('{"a":' * 100_000, None),
        ("{", None), ("", None), ('"\\u0000"', None), ('{"name": "\\ud800"}', None), ("\ufeff{}", None),
    ],
)  # fmt: skip
def test_json_that_is_not_clear_is_refused(program, body, place):
    answer = program("PUT", AT, body.encode())

    assert answer.status_code in {400, 422}
    assert place is None or [one["path"] for one in answer.json()["errors"]] == [place]
    assert not Batch.objects.for_system("the test's").exists()


def test_bytes_that_are_no_text_are_refused(program):
    assert program("PUT", AT, b"\xff\xfe{}").json()["code"] == "exchange.json-unclear"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_type_of_content_is_refused(program, kind):
    refused = program("PUT", AT, b"{}", kind=kind)

    assert (refused.status_code, refused.json()["code"]) == (415, "exchange.not-json")


@pytest.mark.parametrize("asked", ["limit=" + "9" * 400, "after=" + "x" * 5000, "limit=1e3", "after=%ff%fe"])
def test_a_monstrous_page_is_refused(program, asked):
    assert program("GET", f"org/institutions?{asked}").status_code == 422


def test_more_rows_than_a_lot_takes_are_refused(program):
    assert program("POST", "org/institutions", {"items": [SCHOOL] * 1001}).status_code == 422


@pytest.mark.parametrize("code", ["%00", "..", "%2e%2e%2f", "a" * 3000, "%F0%9F%92%A9", "' OR 1=1 --"])
def test_a_key_that_nobody_has_is_not_there(program, code):
    assert program("GET", f"org/institutions/{code}").status_code in {400, 404}


def test_whoever_asks_too_often_is_told_how_long_to_wait(program):
    Key.objects.for_system("the test's").update(rate=2)
    answers = [program("GET", "me") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_a_list_that_others_changed_takes_no_lot_meant_for_the_old_one(program):
    read = program("GET", "org/institutions").headers["ETag"]
    lot = {"items": [SCHOOL]}
    assert program("POST", "org/institutions", lot, If_Match=read).status_code == 200
    commit()

    late = program("POST", "org/institutions", {"items": [SCHOOL | {"code": "00777"}]}, If_Match=read)
    assert (late.status_code, late.json()["code"]) == (412, "exchange.changed-since")


def test_a_repeated_envelope_and_file_get_the_first_answer(program):
    file = b"code,name,kind,commune,ownership,since,primary\n1001,A,primary,00004,1,2026-09-01,x\n"
    first, again = (
        program("POST", "files/org/institutions", file, kind="text/csv", Idempotency_Key="f") for _ in "12"
    )
    other = program("POST", "files/org/institutions", file + b"\n", kind="text/csv", Idempotency_Key="f")

    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 409)
    assert first.json() == again.json()
    assert Batch.objects.for_system("the test's").count() == 1
