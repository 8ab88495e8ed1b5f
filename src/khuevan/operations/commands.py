"""``khuevan review``: the six-month review."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click
from django.db import transaction

from khuevan.access.public import system
from khuevan.operations import rules, selectors
from khuevan_kernel.law import NotInForce


@click.command()
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Ngày chốt số liệu. / The day of the figures."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng JSON ở dòng cuối. / One JSON object at the end."
)
def review(day: datetime | None, as_json: bool) -> None:
    """Báo cáo sơ kết, đếm ngay lúc này. / The six-month review, counted now."""
    at = datetime.now(UTC)
    on: date = day.date() if day else at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    try:
        with transaction.atomic():
            found = selectors.review(selectors.count(actor=system("review"), on=on, at=at))
    except NotInForce:
        raise click.ClickException(f"{on}: chưa có định nghĩa nào / no definitions are in force") from None
    if not as_json:
        for language in ("vi", "en"):
            click.echo("\n".join(rules.sentences(found, language)) + "\n")
        return
    figures = [
        {
            "code": one.code, "name_vi": one.name_vi, "name_en": one.name_en, "value": one.value,
            "definition": one.definition, "definition_en": one.definition_en, "source": one.source,
            "source_en": one.source_en, "counted_at": one.counted_at.isoformat(),
            "link": one.link, "cites": one.definition_cites,
        }
        for one in found.figures
    ]  # fmt: skip
    told = {
        "as_of": on.isoformat(), "counted_at": at.isoformat(), "figures": figures,
        "sentences_vi": rules.sentences(found, "vi"), "sentences_en": rules.sentences(found, "en"),
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False))
