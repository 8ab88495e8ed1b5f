"""What a doctor looks at in an installation. Works where the database, or Django itself, does not."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain
from pathlib import Path
from typing import Literal

import psycopg

from khuevan_home import Home, Trouble, binaries, database, server

State = Literal["ok", "warn", "bad"]
MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}
DISK_NEEDED, DISK_WANTED = 512 * 2**20, 5 * 2**30
CLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and the remedy where it is not well."""

    check: str
    state: State
    vi: str
    en: str
    remedy_vi: str = ""
    remedy_en: str = ""

    def facts(self) -> dict[str, str]:
        """As JSON tells it."""
        return asdict(self)

    def lines(self) -> str:
        """As the terminal tells it: Vietnamese, English, and the remedy in both."""
        said = f"{MARKS[self.state]} {self.vi}\n    {self.en}"
        return f"{said}\n    → {self.remedy_vi}\n    → {self.remedy_en}" if self.remedy_vi else said


def examine(home: Home) -> list[Finding]:
    """Look at everything. One check that breaks does not hide the others."""
    found = list(chain.from_iterable(map(_carefully, [
        _python, _packages, lambda: _folder(home), lambda: _disk(home), lambda: _keys(home),
        lambda: _static(home),         lambda: _port(home),
    ])))  # fmt: skip
    try:
        found += _server(home)
        login = database.resolve(home)
    except Trouble as trouble:
        mend = _mend("Sửa như câu trên nói.", "Do as the sentence above says.")
        return [*found, Finding("database", "bad", trouble.vi, trouble.en, *mend)]
    except Exception as error:  # the doctor has to speak whatever is broken
        return [*found, _broken("database", error)]
    return found + list(_carefully(lambda: _inside(login)))


def _carefully(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Trouble as trouble:
        mend = _mend("Sửa như câu trên nói.", "Do as the sentence above says.")
        yield Finding("trouble", "bad", trouble.vi, trouble.en, *mend)
    except Exception as error:  # the doctor has to speak whatever is broken
        yield _broken("check", error)


def _broken(check: str, error: Exception) -> Finding:
    kind = type(error).__name__
    return Finding(
        check, "bad", f"Không khám được ({kind}).", f"This could not be examined ({kind}).",
        "Xem nhật ký trong KHUEVAN_HOME/logs; chạy `make setup`.",
        "See the logs in KHUEVAN_HOME/logs; run `make setup`.",
    )  # fmt: skip


def _mend(vi: str, en: str) -> tuple[str, str]:
    return vi, en


def _python() -> Iterator[Finding]:
    said = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield Finding(
        "python", "ok" if good else "bad", f"Python {said}.", f"Python {said}.",
        *(("", "") if good else _mend("Cần Python 3.11–3.13: xoá .venv rồi `make setup`.",
                                      "Python 3.11–3.13 is needed: remove .venv, then `make setup`.")),
    )  # fmt: skip


def _packages() -> Iterator[Finding]:
    wrong = [name for name, locked in _locked_packages().items() if _installed(name) not in locked]
    if wrong:
        named = ", ".join(wrong)
        yield Finding(
            "packages", "bad", f"Thiếu hoặc sai phiên bản: {named}.",
            f"Missing or of another version: "
            f"{named}.",
            "Chạy `make setup`.", "Run `make setup`.",
        )  # fmt: skip
    else:
        yield Finding("packages", "ok", "Đủ các gói.", "The packages are there.")


def _locked_packages() -> dict[str, set[str]]:
    """The versions, one for some range of Pythons, that the lock gives what the program needs directly."""
    lock = Path(__file__).parents[3] / "uv.lock"
    needed = {re.split(r"[^\w.-]", said)[0].lower() for said in requires("khuevan") or []}
    locked: dict[str, set[str]] = {}
    for one in tomllib.loads(lock.read_text())["package"] if lock.exists() else []:
        if one["name"] in needed:
            locked.setdefault(one["name"], set()).add(one["version"])
    return locked


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _folder(home: Home) -> Iterator[Finding]:
    home.prepare()
    probe = home.run / "doctor.probe"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        yield Finding(
            "folder", "bad", f"Không ghi được vào {home.root} ({error.strerror}).",
            f"{home.root} cannot be written ({error.strerror}).",
            "Sửa quyền thư mục, hoặc đặt KHUEVAN_HOME.", "Mend its permissions, or set KHUEVAN_HOME.",
        )  # fmt: skip
    else:
        yield Finding("folder", "ok", f"Ghi được vào {home.root}.", f"{home.root} can be written.")


def _disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.root).free
    state: State = "bad" if free < DISK_NEEDED else "warn" if free < DISK_WANTED else "ok"
    mend = ("", "")
    if state != "ok":
        mend = _mend("Dọn bớt đĩa của KHUEVAN_HOME.", "Free the disk of KHUEVAN_HOME; 5 GB should be left.")
    size = f"{free / 2**30:.1f} GB"
    yield Finding("disk", state, f"Đĩa còn {size}.", f"{size} of disk are free.", *mend)


