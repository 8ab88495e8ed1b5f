"""The embedded database: started once by many, never lost, refused where it would have to guess."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from khuevan_home import Home, Trouble, binaries, database, server

COMMITTING = """
import sys
from pathlib import Path
from khuevan_home import Home, server
home = Home(Path(sys.argv[1]))
with server.connect(home, int(sys.argv[2])) as connection:
    for number in range(10**9):
        connection.execute("INSERT INTO kept VALUES (%s, %s)", [sys.argv[3], number])
        print(number, flush=True)
"""
STARTING = """
import sys
from pathlib import Path
from khuevan_home import Home, database
found = database.resolve(Home(Path(sys.argv[1])))
print(found.app.port, found.app.connect().execute("SELECT current_user").fetchone()[0])
"""


def postmaster(home: Home) -> int:
    return int((home.database / "postmaster.pid").read_text().split("\n")[0])


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_nothing_acknowledged_is_lost_when_everything_is_killed(home):
    port = server.ensure_running(home)
    with server.connect(home, port) as connection:
        connection.execute("CREATE TABLE kept (writer int, number int)")
    for round_ in range(3):
        writers = [run(COMMITTING, home.root, port, round_ * 10 + one) for one in range(3)]
        said = [[one.stdout.readline() for _ in range(30)] for one in writers]
        head = postmaster(home)
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        for pid in [head, *map(int, children)]:
            os.kill(pid, signal.SIGKILL)
        acknowledged = {
            (round_ * 10 + one, int(number))
            for one, writer in enumerate(writers)
            for number in [*said[one], *writer.communicate()[0].split()]
        }
        assert len(acknowledged) >= 90
        port = server.ensure_running(home)
        with server.connect(home, port) as connection:
            kept = set(connection.execute("SELECT writer, number FROM kept").fetchall())
        assert acknowledged <= kept


def test_a_killed_postmaster_whose_backends_still_work_does_not_block_the_next_start(home):
    port = server.ensure_running(home)
    busy = server.connect(home, port)
    with ThreadPoolExecutor() as threads:
        working = threads.submit(busy.execute, "SELECT count(*) FROM generate_series(1, 1000000000000)")
        time.sleep(0.5)
        os.kill(postmaster(home), signal.SIGKILL)
        assert server.ensure_running(home) == server.running_port(home)
        with pytest.raises(psycopg.OperationalError):
            working.result()


def test_a_crashed_server_comes_back_at_its_port_even_where_nobody_buries_it(home):
    server.ensure_running(home)
    server.stop(home)
    assert not server.has_crashed(home)
    server.ensure_running(home)
    pid_file = home.database / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    os.kill(int(lines[0]), signal.SIGKILL)
    unburied = subprocess.Popen(["sh", "-c", "printf postgres > /proc/$$/comm"])
    time.sleep(0.5)
    pid_file.write_text("\n".join([str(unburied.pid), *lines[1:]]))
    try:
        assert Path(f"/proc/{unburied.pid}/comm").read_text() == "postgres\n"
        assert server.has_crashed(home)
        port = int(lines[3])
        assert server.ensure_running(home) == port
        assert not server.has_crashed(home)
    finally:
        unburied.wait()


def test_a_pid_file_that_names_a_stranger_is_no_server(home):
    server.ensure_running(home)
    pid_file = home.database / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    server.stop(home)
    stranger = subprocess.Popen(
        ["sleep", "600"], user=home.database.stat().st_uid if os.geteuid() == 0 else None
    )
    try:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert server.running_port(home) is None
        assert server.stop(home) is False
        assert server.ensure_running(home) == server.running_port(home)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("left", ["", "12", "not a number\n\n\n"])
def test_a_half_written_pid_file_is_no_server(home, left):
    home.database.mkdir(parents=True)
    (home.database / "postmaster.pid").write_text(left)
    assert server.running_port(home) is None


def test_processes_that_start_at_once_share_one_server(home):
    said = [one.communicate()[0].split() for one in [run(STARTING, home.root) for _ in range(4)]]
    assert {tuple(words) for words in said} == {(str(server.running_port(home)), "khuevan_app")}


def test_two_homes_do_not_meet(make_home):
    one, other = make_home(), make_home()
    ports = {database.resolve(home).owner.port for home in (one, other)}
    assert len(ports) == 2
    assert one.secret("database.superuser") != other.secret("database.superuser")
    with pytest.raises(psycopg.OperationalError):
        server.connect(one, database.resolve(other).owner.port)
    assert server.stop(one) is True
    assert server.running_port(one) is None
    assert server.running_port(other) in ports


def test_what_a_crash_left_of_making_a_cluster_is_made_anew(home):
    draft = home.root / "database.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    assert server.ensure_running(home)
    assert not draft.exists()


def test_another_versions_data_is_refused_in_both_languages_and_left_alone(home):
    server.ensure_running(home)
    server.stop(home)
    version = home.database / "PG_VERSION"
    mine = version.read_text().strip()
    version.write_text("14\n")
    with pytest.raises(Trouble) as trouble:
        server.ensure_running(home)
    assert f"do PostgreSQL 14 tạo, còn bản cài này mang PostgreSQL {mine}" in trouble.value.vi
    assert f"was made by PostgreSQL 14, and this installation carries PostgreSQL {mine}" in trouble.value.en
    assert "KHUEVAN_PG_BIN" in trouble.value.en
    version.write_text(mine + "\n")
    assert server.ensure_running(home)


def test_lost_passwords_are_told_and_nothing_is_made_over_them(home):
    server.ensure_running(home)
    kept = home.root / "secrets.json"
    held = kept.read_text()
    kept.write_text('{"database.superuser": "another"}')
    try:
        with pytest.raises(Trouble, match=r"secrets\.json is not that of the database"):
            server.ensure_running(home)
    finally:
        kept.write_text(held)
    assert server.running_port(home)


def test_the_servers_log_holds_neither_a_statement_nor_a_value(home):
    found = database.resolve(home)
    with found.app.connect() as connection:
        for statement, values in [
            ("SELECT %s::text::int", ["Canary Thị Hoa"]),
            ("SELECT 'Canary Thị Hoa' FROM nowhere", []),
            ("DO $$ BEGIN RAISE EXCEPTION 'Canary Thị Hoa'; END $$", []),
            ("DO $$ BEGIN RAISE WARNING 'Canary Thị Hoa'; END $$", []),
        ]:
            try:
                connection.execute(statement, values or None)
            except psycopg.Error:
                continue
    log = (home.logs / "postgresql.log").read_text()
    assert "ready to accept connections" in log
    assert "Canary" not in log


def test_nothing_acknowledged_is_lost_when_the_disk_is_full(make_home):
    home = make_home()
    home.root.mkdir(parents=True)
    disk = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(home.root)]
    if os.geteuid() != 0 or subprocess.run(disk, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root alone")
    try:
        port = server.ensure_running(home)
        with server.connect(home, port) as connection:
            connection.execute("CREATE TABLE kept (number int, filler text)")
            free = os.statvfs(home.root)
            filler = home.root / "filler"
            filler.write_bytes(bytes(max(free.f_bavail * free.f_frsize - 20 * 2**20, 0)))
            acknowledged = 0
            with pytest.raises(psycopg.Error):
                for number in range(100_000):
                    connection.execute(
                        "INSERT INTO kept VALUES (%s, repeat(md5(%s::text), 500))", [number, number]
                    )
                    acknowledged = number + 1
        assert acknowledged > 10
        filler.unlink()
        print((home.logs / "postgresql.log").read_text())  # told where the test fails
        with server.connect(home, server.ensure_running(home)) as connection:
            numbers = connection.execute("SELECT number FROM kept").fetchall()
        assert {number for (number,) in numbers} >= set(range(acknowledged))
    finally:
        server.stop(home)
        subprocess.run(["umount", str(home.root)], check=True)


def closed_without_namespaces(home, monkeypatch):
    """A home inside a folder that root alone passes, as in a container: no user namespaces either."""
    if os.geteuid() != 0:
        pytest.skip("only root lends the server another identity")
    home.root.mkdir(parents=True)
    home.root.chmod(0o700)
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "unshare" else which(name))
    monkeypatch.setattr(binaries, "COPIES", home.root.parent)


def test_root_runs_a_home_in_a_closed_folder_where_there_are_no_namespaces(home, monkeypatch):
    closed_without_namespaces(home, monkeypatch)
    before = os.umask(0o077)
    try:
        server.connect(home, server.ensure_running(home)).close()
        assert server.stop(home) is True
        server.connect(home, server.ensure_running(home)).close()
    finally:
        os.umask(before)

    assert Path(f"/proc/{postmaster(home)}").stat().st_uid == binaries.NOBODY
    assert home.root.stat().st_mode & 0o777 == 0o700


def test_programs_that_a_stranger_laid_out_are_not_run(home, monkeypatch):
    closed_without_namespaces(home, monkeypatch)
    laid = home.root.parent / f"khuevan-postgresql-{binaries.find().major}-{sys.version_info.minor}"
    laid.mkdir()
    os.chown(laid, 4242, 4242)

    with pytest.raises(Trouble, match=str(laid)):
        server.ensure_running(home)

    assert not home.database.exists()


def test_an_ordinary_user_runs_a_home_too(make_home):
    if os.geteuid() != 0:
        pytest.skip("the other tests run as an ordinary user already")
    home = make_home()
    home.root.mkdir(parents=True)
    user = pwd.getpwnam("games").pw_uid
    os.chown(home.root, user, user)
    found = [path for path in sys.path if "site-packages" in path or path.endswith("src")]
    python = Path(sys.executable).resolve()
    as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    environment = {"PYTHONPATH": os.pathsep.join(found), "PATH": os.environ["PATH"]}
    if subprocess.run(
        [*as_user, python, "-c", "import psycopg"], env=environment, capture_output=True
    ).returncode:
        pytest.skip(f"an ordinary user cannot reach {python} here")
    ran = subprocess.run(
        [*as_user, python, "-c", STARTING, home.root], env=environment, capture_output=True, text=True
    )
    assert ran.stdout.split()[1:] == ["khuevan_app"], ran.stderr
    assert home.database.stat().st_uid == user
    # Root finds it running, and starts it as its owner when it was stopped.
    assert server.stop(home) is True
    assert server.ensure_running(home)
    assert Path(f"/proc/{postmaster(home)}").stat().st_uid == user
