"""``khuevan quality``: run the rules over a branch."""

from __future__ import annotations

import json
import time

import click
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Permission, reaching, system
from khuevan.org.public import find
from khuevan.org.public import unit_rows as units_of
from khuevan.quality import services
from khuevan.quality.selectors.issues import issue_counts

EVERYTHING = "/"


@click.group()
def quality() -> None:
    """Chất lượng dữ liệu. The quality of data."""


@quality.command()
@click.option("--unit", "code", help="Mã đơn vị. / The unit's code.")
@click.option("--all", "everything", is_flag=True, help="Cả nước. / The whole country.")
@click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng JSON ở dòng cuối. / One JSON object at the end."
)
def run(code: str | None, everything: bool, as_json: bool) -> None:
    """Chạy mọi quy tắc trên một nhánh. Run all rules over a branch of the unit tree."""
    actor = system("quality")
    began = time.monotonic()
    asked = services.ask_run(
        actor=actor, unit=_unit(code, everything), day=timezone.localdate(), at=timezone.now()
    )
    while asked.state != "done":
        asked = services.go_on(run=asked.id, at=timezone.now())
        if not as_json:
            click.echo(f"\r{asked.done}/{asked.chunks}", nl=False, err=True)
    seconds = round(time.monotonic() - began, 1)
    with transaction.atomic():
        reaching(actor)
        counts = issue_counts(actor=actor, path=asked.path)
    if as_json:
        told = {name: getattr(asked, name) for name in ("path", "rows", "new", "still", "gone", "reopened")}
        click.echo(json.dumps(told | {"day": asked.day.isoformat(), "seconds": seconds, "rules": counts}))
        return
    click.echo(f"\r{asked.rows} dòng / rows, {seconds} s")
    click.echo(f"mới / new {asked.new} · còn / still {asked.still} · hết / gone {asked.gone}"
               f" · trở lại / back {asked.reopened}")  # fmt: skip
    for rule, count in counts.items():
        click.echo(f"{rule} {count}")


def _unit(code: str | None, everything: bool) -> int:
    if everything:
        roots = units_of(actor=system("quality"), may=Permission.QUALITY_VIEW, path=EVERYTHING)
        if roots.is_empty():
            raise click.ClickException("Chưa có đơn vị nào. / There are no units.")
        return int(roots["unit"][0])
    found = [unit for unit in find(code or "") if any(held.code == code for held in unit.codes)]
    if len(found) != 1:
        raise click.UsageError("Cho biết --unit MÃ hoặc --all. / Say --unit CODE or --all.")
    return found[0].id