def _keys(home: Home) -> Iterator[Finding]:
    private = [home.root / "secrets.json", home.keys, *home.keys.glob("*.pem")]
    open_ = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_:
        named = " ".join(f"'{path}'" for path in open_)
        yield Finding(
            "keys", "bad", "Người khác đọc được khoá hay mật khẩu.", "Others can read keys or passwords.",
            f"chmod go= {named}", f"chmod go= {named}",
        )  # fmt: skip
    else:
        yield Finding("keys", "ok", "Khoá và mật khẩu được giữ kín.", "Keys and passwords are private.")


def _static(home: Home) -> Iterator[Finding]:
    if (home.root / "static" / "staticfiles.json").exists():
        yield Finding("static", "ok", "Có tệp giao diện.", "The static files are there.")
    else:
        yield Finding(
            "static", "warn", "Chưa có tệp giao diện.", "The static files have not been collected.",
            "Chạy `khuevan migrate`.", "Run `khuevan migrate`.",
        )  # fmt: skip


def _port(home: Home) -> Iterator[Finding]:
    port = home.site_port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    if not taken:
        yield Finding("port", "ok", f"Cổng {port} còn trống.", f"Port {port} is free.")
    elif _is_khuevan(port):
        yield Finding("port", "ok", f"Trang đang chạy ở cổng {port}.", f"The site runs on port {port}.")
    else:
        yield Finding(
            "port", "bad", f"Chương trình khác dùng cổng {port}.", f"Another program uses port {port}.",
            "Dừng nó, hoặc đặt KHUEVAN_PORT.", "Stop it, or set KHUEVAN_PORT.",
        )  # fmt: skip


