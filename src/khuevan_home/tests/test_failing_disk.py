"""A disk that fails under the database: nothing acknowledged is lost, nothing is half-done, it comes back."""

import os
import shutil
import subprocess
import time

import psycopg
import pytest

from khuevan_home import Home, server

pytestmark = pytest.mark.skipif(
    not shutil.which("strace") or os.geteuid() != 0, reason="needs strace, as root: apt-get install strace"
)


@pytest.mark.parametrize("fault", ["fdatasync:error=EIO:when=6+", "pwrite64:error=ENOSPC:when=30+"])
def test_what_was_acknowledged_outlives_a_failing_disk(tmp_path, fault):
    home = Home(tmp_path)
    port = server.ensure_running(home)
    with server.connect(home, port) as connection:
        connection.execute("CREATE TABLE kept (id int PRIMARY KEY, filling text)")
    postmaster = (home.database / "postmaster.pid").read_text().split()[0]
    calls = "trace=" + fault.split(":")[0]
    log = tmp_path / "strace"
    spoiling = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", log, "-e", calls, "-e", f"inject={fault}", "-p", postmaster]
    )
    try:
        acknowledged = writes_until_refused(home, port)
    finally:
        spoiling.terminate()
        spoiling.wait(30)

    with server.connect(home, server.ensure_running(home)) as connection:
        kept = {number for (number,) in connection.execute("SELECT id FROM kept")}
    server.stop(home)
    assert "INJECTED" in log.read_text()
    assert set(range(acknowledged)) <= kept <= set(range(acknowledged + 1))


def writes_until_refused(home, port):
    time.sleep(1)  # until strace has taken hold
    done = 0
    try:
        with server.connect(home, port) as connection:
            while done < 20_000:
                connection.execute("INSERT INTO kept VALUES (%s, repeat('x', 2000))", [done])
                done += 1
    except psycopg.Error:
        return done
    raise AssertionError("the disk never failed")
