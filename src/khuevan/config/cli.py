"""The command line: ``khuevan …``. Each room adds its commands; ``--json`` prints one object as the last line."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from khuevan_home import Home, Trouble

ROOM_COMMANDS = {
    "exams": "khuevan.exams.commands:exams",
    "intake": "khuevan.intake.commands:intake",
    "nation": "khuevan.nation.commands:nation",
    "org": "khuevan.org.commands:org",
    "access": "khuevan.access.commands:access",
    "review": "khuevan.operations.commands:review",
}
HOME_COMMANDS = {
    "journal": "khuevan.journal.commands:journal",  # opens the house itself: receipts are checked without one
    "doctor": "khuevan.config.commands:doctor",
    "migrate": "khuevan.config.commands:migrate",
    "serve": "khuevan.config.commands:serve",
    "worker": "khuevan.config.commands:worker",
    "stop": "khuevan.config.commands:stop",
}


class _Commands(click.Group):
    """Loads a command when it is called, so that ``khuevan doctor`` works where nothing else does."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOM_COMMANDS | HOME_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        place = (ROOM_COMMANDS | HOME_COMMANDS).get(name)
        if place is None:
            return None
        if name in ROOM_COMMANDS:
            _open_the_house()
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _open_the_house() -> None:
    import django  # noqa: PLC0415  slow, and not wanted where the database does not start

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
    django.setup()


@click.group(cls=_Commands)
@click.version_option(package_name="khuevan")
@click.pass_context
def khuevan(context: click.Context) -> None:
    """Khuê Văn: the national education platform, run from here. KHUEVAN_HOME says where its data lives."""
    context.obj = _open_the_house


def main() -> None:
    """Run the command line; trouble is told in two sentences, without a traceback."""
    try:
        khuevan()
    except Trouble as trouble:
        click.echo(trouble.vi, err=True)
        click.echo(trouble.en, err=True)
        sys.exit(1)


def home() -> Home:
    """The home that the command line works on."""
    return Home.from_environment()
