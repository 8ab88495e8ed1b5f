"""A file of institutions brought in by real processes that are killed or doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from khuevan_home import Home, database, server

ROWS = 20_000
OFFICES = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
import django; django.setup()
from datetime import UTC, date, datetime
from django.db import connection
from khuevan.access.public import system
from khuevan.org.contracts import Kind
from khuevan.org.services import found_unit
since, parent = date(2025, 7, 1), None
with connection.cursor() as cursor:
    cursor.execute("SELECT id FROM org_territory"
                   " WHERE level = 'commune' AND code = '00004' AND until IS NULL")
    place = cursor.fetchone()[0]
for kind, territory in ((Kind.MINISTRY, None), (Kind.PROVINCE, None), (Kind.COMMUNE, place)):
    parent = found_unit(kind=kind, name=kind, since=since, parent=parent, territory=territory,
                        actor=system("test"), at=datetime(2026, 9, 5, tzinfo=UTC)).id
"""
RESUME = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
import django; django.setup()
from khuevan.intake.tasks import resume
resume(0)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An installation of its own, with one commune and its offices."""
    folder = tmp_path_factory.mktemp("site")
    home = Home(folder)
    subprocess.run(
        [Path(sys.executable).with_name("khuevan"), "migrate"],
        env=around(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [Path(sys.executable).with_name("khuevan"), "org", "load-territory"],
        env=around(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    script(folder, OFFICES)
    yield folder
    server.stop(home)


@pytest.fixture
def empty(site):
    """No institutions and no batches in it."""
    with owner(site) as connection:
        connection.execute("DELETE FROM org_unitcode")
        connection.execute(
            "DELETE FROM org_unitversion WHERE unit_id IN (SELECT id FROM org_unit WHERE kind = 'primary')"
        )
        connection.execute("DELETE FROM org_unit WHERE kind = 'primary'")
        connection.execute("DELETE FROM intake_batch")
    return site


def around(folder):
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "KHUEVAN_HOME"}}
    return kept | {"KHUEVAN_HOME": str(folder)}


def owner(folder):
    return database.resolve(Home(folder)).owner.connect()


def script(folder, text):
    subprocess.run([sys.executable, "-c", text], env=around(folder), check=True)


def file_of(folder, name="x.csv", rows=ROWS):
    """Institutions in a file, enough that their import can be met on its way."""
    file = folder / name
    lines = (f"{n:08},Trường Tiểu học số {n},primary,00004,1,2026-09-01,x" for n in range(rows))
    file.write_text("code,name,kind,commune,ownership,since,primary\n" + "\n".join(lines))
    return file


def start(folder, file):
    command = [Path(sys.executable).with_name("khuevan"), "intake", "run", "org.institutions", file, "--json"]
    return subprocess.Popen(
        command, env=around(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process):
    said, _ = process.communicate(timeout=120)
    return json.loads(said.splitlines()[-1])


def standing(folder):
    """How many institutions, versions and codes there are."""
    with owner(folder) as connection:
        return connection.execute(
            "SELECT (SELECT count(*) FROM org_unit WHERE kind = 'primary'),"
            " (SELECT count(*) FROM org_unitversion v JOIN org_unit u ON u.id = v.unit_id"
            " WHERE u.kind = 'primary'),"
            " (SELECT count(*) FROM org_unitcode)"
        ).fetchone()


def phases(folder):
    with owner(folder) as connection:
        return [
            phase for (phase,) in connection.execute("SELECT phase FROM intake_batch ORDER BY id").fetchall()
        ]


def wait_until_running(folder, process, batches):
    """Until the process has begun its own batch, the one after those that there were; it has not ended."""
    with owner(folder) as connection:
        connection.autocommit = True
        begun = (
            "SELECT FROM intake_batch WHERE phase = 'running' AND id = (SELECT max(id) FROM intake_batch)"
            " AND (SELECT count(*) FROM intake_batch) > %s"
        )
        while not connection.execute(begun, [batches]).rowcount:
            assert process.poll() is None, "the import ended before it was seen running"
            time.sleep(0.005)


def test_a_killed_import_leaves_nothing_and_the_next_ends_the_same(empty):
    file = file_of(empty, rows=4 * ROWS)
    for batches, moment in enumerate((0.0, 0.2, 0.5)):
        process = start(empty, file)
        wait_until_running(empty, process, batches)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert standing(empty) in {(0, 0, 0), (4 * ROWS,) * 3}

    script(empty, RESUME)

    assert standing(empty) == (4 * ROWS,) * 3
    assert sorted(phases(empty)) == ["done", "known", "known"]
    assert ended(start(empty, file))["phase"] == "known"
    assert list((Home(empty).files / "intake" / "uploads").glob(".draft-*")) == []


def test_of_two_processes_with_one_file_one_merges_and_the_other_says_it_is_known(empty):
    file = file_of(empty)

    answers = sorted(
        (ended(one) for one in [start(empty, file), start(empty, file)]), key=lambda one: one["phase"]
    )

    assert [(one["phase"], one["inserted"]) for one in answers] == [("done", ROWS), ("known", 0)]
    assert standing(empty) == (ROWS, ROWS, ROWS)
