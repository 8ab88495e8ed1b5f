"""``khuevan population``: checks, how far they are, and a population database to try them with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import reaching, system
from khuevan.org.public import unit, unit_by_code
from khuevan.people.public import holders_of, persons_numbered
from khuevan.population import selectors, services
from khuevan.population.running import count, run_pieces
from khuevan.population.simulator import Simulator, from_file
from khuevan_home import Trouble

BLOCK = {"vi": "Chưa hỏi được cơ sở dữ liệu dân cư; lần kiểm tra sẽ chạy tiếp.",
         "en": "The population database does not answer; the check goes on later."}  # fmt: skip


@click.group()
def population() -> None:
    """Đối chiếu dữ liệu dân cư · Checks against the population database."""


@population.command()
@click.option("--unit", "code", default="", help="Mã trường hoặc số đơn vị · A school's code or unit number.")
@click.option("--all", "everything", is_flag=True, help="Cả nước · The whole country.")
@click.option("--json", "as_json", is_flag=True)
def check(code: str, everything: bool, as_json: bool) -> None:
    """Đối chiếu một trường, hoặc cả nước · Check a unit and all below it, or the country."""
    if everything == bool(code):
        raise Trouble(vi="Cần --unit MÃ hoặc --all.", en="Either --unit CODE or --all is needed.")
    actor, at = system("population"), timezone.now()
    path = "/" if everything else _path(code)
    with transaction.atomic():
        reaching(actor)
        run = services.order_check(actor=actor, path=path, at=at).number
    if not run_pieces(run, timezone.now):
        raise Trouble(**BLOCK)
    count(timezone.now)
    done = selectors.run_of(run)
    facts = {name: getattr(done, name) for name in ("state", "seen", "asked", *services.COUNTED)}
    click.echo(
        json.dumps(facts) if as_json else ", ".join(f"{name} {value}" for name, value in facts.items())
    )


def _path(code: str) -> str:
    found = unit_by_code("moet", code, timezone.localdate())
    if found is None and code.isdigit():
        found = unit(int(code))
    if found is None:
        raise Trouble(vi=f"Không có đơn vị {code}.", en=f"There is no unit {code}.")
    return found.path


@population.command()
@click.option("--json", "as_json", is_flag=True)
def progress(as_json: bool) -> None:
    """Đã đối chiếu được bao nhiêu · How many are verified, by sector."""
    count(timezone.now)
    whole, _ = selectors.progress(actor=system("population"))
    names = ("persons", "numbered", *services.COUNTED)
    sectors = {one.sector: {name: getattr(one, name) for name in names} for one in whole}
    total = {name: sum(sector[name] for sector in sectors.values()) for name in names}
    if as_json:
        click.echo(json.dumps({"total": total, "sectors": sectors}))
        return
    for sector, figures in [("total", total), *sectors.items()]:
        click.echo(f"{sector:12}" + "  ".join(f"{name} {value}" for name, value in figures.items()))


@population.command()
@click.option("--port", type=int, default=0, help="Cổng · Port; by default the demo's.")
@click.option("--latency", type=float, default=0.0, help="Giây chờ mỗi lần · Seconds before each answer.")
@click.option(
    "--people", type=click.Path(path_type=Path, exists=True), help="JSON lines instead of the register."
)
def simulator(port: int, latency: float, people: Path | None) -> None:
    """Chạy một cơ sở dữ liệu dân cư giả lập · Run a simulated population database on this machine."""
    look_up = from_file(people) if people else _register()
    server = Simulator(port or settings.POPULATION_PORT, look_up, settings.POPULATION["secret"], latency)
    click.echo(f"http://127.0.0.1:{server.server_address[1]}")
    server.serve_forever()


def _register() -> Any:
    """The register itself, made right where the synthetic country's truth says that it is wrong."""
    truth_file = Path(settings.HOME.files) / "nation" / "truth.parquet"
    truth = pl.read_parquet(truth_file) if truth_file.exists() else None
    right: dict[tuple[int, str], str] = {}
    owners: dict[str, int] = {}
    misheld: set[int] = set()
    if truth is not None:
        for kind, person, field, value in truth.select("kind", "person_a", "field", "right_value").rows():
            if field == "national" and kind in ("missing", "digit", "transposed"):
                owners[value] = person
                misheld.add(person)
            elif kind == "century":
                right[person, "birth"] = value
    seconds = (
        set() if truth is None else set(truth.filter(pl.col("kind") == "duplicate")["person_b"].drop_nulls())
    )

    def look_up(numbers: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        asked = list(numbers)
        try:
            with transaction.atomic():
                reaching(system("simulator"))
                held = holders_of(asked)
                mine = {number: owners[number] for number in asked if number in owners}
                persons = persons_numbered(mine.values())
        finally:
            connection.close()
        known = {row["person"]: row for row in persons.to_dicts()}
        answers = {
            row["national"]: row
            for row in held.to_dicts()
            if row["person"] not in misheld and row["person"] not in seconds
        } | {number: known[person] for number, person in mine.items() if person in known}
        return {
            number: {"name": row["name"], "birth": right.get((row["person"], "birth"), row["birth"]),
                     "sex": row["sex"]}
            for number, row in answers.items()
        }  # fmt: skip

    return look_up
