"""The commands that look after an installation."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click

from khuevan.config import doctoring
from khuevan.config.cli import home, open_the_house
from khuevan.config.supervising import Supervisor
from khuevan_home import Trouble, server

HOST = "127.0.0.1"
STATIC_MARK = "staticfiles.json"
DEMO_SCALE, DEMO_SEED = 0.001, 1
MIGRATING = 0x6B686D69  # the advisory lock of whoever migrates


@click.command()
def migrate() -> None:
    """Nâng cơ sở dữ liệu lên phiên bản này. Bring the database to this version of the program."""
    open_the_house()
    _migrate()


def migrate_when_new() -> None:
    """Give an empty database its tables, so that any command may be the first in a new home.

    A database that has tables is changed by ``khuevan migrate`` alone, when somebody says so.
    """
    from django.db import connections  # noqa: PLC0415  needs the house open

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        row = cursor.fetchone()
    if row and row[0]:
        _migrate()


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415  needs the house open
    from django.db import connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from khuevan.access.public import system  # noqa: PLC0415
    from khuevan.org.public import load_territory  # noqa: PLC0415

    with connections["owner"].cursor() as cursor:  # two that migrate at once would trip over each other
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            call_command("migrate", database="owner", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
    load_territory(actor=system("migrate"), at=timezone.now())
    if _static_files_are_older():
        call_command("collectstatic", interactive=False, verbosity=0)


def _static_files_are_older() -> bool:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415  needs the house open

    mark = home().root / "static" / STATIC_MARK
    if not mark.exists():
        return True
    made = mark.stat().st_mtime
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list(None))
    return any(Path(source).stat().st_mtime > made for source in sources)


@click.command()
def serve() -> None:
    """Chạy trang web và việc nền. Serve the site on KHUEVAN_PORT, with its background worker."""
    _require_free_port()
    if not os.environ.get("DATABASE_URL"):
        server.ensure_running(home())
    _serve()


@click.command()
def demo() -> None:
    """Chạy thử với một đất nước giả lập. Set everything up and serve it with a synthetic country."""
    _require_free_port()
    os.environ["KHUEVAN_DEMO"] = "1"
    _say("Đang chuẩn bị cơ sở dữ liệu…", "Preparing the database…")
    open_the_house()
    _migrate()
    _say("Đang dựng đất nước giả lập…", "Building the synthetic country…")
    _ensure_country()
    _serve()


def _ensure_country() -> None:
    from django.utils import timezone  # noqa: PLC0415  needs the house open

    from khuevan.access.public import system  # noqa: PLC0415
    from khuevan.nation.public import ensure_demo  # noqa: PLC0415

    ensure_demo(actor=system("demo"), at=timezone.now(), scale=DEMO_SCALE, seed=DEMO_SEED)


def _serve() -> None:
    port = home().site_port
    here = sys.executable
    granian = [
        here, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--respawn-failed-workers", "--no-access-log", "--no-log",
        "--workers-kill-timeout", "10", "khuevan.config.wsgi:application",
    ]  # fmt: skip
    working = [here, "-m", "khuevan.config.cli", "worker"]
    programs = [granian, working]
    if os.environ.get("KHUEVAN_DEMO") == "1" and not os.environ.get("KHUEVAN_POPULATION_URL"):
        programs.append([here, "-m", "khuevan.config.cli", "population", "simulator"])
    greet = _greeting(port)

    def each_turn() -> None:
        greet()
        _revive_the_database()

    Supervisor(programs, os.environ, lambda said: click.echo(said, err=True)).run(each_turn)


def _revive_the_database() -> None:
    """Start the embedded server again where it crashed; where somebody stopped it, it stays stopped."""
    if os.environ.get("DATABASE_URL") or not server.has_crashed(home()):
        return
    click.echo("Cơ sở dữ liệu đã chết; khởi động lại. The database died and is started again.", err=True)
    try:
        server.ensure_running(home())
    except Trouble as trouble:
        click.echo(f"{trouble.vi}\n{trouble.en}", err=True)


def _greeting(port: int) -> Callable[[], None]:
    """Say the site's address once, as soon as it answers."""
    began, greeted = time.monotonic(), False

    def each_turn() -> None:
        nonlocal greeted
        if not greeted and _answers(port):
            greeted = True
            took = time.monotonic() - began
            _say(
                f"Khuê Văn: http://{HOST}:{port} (Ctrl+C để dừng)",
                f"Ready after {took:.1f} s; Ctrl+C stops it.",
            )

    return each_turn


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _require_free_port() -> None:
    port = home().site_port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Trouble(
                vi=f"Không mở được cổng {port} ({error.strerror}). Hãy dừng chương trình đang dùng cổng đó, "
                "hoặc đặt "
                "KHUEVAN_PORT là một cổng khác.",
                en=f"Port {port} cannot be opened ({error.strerror}). Stop the program that uses it, or set "
                "KHUEVAN_PORT to another port.",
            ) from None


@click.command()
def worker() -> None:
    """Chạy việc nền. Run background jobs and deliver events until stopped."""
    open_the_house()
    from khuevan.config.working import work  # noqa: PLC0415  needs the house open

    work()


@click.command()
def stop() -> None:
    """Dừng cơ sở dữ liệu của thư mục này. Stop the home's embedded database."""
    if server.stop(home()):
        _say("Đã dừng.", "Stopped.")
    else:
        _say("Không có gì đang chạy.", "Nothing was running.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def doctor(as_json: bool) -> None:
    """Khám bản cài và chỉ cách sửa. Say what is wrong with this installation and how to mend it."""
    findings = doctoring.examine(home())
    good = all(finding.state != "bad" for finding in findings)
    if as_json:
        click.echo(
            json.dumps({"good": good, "checks": [one.facts() for one in findings]}, ensure_ascii=False)
        )
    else:
        for finding in findings:
            click.echo(finding.lines())
    sys.exit(0 if good else 1)


def _say(vi: str, en: str) -> None:
    click.echo(f"{vi} {en}")
