"""``khuevan resources``: what institutions have, beside what they are due."""

from __future__ import annotations

import json
import sys

import click
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import reaching, system
from khuevan.org.public import Kind, Sector, units_below
from khuevan.resources import selectors


@click.group()
def resources() -> None:
    """Cơ sở vật chất và định mức giáo viên. Premises, and teachers due."""


@resources.command("norms")
@click.option("--province", "code", help="Mã tỉnh; bỏ trống là cả nước. / Its code; the country without.")
@click.option("--year", type=int, help="Năm học. / School year.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def norms(code: str | None, year: int | None, as_json: bool) -> None:
    """Thừa, thiếu giáo viên theo định mức. / Teachers short and over, by the norms."""
    actor, today = system("resources"), timezone.localdate()
    school_year = year or (today.year if today.month >= 8 else today.year - 1)
    on = selectors.decisive_day(school_year, today)
    with transaction.atomic():
        reaching(actor)
        number = _head(code)
        if number is None:
            click.echo(f"Không có tỉnh {code}. There is no province {code}.", err=True)
            sys.exit(1)
        found = selectors.staffing(actor=actor, unit=number, school_year=school_year, on=on)
    told = {
        "unit": found.unit.name, "school_year": school_year, "on": on.isoformat(),
        "totals": dict(found.totals), "below": found.below.drop("sector").to_dicts(),
        "subjects": found.lines.to_dicts(), "because": [str(one) for one in found.because],
        "hundredths": ["due", "short", "over"],
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    totals = found.totals
    click.echo(
        f"{found.unit.name}, {school_year}–{school_year + 1}: {totals['schools']} trường / schools,"
        f" {totals['classes']} lớp / classes, {totals['present']} giáo viên / teachers;"
        f" định mức / due {totals['due'] / 100:.2f}, thiếu / short {totals['short'] / 100:.2f},"
        f" thừa / over {totals['over'] / 100:.2f}"
    )


def _head(code: str | None) -> int | None:
    """The unit of the ministry, or of the province with that code."""
    offices = units_below(["/"], timezone.localdate(), [Sector.OFFICE])
    if code is None:
        heads = offices.filter(offices["kind"] == str(Kind.MINISTRY))
        return int(heads["unit"][0]) if heads.height else None
    provinces = offices.filter(offices["kind"] == str(Kind.PROVINCE))
    held = provinces.filter(provinces["province"] == code)
    return int(held["unit"][0]) if held.height else None
