"""Programs read and write the registers by a key: within its reach, by the checks of a file, without half."""

import re

import pytest
from django.test import Client

from khuevan.exchange import services
from khuevan.exchange.tests.conftest import Program
from khuevan.intake.dispatch import run_now
from khuevan.intake.models import Batch
from khuevan.journal.public import entries_of

SCHOOL = {
    "code": "00123", "name": "Trường Tiểu học Trần Phú", "kind": "primary", "commune": "00004",
    "ownership": "1", "since": "2026-09-01", "primary": True,
}  # fmt: skip
AT = "org/institutions/00123"


def codes(answer):
    return [row["code"] for row in answer.json()["items"]]


def schools(*numbers):
    return {"items": [SCHOOL | {"code": f"{number:05}", "name": f"Trường {number}"} for number in numbers]}


def test_a_row_is_made_by_its_key_and_read_again(program):
    made = program("PUT", AT, SCHOOL)
    read = program("GET", AT)

    assert (made.status_code, read.status_code) == (201, 200)
    assert read.json().items() >= SCHOOL.items()
    assert made.headers["ETag"] == read.headers["ETag"]


def test_sending_a_row_again_changes_nothing(program):
    program("PUT", AT, SCHOOL)
    again = program("PUT", AT, SCHOOL)

    assert again.status_code == 200
    batches = [str(row) for row in Batch.objects.for_system("the test's")]
    told = [entry.facts for entry in entries_of(batches, "intake.batch_merged")]
    assert sorted((facts["inserted"], facts["unchanged"]) for facts in told) == [(0, 1), (1, 0)]


def test_a_row_that_somebody_changed_is_not_overwritten(program):
    read = program("PUT", AT, SCHOOL)
    program("PUT", AT, SCHOOL | {"name": "Trường Khác", "since": "2026-09-02"})

    late = program("PUT", AT, SCHOOL | {"since": "2026-09-03"}, If_Match=read.headers["ETag"])

    assert (late.status_code, late.json()["code"]) == (412, "exchange.changed-since")
    assert program("GET", AT).json()["name"] == "Trường Khác"


def test_only_new_means_only_new(program):
    assert program("PUT", AT, SCHOOL, If_None_Match="*").status_code == 201
    assert program("PUT", AT, SCHOOL, If_None_Match="*").status_code == 412


def test_what_is_put_bears_the_key_of_its_address(program):
    answer = program("PUT", "org/institutions/00999", SCHOOL)

    assert (answer.status_code, answer.json()["code"]) == (422, "exchange.keys-differ")
    assert not Batch.objects.for_system("the test's").exists()


def test_rows_go_in_together_or_not_at_all(program):
    wrong = schools(1, 2)
    wrong["items"][1]["commune"] = "00008"

    refused = program("POST", "org/institutions", wrong)

    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("items.1.commune", "KV-O-0002")]
    assert codes(program("GET", "org/institutions")) == []
    assert program("POST", "org/institutions", schools(1, 2)).json() == {
        "inserted": 2, "updated": 0, "unchanged": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [("kind", "castle", "kind"), ("primary", "yes", "primary"), ("hue", "red", "hue"), ("code", "", "code")],
)
def test_a_wrong_shape_is_told_with_its_place_and_never_with_its_value(program, field, value, place):
    refused = program("PUT", AT, SCHOOL | {field: value})

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [place]
    assert not value or value not in refused.content.decode()


def test_a_list_is_read_page_by_page_without_gap_or_double(program):
    program("POST", "org/institutions", schools(*range(1, 8)))
    found, after = [], ""
    while after is not None:
        page = program("GET", f"org/institutions?limit=3&after={after}")
        found += codes(page)
        after = page.json()["next"]

    assert found == [f"{number:05}" for number in range(1, 8)]


def test_the_parts_of_a_list_are_the_list(program):
    program("POST", "org/institutions", schools(*range(1, 30)))
    begin = program("GET", "partitions/org/institutions?number=4").json()["partitions"]
    parts = [codes(program("GET", f"org/institutions?after={after}")) for after in begin]

    assert sum(parts, []) == [f"{number:05}" for number in range(1, 30)]
    assert [len(part) for part in parts] == [8, 7, 7, 7]


@pytest.mark.parametrize(
    "asked",
    ["after=xyz", "after=W10", "limit=0", "limit=1001", "fields=red"],
)
def test_a_list_refuses_what_it_cannot_mean(program, asked):
    assert program("GET", f"org/institutions?{asked}").status_code == 422


def test_a_program_may_choose_its_columns(program):
    program("PUT", AT, SCHOOL)

    page = program("GET", "org/institutions?fields=name")

    assert page.json()["items"] == [{"code": "00123", "name": SCHOOL["name"]}]


