"""Accounts and roles from the command line: what an installation needs before anyone can sign in."""

from __future__ import annotations

import json
from datetime import timedelta

import click
from django.conf import settings
from django.utils import timezone

from khuevan.access import rules, selectors, services
from khuevan.access.contracts import AccountFacts, DemoPerson, Role
from khuevan.access.marks import system

COMMAND_LINE = system("command-line")
YEAR = 365


@click.group()
def access() -> None:
    """Tài khoản và vai trò. Accounts and roles."""


@access.command("create-operator")
@click.argument("name")
@click.option("--link", is_flag=True, help="In đường dẫn đặt mật khẩu dùng một lần. Print a one-time link.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def create_operator(name: str, link: bool, as_json: bool) -> None:
    """Tạo tài khoản vận hành đầu tiên. Create an installation's first account, an operator."""
    at = timezone.now()
    password = None if link else _ask_password()
    account = services.create_account(username=name, password=password, actor=COMMAND_LINE, at=at)
    _give(account, Role.OPERATOR, "/", YEAR)
    address = settings.SITE_URL + selectors.set_up_path(account.id) if link else ""
    _tell({"account": account.username, "role": Role.OPERATOR.value, "link": address}, as_json)


def _ask_password() -> str:
    password: str = click.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt=True)
    return password


@access.command()
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--path", default="/", show_default=True, help="Nhánh đơn vị. The branch of the unit tree.")
@click.option("--days", default=YEAR, show_default=True, help="Số ngày hiệu lực. For how many days.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def grant(name: str, role: str, path: str, days: int, as_json: bool) -> None:
    """Cấp vai trò cho một tài khoản. Give a role to an account."""
    account = selectors.account_named(name)
    _give(account, Role(role), path, days)
    _tell({"account": name, "role": role, "path": path, "days": days}, as_json)


def _give(account: AccountFacts, role: Role, path: str, days: int) -> None:
    at = timezone.now()
    services.give_grant(
        account=account.id, role=role, path=path, since=at, until=at + timedelta(days=days),
        actor=COMMAND_LINE, at=at,
    )  # fmt: skip


@access.command("prepare-demo")
@click.argument("persons", nargs=-1, required=True, metavar="ROLE:PATH[:PERSON[:NAME]]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def prepare_demo(persons: tuple[str, ...], as_json: bool) -> None:
    """Lập những người có sẵn của bản trình diễn. Set up the demo's ready-made persons."""
    try:
        made = services.prepare_demo(
            persons=[_demo_person(said) for said in persons], actor=COMMAND_LINE, at=timezone.now()
        )
    except rules.DemoOnly:
        raise click.ClickException(
            "Chỉ dùng trong bản trình diễn: đặt KHUEVAN_DEMO=1. For a demo only: set KHUEVAN_DEMO=1."
        ) from None
    _tell({"persons": [account.username for account in made]}, as_json)


def _demo_person(said: str) -> DemoPerson:
    role, path, person, name = (said.split(":", 3) + ["", "", ""])[:4]
    return DemoPerson(Role(role), path, name or role, person=int(person) if person else None)


def _tell(facts: dict[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for key, value in facts.items():
        if value:
            click.echo(f"{key}: {value}")
