"""The embedded PostgreSQL of a home: made on first use, started, found running, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg

from khuevan_home import binaries
from khuevan_home.folder import Home, settle
from khuevan_home.trouble import Trouble

SUPERUSER = "postgres"
START_SECONDS = 600  # recovery after a crash may have gigabytes to read
STOP_SECONDS = 30
BUSY = ("starting up", "recovery mode", "not yet accepting", "shutting down")
TRIES = 20
LARGEST_LOG = 10 * 2**20


def ensure_running(home: Home) -> int:
    """Start the home's server unless it runs, and return its port. The first start makes the cluster.

    Safe to call from many processes at once. Refuses with ``Trouble`` when the folder was made by another
    major version, or cannot be started.
    """
    home.prepare()
    with home.locked("database"):
        port = running_port(home)
        if port is None:
            runner = binaries.runner(binaries.find(), home.database)
            if not (home.database / "PG_VERSION").exists():
                _create_cluster(home, runner)
            require_same_version(home.database, runner.binaries)
            port = _start(home, runner)
    return port


def running_port(home: Home) -> int | None:
    """The port of the home's running server, or ``None``. What the pid file says is proved by signing in.

    Refuses with ``Trouble`` where the server that works in this folder does not take this home's password.
    """
    for _ in range(START_SECONDS):
        pid, port = _pid_file(home)
        if pid is None or port is None or not _alive(pid):
            return None
        try:
            connect(home, port).close()
        except psycopg.OperationalError as error:
            if any(words in str(error) for words in BUSY):
                time.sleep(1)
                continue
            if "password" in str(error) and _works_in(pid, home.database):
                raise _strange_password(home) from None
            return None
        return port
    return None


def _strange_password(home: Home) -> Trouble:
    return Trouble(
        vi=f"Mật khẩu trong {home.root / 'secrets.json'} không phải của cơ sở dữ liệu trong "
        f"{home.database}. Hãy lấy "
        "lại tệp này từ bản sao lưu.",
        en=f"The password in {home.root / 'secrets.json'} is not that of the database in {home.database}. "
        "Bring the "
        "file back from a backup.",
    )


def connect(home: Home, port: int, database: str = "postgres") -> psycopg.Connection:
    """A connection as the cluster's superuser, for making roles and databases; never for the application."""
    return psycopg.connect(
        host="127.0.0.1", port=port, user=SUPERUSER, password=home.secret("database.superuser"),
        dbname=database, autocommit=True, connect_timeout=5,
    )  # fmt: skip


def has_crashed(home: Home) -> bool:
    """Whether the home's server died without being stopped: its pid file stands, its process does not."""
    pid, _ = _pid_file(home)
    return pid is not None and not _alive(pid)


def stop(home: Home) -> bool:
    """Stop the home's server; open transactions are rolled back. False where none ran.

    One that cannot end its work, as on a failing disk, is stopped at once after a while: it loses nothing
    that was committed, and recovers when it starts again.
    """
    pid, _ = _pid_file(home)
    if pid is None or not (_works_in(pid, home.database) or running_port(home)):
        return False
    for demand in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, demand)
        for _ in range(STOP_SECONDS * 10):
            if not _alive(pid) or _pid_file(home)[0] != pid:
                return True
            time.sleep(0.1)
    raise Trouble(
        vi=f"Máy chủ cơ sở dữ liệu (tiến trình {pid}) không dừng. Xem {home.logs / 'postgresql.log'}.",
        en=f"The database server (process {pid}) does not stop. See {home.logs / 'postgresql.log'}.",
    )


def require_same_version(data: Path, found: binaries.Binaries) -> None:
    """Refuse a cluster of another major version: PostgreSQL cannot read it, and nothing may be guessed."""
    made_by = int((data / "PG_VERSION").read_text())
    if made_by != found.major:
        raise Trouble(
            vi=f"Dữ liệu trong {data} do PostgreSQL {made_by} tạo, còn bản cài này mang PostgreSQL "
            f"{found.major}. "
            f"Hãy đặt KHUEVAN_PG_BIN tới thư mục bin của PostgreSQL {made_by}, hoặc xuất dữ liệu bằng "
            "pg_dump "
            f"của bản {made_by} rồi nạp vào một KHUEVAN_HOME mới. Không có gì bị thay đổi.",
            en=f"The data in {data} was made by PostgreSQL {made_by}, and this installation carries "
            "PostgreSQL "
            f"{found.major}. Set KHUEVAN_PG_BIN to the bin folder of a PostgreSQL {made_by}, or dump the "
            "data with "
            f"pg_dump {made_by} and load it into a new KHUEVAN_HOME. Nothing has been changed.",
        )