def test_what_lies_outside_the_reach_is_not_there(program, key):
    program("PUT", AT, SCHOOL)
    other = Program(key("second")[1])

    assert other("GET", AT).status_code == other("GET", "org/institutions/77777").status_code == 404
    assert codes(other("GET", "org/institutions")) == []
    refused = other("PUT", AT, SCHOOL | {"commune": "00008"})
    assert [e["code"] for e in refused.json()["errors"]] == ["KV-O-0003"]


def test_the_first_answer_is_given_again_and_another_body_is_refused(program):
    first = program("POST", "org/institutions", schools(1), Idempotency_Key="a")
    again = program("POST", "org/institutions", schools(1), Idempotency_Key="a")
    other = program("POST", "org/institutions", schools(2), Idempotency_Key="a")

    assert first.json() == again.json() == {"inserted": 1, "updated": 0, "unchanged": 0}
    assert other.status_code == 409
    assert codes(program("GET", "org/institutions")) == ["00001"]


def test_a_file_is_read_by_a_job(program, monkeypatch):
    waiting: list[int] = []
    monkeypatch.setattr("khuevan.exchange.api.resources.intake.run_later", waiting.append)
    content = (
        "code,name,kind,commune,ownership,since,primary\n"
        "1001,A B,primary,00004,1,2026-09-01,x\n"
        "1002,C,castle,,,,\n"
    )
    taken = program("POST", "files/org/institutions?mode=rows", content.encode(), kind="text/csv")
    at = taken.headers["Location"].removeprefix("/api/v1/")
    assert (taken.status_code, taken.json()["phase"]) == (202, "waiting")

    run_now(waiting[0], Batch.objects.for_system("the test's").get().created_at)

    job = program("GET", at).json()
    assert (job["phase"], job["accepted"], job["refused"]) == ("done", 1, 1)
    assert ("rows.3.kind", "KV-I-0305") in [(e["path"], e["code"]) for e in job["errors"]]
    assert codes(program("GET", "org/institutions")) == ["1001"]


def test_a_file_longer_than_what_is_held_in_memory_counts_once(program, monkeypatch, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    waiting: list[int] = []
    monkeypatch.setattr("khuevan.exchange.api.resources.intake.run_later", waiting.append)
    head = b"code,name,kind,commune,ownership,since,primary\n"
    content = head + b"1001,A,primary,00004,1,2026-09-01,x\n" * 50

    def hand_in(content, **more):
        return program("POST", "files/org/institutions", content, kind="text/csv", **more)

    first, again, other = (hand_in(one, Idempotency_Key="a") for one in (content, content, content + b"\n"))

    assert [one.status_code for one in (first, again, other)] == [202, 202, 409]
    assert first.json() == again.json()
    assert len(waiting) == Batch.objects.for_system("the test's").count() == 1
    assert Batch.objects.for_system("the test's").get().size == len(content)
    long = program("POST", "org/institutions", schools(*range(50)), Idempotency_Key="b")
    assert (long.status_code, long.json()["code"]) == (413, "exchange.too-large")


@pytest.mark.parametrize("token", ["", "kv_wrong", "x" * 5000])
def test_without_a_key_there_is_nothing(tree, token):
    answer = Program(token)("GET", "me")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "exchange.key-missing"


def test_a_session_opens_nothing_here(officers):
    client = Client()
    client.login(username="first", password="một mật khẩu đủ dài 7")

    assert client.get("/api/v1/me").status_code == 401


def test_no_operation_is_open_to_a_session_or_to_nobody(officers):
    signed_in = Client()
    signed_in.login(username="first", password="một mật khẩu đủ dài 7")
    described = Client().get("/api/v1/openapi.json").json()["paths"]
    asked = [
        client.generic(method, re.sub(r"{\w+}", "x", path)).status_code
        for path in described
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        for client in (signed_in, Client())
    ]

    assert {*asked} == {401, 405}
    assert asked.count(401) == 2 * sum(len(said) for said in described.values())


def test_a_key_opens_no_page(program):
    answer = Client().get("/my-work", headers={"Authorization": f"Bearer {program.token}"})

    assert answer.status_code == 302


def test_an_ended_key_opens_nothing(key, officers, now):
    facts, token = key()
    assert Program(token)("GET", "me").status_code == 200

    services.end_key(reference=facts.ref, actor=officers["first"], at=now)

    assert Program(token)("GET", "me").status_code == 401


def test_the_description_of_the_interface_is_public_and_names_every_resource(db):
    described = Client().get("/api/v1/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert {"get", "put"} <= described["paths"]["/api/v1/org/institutions/{code}"].keys()
    assert described["components"]["schemas"]["OrgInstitutions"]["required"] == [
        "code", "name", "kind", "commune", "ownership", "since",
    ]  # fmt: skip


def test_an_unknown_address_answers_in_the_interface_s_own_way(program):
    answer = program("GET", "nothing/here")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
