"""What we send: ids that are never used again, versions that only rise, and nothing twice."""

import json
from dataclasses import dataclass
from typing import ClassVar

import pytest
from click.testing import CliRunner

from khuevan.access.contracts import Role
from khuevan.access.public import system
from khuevan.exchange import rules, services
from khuevan.exchange.commands import exchange
from khuevan.exchange.models import Key
from khuevan.exchange.tests.conftest import Program
from khuevan.exchange.tests.test_feed import commit, run, unit_of
from khuevan.exchange.tests.test_interface import AT, SCHOOL, schools
from khuevan.intake.public import UnknownImportable
from khuevan.journal.public import record
from khuevan_kernel.event import Event

ME = system("test")


@dataclass(frozen=True, slots=True)
class CountryBuilt(Event):
    """As the room that builds it says it."""

    name: ClassVar[str] = "nation.country-built"


def ready(now):
    commit()
    turn = services.ready_records(name="org.institutions", actor=ME, at=now)
    return turn.new, turn.changed, turn.cancelled


def sent(tmp_path, since=0):
    out = tmp_path / "records.jsonl"
    asked = ["--resource", "org.institutions", "--since", str(since), "--out", str(out), "--json"]
    said = CliRunner().invoke(exchange, ["envelope", *asked])
    assert said.exit_code == 0, said.output
    records = [json.loads(line) for line in out.read_text().splitlines()]
    return records, json.loads(said.output.splitlines()[-1])


def told(records):
    return [(one["idbanghi"].rpartition(":")[2], one["sukien"], one["phienban"]) for one in records]


def test_every_row_is_new_once(program, now):
    program("POST", "org/institutions", schools(1, 2))

    assert ready(now) == (2, 0, 0)
    assert ready(now) == (0, 0, 0)


def test_a_change_raises_the_version_and_a_row_that_is_gone_is_cancelled(program, now, tmp_path):
    program("PUT", AT, SCHOOL)
    commit()
    first, said = sent(tmp_path)
    program("PUT", AT, SCHOOL | {"name": "Tên Mới", "since": "2026-09-02"})
    commit()
    second, said = sent(tmp_path, said["next"])
    run(f"UPDATE org_unit SET until = '2026-11-01' WHERE id = {unit_of('00123')}")
    commit()
    third, said = sent(tmp_path, said["next"])
    nothing, _ = sent(tmp_path, said["next"])

    [(number, *_)] = told(first)
    assert [told(one) for one in (first, second, third, nothing)] == [
        [(number, "NEW", 1)], [(number, "UPdate", 2)], [(number, "CANCEL", 3)], [],
    ]  # fmt: skip
    assert second[0]["name"] == "Tên Mới"
    assert "name" not in third[0]


def test_an_id_is_never_used_for_another_row(program, now, tmp_path):
    program("PUT", AT, SCHOOL)
    ready(now)
    run(f"UPDATE org_unit SET until = '2026-11-01' WHERE id = {unit_of('00123')}")
    ready(now)
    run(f"UPDATE org_unit SET until = NULL WHERE id = {unit_of('00123')}")
    commit()
    records, _ = sent(tmp_path)

    assert [kind for _, kind, _ in told(records)] == ["CANCEL", "NEW"]
    assert len({number for number, _, _ in told(records)}) == 2


def test_a_record_keeps_its_id_through_a_new_code(program, now, tmp_path):
    program("PUT", AT, SCHOOL)
    ready(now)
    run("UPDATE org_unitcode SET until = '2026-11-01' WHERE code = '00123'")
    run(
        "INSERT INTO org_unitcode (unit_id, issuer, code, since)"
        f" VALUES ({unit_of('00123')}, 'moet', '00999', '2026-11-01')"
    )

    assert ready(now) == (0, 1, 0)
    [one], _ = sent(tmp_path)
    assert (one["code"], one["sukien"], one["phienban"]) == ("00999", "UPdate", 2)


def test_after_a_gap_in_the_feed_every_row_is_looked_at(program, now):
    program("POST", "org/institutions", schools(1, 2))
    ready(now)
    run(f"UPDATE org_unit SET until = '2026-11-01' WHERE id = {unit_of('00002')}")
    commit()
    run("UPDATE exchange_commit SET whole = true")

    assert ready(now) == (0, 0, 1)


def test_what_has_no_way_out_is_refused(now, db):
    with pytest.raises(UnknownImportable):
        services.ready_records(name="no.such", actor=ME, at=now)


def test_a_sandbox_is_of_a_synthetic_country_alone(tree, now):
    with pytest.raises(rules.NotSynthetic):
        services.open_sandbox(role=Role.PROVINCE, days=1, actor=ME, at=now)
    assert not Key.objects.for_system("the test's").exists()


def test_sandbox_keys_act_in_the_synthetic_country_at_their_own_rate_until_it_is_emptied(tree, now):
    record(CountryBuilt("nation"), actor=ME, at=now)
    given = services.open_sandbox(role=Role.PROVINCE, days=1, actor=ME, at=now)
    trying = Program(given.token)

    assert trying("GET", "me").json()["purpose"] == "thử nghiệm"
    assert Key.objects.for_system("the test's").get().rate == rules.SANDBOX_RATE
    assert services.end_sandbox(actor=ME, at=now) == 1
    assert trying("GET", "me").status_code == 401
