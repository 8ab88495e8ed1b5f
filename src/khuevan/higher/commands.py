"""The commands of the higher room: freezing a year, and the standard of an institution."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import Actor, reaching, system
from khuevan.higher import selectors, services
from khuevan.higher.contracts.institutions import Assessment
from khuevan_kernel.standards import Result, rounded


@click.group()
def higher() -> None:
    """Giáo dục đại học: chốt năm, chuẩn cơ sở. Higher education."""


@higher.command("freeze")
@click.option("--year", type=int, required=True)
@click.option("--stage", type=click.Choice(["data", "finance"]), default="data", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def freeze(year: int, stage: str, as_json: bool) -> None:
    """Chốt số liệu một năm của mọi cơ sở chưa chốt. Freeze a year of every institution that is not frozen."""
    actor = system("higher")
    with transaction.atomic():
        reaching(actor)
        done = services.freeze_everything(actor=actor, year=year, stage=stage, at=timezone.now())
    if as_json:
        click.echo(
            json.dumps(
                {
                    "year": year,
                    "stage": stage,
                    "institutions": len(done),
                    "digests": {one.institution.code: one.digest for one in done},
                }
            )
        )
        return
    click.echo(f"Đã chốt {len(done)} cơ sở, năm {year} ({stage}). {len(done)} institutions frozen.")


@higher.command("publish")
@click.option("--year", type=int, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def publish(year: int, as_json: bool) -> None:
    """Công bố kết quả đã chốt của một năm. Publish a year's frozen results."""
    actor = system("higher")
    with transaction.atomic():
        reaching(actor)
        done = services.publish_year(actor=actor, year=year, at=timezone.now())
    found = {"year": done.year, "institutions": done.institutions, "digest": done.digest}
    click.echo(
        json.dumps(found) if as_json else f"Đã công bố {done.institutions} cơ sở, năm {year}. Published."
    )


@higher.command("standards")
@click.option("--unit", "code", required=True, help="The institution's code.")
@click.option("--year", type=int, required=True)
@click.option("--frozen", is_flag=True, help="As frozen, not by the register of now.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def standards(code: str, year: int, frozen: bool, as_json: bool) -> None:
    """20 tiêu chí của một cơ sở trong một năm. The 20 criteria of an institution's year."""
    actor = system("higher")
    with transaction.atomic():
        reaching(actor)
        found = _assessed(actor, code, year, frozen)
    if found is None:
        click.echo(f"Không có: {code}, {year}. No such institution, or not frozen.", err=True)
        sys.exit(1)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "unit": code,
                    "year": year,
                    "frozen": frozen,
                    "digest": found.digest,
                    "facts": dict(found.known.facts),
                    "status": dict(found.known.status),
                    "rows": dict(found.known.counts),
                    "criteria": [_told(one) for one in found.results],
                }
            )
        )
        return
    for one in found.results:
        values = ", ".join(f"{part.code} = {_shown(part.value)}" for part in one.parts)
        click.echo(f"{one.criterion}  {one.verdict.value:8}{one.exempt or values}")


def _assessed(actor: Actor, code: str, year: int, frozen: bool) -> Assessment | None:
    today = timezone.localdate(timezone.now())
    own = [one for one in selectors.institutions(actor=actor, on=today) if one.code == code]
    if not own:
        return None
    if frozen:
        return selectors.frozen(actor=actor, institution=own[0], year=year)
    return selectors.assessed(actor=actor, institution=own[0], year=year)


def _told(one: Result) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "verdict": one.verdict.value,
        "exempt": one.exempt,
        "parts": [
            {
                "code": part.code,
                "value": _shown(part.value),
                "verdict": part.verdict.value,
                "bound": {side: _shown(own) for side, own in asdict(part.bound).items() if own is not None},
                "inputs": list(part.inputs),
                "missing": list(part.missing),
            }
            for part in one.parts
        ],
        "because": [str(cited) for cited in one.because],
    }


def _shown(value: Any) -> str | None:
    """An exact value to six places, half up, as text."""
    return None if value is None else str(rounded(value))
