"""The commands that look after an installation."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from khuevan.config.cli import _open_the_house, home
from khuevan_home import server


@click.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    _open_the_house()
    from django.core.management import call_command  # noqa: PLC0415  needs the house open

    call_command("migrate", database="owner", interactive=False, verbosity=0)


@click.command()
def serve() -> None:
    """Serve the site on KHUEVAN_PORT, on the loopback address."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(home().site_port), "--workers", "2", "--blocking-threads", "4",
        "khuevan.config.wsgi:application",
    ]  # fmt: skip
    os.execv(command[0], command)


@click.command()
def worker() -> None:
    """Run background jobs and deliver events until stopped."""
    subprocess.run([sys.executable, "-m", "django", "procrastinate", "worker"], check=True)


@click.command()
def stop() -> None:
    """Stop the home's embedded database."""
    click.echo("stopped" if server.stop(home()) else "not running")


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
