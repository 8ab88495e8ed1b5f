"""``khuevan nation``: the synthetic country."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from django.conf import settings
from django.utils import timezone

from khuevan.access.public import system
from khuevan.nation import contracts, services
from khuevan.nation.demo import ready_made


@click.group()
def nation() -> None:
    """Đất nước giả lập. The synthetic country: no person in it is real."""


@nation.command()
@click.option(
    "--scale", default=0.001, show_default=True, help="1 is 26 million learners; 0.001 is 26 thousand."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="The same seed gives the same country.",
)
@click.option("--replace", is_flag=True, help="Erase the synthetic country that stands here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def build(scale: float, seed: int, replace: bool, as_json: bool) -> None:
    """Dựng đất nước giả lập vào cơ sở dữ liệu trống. Build the synthetic country into an empty register."""
    built = services.build_country(
        actor=system("nation"), at=timezone.now(), scale=scale, seed=seed, replace=replace
    )
    if settings.DEMO:
        ready_made(actor=system("nation"), at=timezone.now())
    _tell(built, as_json)


@nation.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last line.")
def demo(as_json: bool) -> None:
    """Lập những người có sẵn của bản trình diễn. Set up the ready-made persons of the demo."""
    made = ready_made(actor=system("nation"), at=timezone.now())
    if as_json:
        click.echo(json.dumps({"persons": [account.username for account in made]}))
    for account in [] if as_json else made:
        click.echo(f"{account.username:>16}  {account.name}, {account.about}")


def _tell(built: contracts.Built, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(built), ensure_ascii=False))
        return
    for table, count in built.counts.items():
        click.echo(f"{table:>18} {count:>12,}")
    for phase, seconds in built.seconds.items():
        click.echo(f"{phase:>24} {seconds:>8.1f} s")
    click.echo(f"truth: {built.truth}")
    click.echo(f"digest: {built.digest}")
