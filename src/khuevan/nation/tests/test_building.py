"""The command as an operator runs it, in a home of its own: its server, its tables, a kill in the middle."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from khuevan_home import Home, database, server
from khuevan_nation.country import Country
from khuevan_nation.tests.small import digest, small_map

SCALE = "0.0005"
STRUCTURE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3
"""
COUNTS = """
SELECT (SELECT count(*) FROM org_unit), (SELECT count(*) FROM people_person),
       (SELECT count(*) FROM schooling_enrolment), (SELECT count(*) FROM schooling_yearresult),
       (SELECT count(*) FROM higher_study), (SELECT count(*) FROM people_guardian)
"""


class Place:
    """A home with a migrated database and a small map in it."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        own = {"KHUEVAN_HOME": str(root), "PATH": os.environ["PATH"]}
        self.environment = own | {k: v for k, v in os.environ.items() if k in {"LANG", "KHUEVAN_PG_BIN"}}

    def command(self, *words: str) -> list[str]:
        return [str(Path(sys.executable).parent / "khuevan"), *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True)

    def built(self, *words: str) -> dict[str, object]:
        done = self.run("nation", "build", "--seed", "7", "--json", *words)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def ask(self, query: str, *given: object) -> list[tuple[object, ...]]:
        with database.resolve(self.home).owner.connect() as connection:
            cursor = connection.execute(query.encode(), given or None)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("nation") / "home")
    os.chmod(place.home.root.parent, 0o755)
    kept = {name: os.environ.pop(name) for name in ("DATABASE_URL", "DATABASE_APP_URL") if name in os.environ}
    migrated = place.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    place.ask("TRUNCATE org_territory CASCADE")
    place.ask("TRUNCATE org_territory CASCADE")  # a small map builds fast; migrating has loaded the whole one
    put = "INSERT INTO org_territory (level, code, name, full_name, kind, name_en, since, parent_id) "
    for code in sorted(set(small_map()["province"])):
        place.ask(put + "VALUES ('province', %s, %s, '', 'Tỉnh', '', '2025-07-01', NULL)", code, code)
    for row in small_map().iter_rows():
        above = "(SELECT id FROM org_territory WHERE level = 'province' AND code = %s)"
        values = f"VALUES ('commune', %s, %s, '', %s, '', '2025-07-01', {above})"
        place.ask(put + values, row[0], row[2], row[3], row[1])
    yield place
    server.stop(place.home)
    os.environ.update(kept)


@pytest.fixture(scope="module")
def bare(place):
    """What stands before anything is built."""
    return place.ask(STRUCTURE)


@pytest.fixture(scope="module")
def country(place, bare):
    return place.built("--scale", SCALE)


def test_the_command_says_the_digest_of_what_the_generator_makes(country):
    assert country["digest"] == digest(Country(float(SCALE), 7, small_map()))


def test_the_tables_hold_what_was_generated(place, country):
    counts = country["counts"]
    names = ("units", "persons", "enrolments", "results", "studies", "guardians")

    assert place.ask(COUNTS) == [tuple(counts[name] for name in names)]


def test_the_demos_persons_are_made_again_without_a_change(place, country):
    made = "SELECT count(*), max(id) FROM assessment_assignment"
    place.environment["KHUEVAN_DEMO"] = "1"
    first = place.run("nation", "demo", "--json")
    stood = place.ask(made)
    again = place.run("nation", "demo", "--json")
    del place.environment["KHUEVAN_DEMO"]

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert again.stdout == first.stdout
    assert stood[0][0] > 0
    assert place.ask(made) == stood


def test_keys_indexes_and_constraints_stand_as_before_and_hold(place, bare, country):
    years = ("_2025", "_2026")
    after = [row for row in place.ask(STRUCTURE) if not any(year in str(row[:2]) for year in years)]

    assert after == bare
    half_made = place.ask("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
    assert half_made == []  # an index of a partitioned table is valid when every partition has its own
    assert place.ask("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def test_new_rows_are_numbered_after_the_countrys(place, country):
    [(following,)] = place.ask("SELECT nextval(pg_get_serial_sequence('people_person', 'id'))")

    assert following == country["counts"]["persons"] + 1


def test_the_truth_lies_beside_the_register(country):
    truth = pl.read_parquet(str(country["truth"]))

    assert truth.height == country["counts"]["truth"]
    assert truth.columns == ["kind", "person_a", "person_b", "field", "right_value"]


def test_one_journal_entry_says_that_the_country_is_synthetic(place, country):
    [(body,)] = place.ask("SELECT body FROM journal_entry WHERE event = 'nation.country-built'")

    assert json.loads(str(body))["facts"]["digest"] == country["digest"]


def test_a_country_that_stands_is_not_built_over_unasked(place, country):
    before = place.ask(COUNTS)
    refused = place.run("nation", "build", "--scale", SCALE)

    assert refused.returncode == 1
    assert "--replace" in refused.stderr and "Traceback" not in refused.stderr
    assert place.ask(COUNTS) == before


def test_a_scale_that_no_country_has_is_refused(place, country):
    assert place.run("nation", "build", "--scale", "2").returncode == 1


def test_a_seed_that_draws_nothing_is_refused_before_anything_is_erased(place, country):
    before = place.ask(COUNTS)

    refused = place.run("nation", "build", "--scale", SCALE, "--seed", "-1", "--replace")

    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert place.ask(COUNTS) == before


def test_a_register_of_real_records_is_never_emptied(place, country):
    place.ask("UPDATE nation_build SET state = 'done'")
    [kept] = place.ask("SELECT to_jsonb(b)::text FROM nation_build b")
    place.ask("DELETE FROM nation_build")
    before = place.ask(COUNTS)

    refused = place.run("nation", "build", "--scale", SCALE, "--replace")

    put_back = "INSERT INTO nation_build SELECT * FROM jsonb_populate_record(NULL::nation_build, %s::jsonb)"
    place.ask(put_back, *kept)
    assert refused.returncode == 1
    assert "KHUEVAN_HOME" in refused.stderr
    assert place.ask(COUNTS) == before


def test_two_builds_at_once_stand_in_line(place, bare, country):
    words = ["nation", "build", "--scale", SCALE, "--replace", "--json", "--seed"]
    both = [
        subprocess.Popen(
            place.command(*words, seed), env=place.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for seed in ("8", "9")
    ]  # fmt: skip
    said = [running.communicate() for running in both]

    assert [running.returncode for running in both] == [0, 0], said
    [(standing,)] = place.ask("SELECT digest FROM nation_build WHERE state = 'done'")
    [last] = [built for out, _ in said if (built := json.loads(out.splitlines()[-1]))["digest"] == standing]
    test_the_tables_hold_what_was_generated(place, last)
    test_keys_indexes_and_constraints_stand_as_before_and_hold(place, bare, last)


def test_what_a_killed_run_left_is_found_and_built_anew(place, bare, country):
    running = subprocess.Popen(
        place.command("nation", "build", "--scale", "0.02", "--replace"), env=place.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while place.ask("SELECT state FROM nation_build") != [("loading",)]:
        assert running.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    running.kill()
    running.wait()
    assert place.ask("SELECT state FROM nation_build") == [("loading",)]

    again = place.built("--scale", SCALE)

    assert again["digest"] == country["digest"]
    test_the_tables_hold_what_was_generated(place, again)
    test_keys_indexes_and_constraints_stand_as_before_and_hold(place, bare, again)
