"""The commands of the people room: finding records that stand for one person."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

import click
from django.db import transaction
from django.utils import timezone

from khuevan.access.public import reaching, system
from khuevan.people.selectors.report import linkage_report as report_of
from khuevan.people.services.linkage import compare
from khuevan.people.services.linkage import find_duplicates as find


@click.group()
def people() -> None:
    """Hồ sơ người. The register of persons."""


@people.command("find-duplicates")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def find_duplicates(as_json: bool) -> None:
    """Tìm hồ sơ có thể trùng. Find records that may stand for one person."""
    found = find(actor=system("people"), at=timezone.now())
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(
        f"{found.persons:,} hồ sơ: {found.pairs:,} cặp có thể trùng, "
        f"trong đó {found.certain:,} cặp rất có khả năng; "
        f"{found.added:,} cặp mới, {found.dropped:,} cặp không còn giống."
    )
    click.echo(
        f"{found.persons:,} records: {found.pairs:,} pairs may be one person, "
        f"{found.certain:,} of them very likely; "
        f"{found.added:,} new, {found.dropped:,} no longer alike."
    )


@people.command("linkage-report")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def linkage_report(as_json: bool) -> None:
    """Chấm việc tìm hồ sơ trùng bằng sự thật của đất nước giả lập. Score the search against the synthetic
    truth.
    """
    began = time.perf_counter()
    truth = report_of()
    with transaction.atomic():
        reaching(system("people"))
        found, persons = compare()
    told = truth(found, persons, round(time.perf_counter() - began, 1))
    if as_json:
        click.echo(json.dumps(asdict(told)))
        return
    click.echo(f"Precision {told.precision:.4f}  recall {told.recall:.4f}  F1 {told.f1:.4f}")
    click.echo(
        f"{told.found:,} found, {told.truth:,} true, {told.right:,} right, "
        f"{told.persons:,} persons, {told.seconds} s"
    )
