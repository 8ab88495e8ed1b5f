"""What changed is followed: in the order of commits, with deletions and new keys, within the reach."""

import pytest
from django.db import connection

from khuevan.exchange.tests.conftest import Program
from khuevan.exchange.tests.test_interface import AT, SCHOOL, schools

CHANGES = "changes/org/institutions"


def commit():
    """What the end of a transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def begin(program):
    commit()
    return program("GET", CHANGES).json()["next"]


def told(program, since, **more):
    commit()
    asked = "&".join([f"since={since}", *(f"{name}={value}" for name, value in more.items())])
    said = program("GET", f"{CHANGES}?{asked}")
    assert said.status_code == 200, said.json()
    return said.json()


def unit_of(code):
    return f"(SELECT unit_id FROM org_unitcode WHERE code = '{code}')"


def run(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_whoever_begins_is_told_where_the_feed_stands_and_nothing_else(program):
    program("PUT", AT, SCHOOL)
    said = told(program, "")

    assert said["items"] == []
    assert said["next"] == said["newest"]


def test_rows_that_came_in_are_told_once_as_they_are_now(program):
    since = begin(program)
    program("POST", "org/institutions", schools(1, 2))
    said = told(program, since)

    assert [(one["change"], one["key"]["code"], one["row"]["name"]) for one in said["items"]] == [
        ("upsert", "00001", "Trường 1"), ("upsert", "00002", "Trường 2"),
    ]  # fmt: skip
    assert told(program, said["next"])["items"] == []


def test_a_change_told_page_by_page_is_the_whole_change(program):
    since, found = begin(program), []
    program("POST", "org/institutions", schools(*range(1, 10)))
    newest = told(program, "")["newest"]
    while since != newest:
        said = told(program, since, limit=2)
        found += [one["key"]["code"] for one in said["items"]]
        since = said["next"]

    assert sorted({*found}) == [f"{number:05}" for number in range(1, 10)]


def test_a_row_that_left_the_register_is_told_as_deleted(program):
    program("PUT", AT, SCHOOL)
    since = begin(program)
    run(f"UPDATE org_unit SET until = '2026-11-01' WHERE id = {unit_of('00123')}")

    assert [(one["change"], one["key"]) for one in told(program, since)["items"]] == [
        ("delete", {"code": "00123"})
    ]


def test_a_new_code_is_told_with_the_old_one(program):
    program("PUT", AT, SCHOOL)
    since = begin(program)
    run("UPDATE org_unitcode SET until = '2026-11-01' WHERE code = '00123'")
    run(
        "INSERT INTO org_unitcode (unit_id, issuer, code, since)"
        f" VALUES ({unit_of('00123')}, 'moet', '00999', '2026-11-01')"
    )
    [one] = told(program, since)["items"]

    assert (one["change"], one["old_key"], one["key"]) == ("key", {"code": "00123"}, {"code": "00999"})
    assert one["row"]["name"] == SCHOOL["name"]


def test_what_happens_elsewhere_is_not_told(program, key):
    other = Program(key("second")[1])
    since = begin(program)
    program("PUT", AT, SCHOOL)

    assert told(other, since)["items"] == []


def test_a_school_that_moves_to_another_branch_asks_both_to_read_anew(program, key, tree):
    program("PUT", AT, SCHOOL)
    since = begin(program)
    run(
        f"UPDATE org_unit SET path = replace(path, %s, %s) WHERE id = {unit_of('00123')}",
        [tree["first"].path, tree["second"].path],
    )
    commit()
    both = [each("GET", f"{CHANGES}?since={since}") for each in (program, Program(key("second")[1]))]

    assert [(one.status_code, one.json()["code"]) for one in both] == [(410, "exchange.feed-too-old")] * 2


def test_what_was_loaded_without_being_told_asks_everybody_to_read_anew(program):
    since = begin(program)
    program("PUT", AT, SCHOOL)
    commit()
    run("UPDATE exchange_commit SET whole = true WHERE place > %s", [int(since)])

    assert program("GET", f"{CHANGES}?since={since}").status_code == 410


def test_a_feed_that_reaches_back_too_little_says_so_and_what_to_do(program):
    program("PUT", AT, SCHOOL)
    late = program("GET", f"{CHANGES}?since=0")

    assert late.status_code == 410
    assert "since" in late.json()["remedy"]


@pytest.mark.parametrize("since", ["x", "-1", "1.x", "1.2.3", "9" * 19, "٣"])
def test_a_place_that_the_feed_did_not_give_is_refused(program, since):
    assert program("GET", f"{CHANGES}?since={since}").json()["code"] == "exchange.since-unknown"
