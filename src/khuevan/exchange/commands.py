"""``khuevan exchange``: records for the National Data Centre, and keys to try the interface with."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.public import system
from khuevan.exchange import feed, services
from khuevan.exchange.services.sandbox import OFFICES
from khuevan.intake.public import importable

A_PAGE = 1000


@click.group()
def exchange() -> None:
    """Gói bản ghi và khóa thử nghiệm. Record envelopes and a sandbox."""


@exchange.command()
@click.option("--resource", required=True, help="org.institutions, …")
@click.option(
    "--since", type=click.IntRange(min=0), default=0, help="The number that the last run ended with."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="JSON, a record a line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def envelope(resource: str, since: int, out: Path, as_json: bool) -> None:
    """Ghi ra các bản ghi mới, đổi hoặc hủy. Write out the records that are new, changed or cancelled."""
    actor = system("exchange")
    turn = services.ready_records(name=resource, actor=actor, at=timezone.now())
    thing, written, place, after = importable(resource, actor), 0, since, 2**62
    with out.open("w", encoding="utf-8") as file:
        while found := feed.outgoing(thing=thing, actor=actor, since=place, limit=A_PAGE, after=after):
            for one in found:
                said = {
                    "idbanghi": f"{resource}:{one['id']}", "sukien": one["event"], "phienban": one["version"],
                    "thoigiancapnhat": one["at"].isoformat(), **one["row"],
                }  # fmt: skip
                file.write(json.dumps(said, ensure_ascii=False) + "\n")
            written, place, after = written + len(found), found[-1]["place"], found[-1]["id"]
    said = {
        "records": written, "next": max(place, turn.place), "new": turn.new, "changed": turn.changed,
        "cancelled": turn.cancelled,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(said))
    else:
        click.echo(f"{written} bản ghi · records → {out}; lần sau · next: --since {said['next']}")


@exchange.command()
@click.option("--role", "roles", multiple=True, type=click.Choice([*OFFICES]), default=[*OFFICES])
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True)
@click.option("--reset", is_flag=True, help="First end every key of the sandbox.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def sandbox(roles: tuple[str, ...], days: int, reset: bool, as_json: bool) -> None:
    """Khóa thử nghiệm cho nhà cung cấp. Keys for vendors, onto the synthetic country alone."""
    actor, at = system("exchange"), timezone.now()
    ended = services.end_sandbox(actor=actor, at=at) if reset else 0
    keys = [services.open_sandbox(role=Role(role), days=days, actor=actor, at=at) for role in roles]
    if as_json:
        said = [
            {"role": k.role, "unit": k.unit, "token": k.token, "until": k.until.isoformat()} for k in keys
        ]
        click.echo(json.dumps({"ended": ended, "keys": said}, ensure_ascii=False))
        return
    for key in keys:
        click.echo(f"{key.role:12} {key.token}  {key.unit}, → {key.until:%Y-%m-%d}")
    click.echo(f"curl -H 'Authorization: Bearer {keys[0].token}' …/api/v1/me")