def _is_khuevan(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
            return b"alive" in answer.read(100)
    except (urllib.error.URLError, OSError):
        return False


def _server(home: Home) -> list[Finding]:
    if os.environ.get("DATABASE_URL"):
        return [Finding("server", "ok", "Dùng máy chủ trong DATABASE_URL.", "DATABASE_URL names the server.")]
    found = binaries.find()
    where = f"PostgreSQL {found.major}, {found.folder}"
    if (home.database / "PG_VERSION").exists():
        server.require_same_version(home.database, found)
    programs = [Path(found.program(name)) for name in ("postgres", "initdb", "pg_ctl")]
    broken = [path.name for path in programs if not _runs(path)]
    if broken:
        named = ", ".join(broken)
        mend = _mend("Xoá .venv rồi chạy `make setup`.", "Remove .venv and run `make setup`.")
        vi, en = f"{where}: {named} không chạy.", f"{where}: {named} does not run."
        return [Finding("server", "bad", vi, en, *mend)]
    return [Finding("server", "ok", f"{where}.", f"{where}.")]


def _runs(program: Path) -> bool:
    return subprocess.run([program, "--version"], capture_output=True).returncode == 0


def _inside(found: database.Database) -> Iterator[Finding]:
    with found.owner.connect() as owner, found.app.connect() as app:
        number = app.info.server_version // 10000
        yield Finding("database", "ok", f"PostgreSQL {number} trả lời.", f"PostgreSQL {number} answers.")
        yield from _roles(app)
        yield from _clock(app)
        if owner.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            yield _behind()
            return
        yield from _second_wall(owner, app)
        yield from _worker(app)
    yield from _migrations()


def _roles(app: psycopg.Connection) -> Iterator[Finding]:
    row = app.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    if row and row[0]:
        yield Finding(
            "roles", "bad", "Vai trò của ứng dụng vượt được bảo mật theo hàng.",
            "The application's role bypasses row-level security.",
            "ALTER ROLE … NOSUPERUSER NOBYPASSRLS", "ALTER ROLE … NOSUPERUSER NOBYPASSRLS",
        )  # fmt: skip
    else:
        yield Finding("roles", "ok", "Ứng dụng dùng vai trò thường.", "The application's role is ordinary.")


def _clock(app: psycopg.Connection) -> Iterator[Finding]:
    row = app.execute("SELECT clock_timestamp()").fetchone()
    apart = abs((datetime.now(UTC) - row[0]).total_seconds()) if row else 0.0
    if apart > CLOCK_SECONDS:
        yield Finding(
            "clock", "warn", f"Đồng hồ máy này và cơ sở dữ liệu lệch {apart:.0f} giây.",
            f"This machine's clock and the database's are {apart:.0f} s apart.",
            "Bật đồng bộ giờ (NTP) trên cả hai máy.", "Turn on time synchronisation (NTP) on both.",
        )  # fmt: skip
    else:
        yield Finding("clock", "ok", "Đồng hồ khớp với cơ sở dữ liệu.", "The clocks agree.")


def _second_wall(owner: psycopg.Connection, app: psycopg.Connection) -> Iterator[Finding]:
    walled = "SELECT count(*) FILTER (WHERE relrowsecurity), count(*) FROM pg_class WHERE relname = %s"
    row = owner.execute(walled, ["people_person"]).fetchone()
    held = row == (1, 1)
    if held:
        # The table may hold millions of persons; without a reach not one of them is to be seen.
        held = app.execute("SELECT NOT EXISTS (SELECT FROM people_person)").fetchone() == (True,)
    if held:
        yield Finding("rows", "ok", "Bảo mật theo hàng có hiệu lực.", "Row-level security is in force.")
    else:
        yield Finding(
            "rows", "bad", "Bảng người không được bảo mật theo hàng.",
            "The table of persons is not guarded by row-level security.",
            "Chạy `khuevan migrate`; nếu vẫn vậy, đừng mở trang.",
            "Run `khuevan migrate`; if it stays so, do not open the site.",
        )  # fmt: skip


def _worker(app: psycopg.Connection) -> Iterator[Finding]:
    row = app.execute(
        "SELECT EXISTS (SELECT FROM procrastinate_workers"
        " WHERE last_heartbeat > clock_timestamp() - interval '60 seconds')"
    ).fetchone()
    if row and row[0]:
        yield Finding("worker", "ok", "Việc nền đang chạy.", "The background worker is alive.")
    else:
        yield Finding(
            "worker", "warn", "Không có việc nền nào đang chạy.", "No background worker is alive.",
            "Chạy `khuevan serve` (gồm cả việc nền) hoặc `khuevan worker`.",
            "Run `khuevan serve`, which has one, or `khuevan worker`.",
        )  # fmt: skip


def _behind() -> Finding:
    return Finding(
        "migrations", "bad", "Cơ sở dữ liệu chưa ở phiên bản này.", "The database is not at this version.",
        "Chạy `khuevan migrate`.", "Run `khuevan migrate`.",
    )  # fmt: skip


def _migrations() -> Iterator[Finding]:
    # In a process of its own: Django may not start at all.
    asked = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--check", "--database", "owner", "--verbosity", "0"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "khuevan.config.settings"}, capture_output=True,
        text=True,
    )  # fmt: skip
    if asked.returncode == 0:
        yield Finding("migrations", "ok", "Cơ sở dữ liệu đúng phiên bản.", "The database is at this version.")
    elif "Traceback" in asked.stderr:
        last = asked.stderr.strip().splitlines()[-1].partition(":")[0]
        yield Finding(
            "django", "bad", f"Chương trình không khởi động được ({last}).",
            f"The program does not start "
            f"({last}).",
            "Chạy `make setup`; nếu vẫn vậy, lấy lại mã nguồn sạch.",
            "Run `make setup`; if it stays so, check out the source anew.",
        )  # fmt: skip
    else:
        yield _behind()