def _create_cluster(home: Home, runner: binaries.Runner) -> None:
    # A cluster is made beside its place and moved there whole: a power cut leaves none or all of it.
    draft = home.root / "database.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    password = home.run / "initdb.password"
    password.write_text(home.secret("database.superuser"))
    if runner.owner is not None:
        os.chown(draft, runner.owner, runner.owner)
        os.chown(password, runner.owner, runner.owner)
    password.chmod(0o600)
    collation = ["--locale=C.UTF-8"]
    if runner.binaries.major >= 17:
        collation = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        runner.command(
            "initdb", "-D", str(draft), "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password}",
            "--encoding=UTF8", "--data-checksums", *collation,
        ),
        capture_output=True, text=True, cwd="/",
    )  # fmt: skip
    password.unlink(missing_ok=True)
    if made.returncode:
        raise Trouble(
            vi=f"Không tạo được cơ sở dữ liệu trong {home.root}: {made.stderr.strip()}",
            en=f"The database could not be created in {home.root}: {made.stderr.strip()}",
        )
    draft.rename(home.database)
    settle(home.root)


def _start(home: Home, runner: binaries.Runner) -> int:
    log = _log_file(home, runner)
    # After a crash the port of before comes first: whoever worked with the server finds it again.
    _, before = _pid_file(home)
    for attempt in range(TRIES):
        _clear_away_the_dead(home)
        port = before if before and attempt == 0 else _free_port()
        options = " ".join(f"-c {key}={value}" for key, value in _settings(port).items())
        with log.open("a") as said:
            started = subprocess.run(
                runner.command("pg_ctl", "-D", str(home.database), "-w", "-s", "-t", str(START_SECONDS),
                "-o", options,
                               "start"),
                stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip
        if started.returncode == 0:
            return port
        # Another program may have taken the port; a killed server's last processes leave within seconds.
        time.sleep(0.5)
        if (mended := running_port(home)) is not None:
            return mended
    raise Trouble(
        vi=f"Máy chủ cơ sở dữ liệu không khởi động được. Xem {log}; `khuevan doctor` nói rõ hơn.",
        en=f"The database server does not start. See {log}; `khuevan doctor` says more.",
    )


def _log_file(home: Home, runner: binaries.Runner) -> Path:
    log = home.logs / "postgresql.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    if runner.owner is not None:
        os.chown(log, runner.owner, runner.owner)
    return log


def _clear_away_the_dead(home: Home) -> None:
    """Make way for a start: nothing that works in this folder is left, and no pid file names a stranger.

    Only called while no server of this home answers. Processes whose server was killed cannot commit anything
    any more, but keep the next one from starting for as long as their statement runs.
    """
    pid, _ = _pid_file(home)
    if pid is None or not _alive(pid):
        for left in _left_behind(home.database):
            os.kill(left, signal.SIGKILL)
    if pid is not None and (_is_unburied(pid) or (_alive(pid) and not _is_postgres(pid))):
        (home.database / "postmaster.pid").unlink(missing_ok=True)


def _left_behind(data: Path) -> list[int]:
    numbers = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in numbers if _is_postgres(pid) and _works_in(pid, data)]


def _is_postgres(pid: int) -> bool:
    """Whether the process is a PostgreSQL server's. Where that cannot be seen: it may be."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except OSError:
        return not Path("/proc/self").exists()


def _works_in(pid: int, data: Path) -> bool:
    """Whether it is certain that the process works in that folder, as every process of its server does."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _settings(port: int) -> dict[str, str]:
    """What differs from PostgreSQL's defaults. No statement, parameter or row ever reaches its log."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "''",
        "max_connections": "60", "shared_buffers": f"{min(megabytes // 8, 2048)}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "maintenance_work_mem": f"{min(megabytes // 24, 1024)}MB",
        "work_mem": "32MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "wal_compression": "on",
        # Safe after a crash all the same; nobody replicates from here, and bulk loads skip the log.
        "wal_level": "minimal", "max_wal_senders": "0",
        "random_page_cost": "1.1", "jit": "off", "timezone": "UTC", "log_timezone": "UTC",
        # An error's own words may quote a value; whoever caused it is told, the log is not.
        "log_min_messages": "log", "log_min_error_statement": "panic", "log_error_verbosity": "terse",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
    }  # fmt: skip


def _pid_file(home: Home) -> tuple[int | None, int | None]:
    """The process and the port that the server wrote down; ``None`` for what is missing or half-written."""
    try:
        lines = (home.database / "postmaster.pid").read_text().split("\n")
    except OSError:
        return None, None
    numbers = [int(line) if line.strip().isdigit() else None for line in (*lines, "", "", "", "")[:4]]
    return numbers[0], numbers[3]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not _is_unburied(pid)


def _is_unburied(pid: int) -> bool:
    """Whether the process has ended and its parent takes no note, as a container's first may never do."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
