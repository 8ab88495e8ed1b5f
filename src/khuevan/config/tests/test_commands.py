"""The command line of an installation, run as people run it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khuevan_home import Home, server

KHUEVAN = [sys.executable, "-m", "khuevan.config.cli"]


@pytest.fixture
def home() -> Iterator[Home]:
    base = Path(tempfile.mkdtemp(prefix="khuevan-home-", dir="/var/tmp"))
    base.chmod(0o755)
    yield Home(base)
    server.stop(Home(base))
    shutil.rmtree(base)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Home, **more: str) -> dict[str, str]:
    left_out = {"DATABASE_URL", "DATABASE_APP_URL", "KHUEVAN_DEMO", "KHUEVAN_PG_BIN", "KHUEVAN_PORT"}
    return (
        {k: v for k, v in os.environ.items() if k not in left_out} | {"KHUEVAN_HOME": str(home.root)} | more
    )


def run(home: Home, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KHUEVAN, *words], env=environment(home, **more), capture_output=True, text=True)


def doctor(home: Home, **more: str) -> tuple[int, dict[str, dict[str, str]]]:
    said = run(home, "doctor", "--json", **more)
    told = json.loads(said.stdout.splitlines()[-1])
    assert told["good"] is (said.returncode == 0)
    return said.returncode, {one["check"]: one for one in told["checks"]}


def test_help_explains_itself_without_a_database(home):
    said = run(home, "--help", DATABASE_URL="postgresql://nobody:x@127.0.0.1:1/none")
    assert said.returncode == 0
    for word in ["KHUEVAN_HOME", "doctor", "nation", "Bring the database to this version."]:
        assert word in said.stdout


def test_the_doctor_goes_from_what_is_missing_to_nothing_wrong(home, port):
    code, checks = doctor(home, KHUEVAN_PORT=str(port))
    assert (code, checks["migrations"]["state"]) == (1, "bad")
    assert checks["migrations"]["remedy_en"] == "Run `khuevan migrate`."
    assert run(home, "migrate").returncode == 0
    code, checks = doctor(home, KHUEVAN_PORT=str(port))
    assert code == 0
    assert {name for name, one in checks.items() if one["state"] == "warn"} <= {"worker", "disk"}
    assert checks["rows"]["en"] == "Row-level security is in force."
    (home.root / "secrets.json").chmod(0o644)
    code, checks = doctor(home, KHUEVAN_PORT=str(port))
    assert (code, checks["keys"]["state"]) == (1, "bad")
    assert checks["keys"]["remedy_en"].startswith("chmod go= ")


def test_the_doctor_speaks_where_the_database_is_of_another_version(home):
    home.database.mkdir()
    (home.database / "PG_VERSION").write_text("14\n")
    code, checks = doctor(home)
    assert (code, checks["database"]["state"]) == (1, "bad")
    assert "was made by PostgreSQL 14" in checks["database"]["en"]


def test_the_doctor_speaks_where_the_database_cannot_be_reached(home):
    code, checks = doctor(home, DATABASE_URL="postgresql://someone:canary@127.0.0.1:1/country")
    assert (code, checks["database"]["state"]) == (1, "bad")
    assert "127.0.0.1:1" in checks["database"]["en"]
    assert "canary" not in json.dumps(checks)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_refused_before_anything_is_made(home, command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        said = run(home, command, KHUEVAN_PORT=number)
    assert said.returncode == 1
    assert f"Port {number} cannot be opened" in said.stderr
    assert "Traceback" not in said.stderr
    assert not home.database.exists()


def test_what_is_no_port_is_told_without_a_traceback(home):
    said = run(home, "serve", KHUEVAN_PORT="eighty")
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert "KHUEVAN_PORT is “eighty”" in said.stderr


def test_serving_mends_what_dies_and_leaves_nothing_behind(home, port):
    assert run(home, "migrate").returncode == 0
    where = environment(home, KHUEVAN_PORT=str(port))
    serving = subprocess.Popen([*KHUEVAN, "serve"], env=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        until(lambda: len(children(serving.pid)) == 2 and answers(port))
        site, worker = sorted(children(serving.pid))
        os.kill(worker, signal.SIGKILL)
        os.kill(site, signal.SIGKILL)
        until(lambda: len({*children(serving.pid)} - {site, worker}) == 2 and answers(port))
        groups = children(serving.pid)
        killed = postmaster(home)
        os.kill(killed, signal.SIGKILL)
        until(lambda: postmaster(home) != killed and serves(port))
    finally:
        serving.terminate()
        serving.communicate()
    assert serving.returncode == 0
    assert [one for one in groups if group_lives(one)] == []
    assert not answers(port)


def test_a_database_that_dies_under_a_command_is_told_without_a_traceback(home):
    assert run(home, "migrate").returncode == 0
    words = [*KHUEVAN, "nation", "build", "--scale", "0.01"]
    building = subprocess.Popen(words, env=environment(home), stderr=subprocess.PIPE, text=True)
    with server.connect(home, server.ensure_running(home), "khuevan") as watching:
        asked = "SELECT FROM nation_build WHERE state = 'loading'"
        until(lambda: watching.execute(asked).fetchone() is not None)
    os.kill(postmaster(home), signal.SIGKILL)
    _, said = building.communicate()
    assert (building.returncode, "Traceback" in said) == (1, False), said
    assert "run this again" in said


def until(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError("it never came to hold")


def children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def postmaster(home: Home) -> int:
    return int((home.database / "postmaster.pid").read_text().split("\n")[0])


def serves(port: int) -> bool:
    """Whether a page that asks the database is given."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/exams", timeout=20) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
