"""``khuevan reports``: how far the reports of a school year are, and which differ from the registers."""

from __future__ import annotations

import json

import click
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import reaching, system
from khuevan.reports import selectors, services
from khuevan.reports.contracts import Form, Period
from khuevan.schooling.public import latest_year


@click.group()
def reports() -> None:
    """Báo cáo của năm học. Reports of the school year."""


@reports.command("status")
@click.option("--year", type=int, help="Năm học. / School year.")
@click.option("--period", type=click.Choice([*map(str, Period)]), default="start", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def status(year: int | None, period: str, as_json: bool) -> None:
    """Ai đã kí, ai trễ. / Who has signed, who is late."""
    today = timezone.localdate()
    with transaction.atomic():
        reaching(system("reports"))
        told = selectors.status(school_year=year or latest_year(today), period=period, on=today)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for form in Form:
        one = told[str(form)]
        assert isinstance(one, dict)
        click.echo(
            f"{form}: {one['signed']}/{one['schools']} trường đã kí / schools signed,"
            f" {one['late']} trễ / late (hạn / until {one['deadline']})"
        )


@reports.command("compare")
@click.option("--year", type=int, help="Năm học. / School year.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def compare(year: int | None, as_json: bool) -> None:
    """So báo cáo đã kí với sổ hôm nay. / Hold signed reports against the registers of today."""
    now = timezone.now()
    today = timezone.localdate(now)
    compared, differ = services.notice_changes(
        actor=system("reports"), school_year=year or latest_year(today), on=today, at=now
    )
    if as_json:
        click.echo(json.dumps({"compared": compared, "differ": differ}))
    else:
        click.echo(f"Đã so {compared} báo cáo, {differ} khác sổ. Compared {compared}, {differ} differ.")
