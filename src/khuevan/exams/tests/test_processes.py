"""The command as an operator runs it, in a home of its own: killed in mid-load, and twice at once.

A lock on the counts holds a load where its results are written and not committed, until the test lets it go.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from khuevan_home import Home, database, server

KHUEVAN = str(Path(sys.executable).parent / "khuevan")
CONTENT = "SBD,Toan\n" + "".join(f"01{n:06d},{n % 10}\n" for n in range(1, 201))
STANDING = """SELECT (SELECT count(*) FROM exams_result), (SELECT count(*) FROM exams_tally),
(SELECT count(*) FROM exams_load), (SELECT count(*) FROM journal_entry 
WHERE event = 'exams.results_loaded')"""
WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
BUSY = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()"""
LONGEST = 60  # seconds, for a process to come to where it waits


class Place:
    """A home with a migrated database and a small file of results."""

    def __init__(self, root):
        self.home = Home(root / "home")
        self.file = root / "results.csv"
        self.file.write_text(CONTENT)
        own = {"KHUEVAN_HOME": str(self.home.root), "PATH": os.environ["PATH"]}
        self.environment = own | {k: v for k, v in os.environ.items() if k in {"LANG", "KHUEVAN_PG_BIN"}}

    def load(self, year):
        words = [KHUEVAN, "exams", "load-results", str(self.file), "--year", str(year), "--json"]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, text=True)

    def connect(self):
        return database.resolve(self.home).owner.connect()

    def ask(self, query):
        with self.connect() as connection:
            return connection.execute(query).fetchone()

    def wait_for(self, query, count):
        until = time.monotonic() + LONGEST
        while self.ask(query)[0] != count:
            assert time.monotonic() < until, f"not {count}: {query}"
            time.sleep(0.05)

    @contextmanager
    def held(self):
        """No load comes further than its counts while this lasts."""
        with self.connect() as connection, connection.transaction():
            connection.execute("LOCK TABLE exams_tally IN ACCESS EXCLUSIVE MODE")
            yield


def told(process):
    return json.loads(process.communicate(timeout=LONGEST)[0].splitlines()[-1])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    root = tmp_path_factory.mktemp("exams")
    root.chmod(0o755)
    place = Place(root)
    kept = {name: os.environ.pop(name) for name in ("DATABASE_URL", "DATABASE_APP_URL") if name in os.environ}
    subprocess.run([KHUEVAN, "migrate"], env=place.environment, check=True, capture_output=True)
    yield place
    server.stop(place.home)
    os.environ.update(kept)


def test_a_load_killed_in_the_middle_leaves_nothing_and_the_next_one_loads(place):
    with place.held():
        killed = place.load(2021)
        place.wait_for(WAITING, 1)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
        killed.stdout.close()
    place.wait_for(BUSY, 0)

    assert place.ask(STANDING) == (0, 0, 0, 0)
    assert told(place.load(2021))["status"] == "loaded"
    assert place.ask(STANDING) == (200, 10, 1, 1)


def test_of_two_loads_of_a_file_at_once_one_loads_and_the_other_says_it_is_in(place):
    with place.held():
        both = [place.load(2022), place.load(2022)]
        place.wait_for(WAITING, 2)

    assert sorted(told(one)["status"] for one in both) == ["known", "loaded"]
    assert place.ask(STANDING) == (400, 20, 2, 2)
