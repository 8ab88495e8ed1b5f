"""The commands of the org room: territory from what ships, and from the statistics office's table."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from django.utils import timezone

from khuevan.access.public import system
from khuevan.org import services
from khuevan.org.rules import FileRefused


@click.group()
def org() -> None:
    """Đơn vị và địa bàn. Units and territory."""


@org.command("load-territory")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def load_territory(as_json: bool) -> None:
    """Nạp tỉnh, xã đi kèm chương trình. Write down the provinces and communes that ship."""
    counts = services.load_territory(actor=system("org"), at=timezone.now())
    if as_json:
        click.echo(json.dumps(counts))
    elif not any(counts.values()):
        click.echo("Địa bàn đã đủ, không có gì thay đổi. Territory stands already: nothing changed.")
    else:
        click.echo(f"Đã nạp {counts['province']} tỉnh (mọi thời kỳ) và {counts['commune']} xã.")
        click.echo(f"Loaded {counts['province']} provinces (all versions) and {counts['commune']} communes.")


@org.command("load-conversion")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def load_conversion(file: Path, as_json: bool) -> None:
    """Nạp bảng chuyển đổi xã cũ, xã mới. Load the statistics office's table of old and new communes."""
    try:
        loaded = services.load_conversion(data=file.read_bytes(), actor=system("org"), at=timezone.now())
    except FileRefused as refusal:
        if as_json:
            click.echo(json.dumps({"code": refusal.code} | refusal.facts, ensure_ascii=False))
        else:
            place, rule, remedy = (refusal.facts[name] for name in ("place", "rule", "remedy"))
            click.echo(f"Không nhận tệp / File refused: {file.name}, {place}: {rule}.", err=True)
            click.echo(f"Cách sửa / Remedy: {remedy}.", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(asdict(loaded), ensure_ascii=False))
        return
    if loaded.already:
        click.echo("Tệp này đã nạp rồi, không có gì thay đổi. This file is loaded already: nothing changed.")
    click.echo(
        f"Đọc {loaded.read} dòng: nạp {loaded.loaded}, tiêu đề nhóm {loaded.banners}, "
        f"trùng {loaded.duplicates}, từ chối {len(loaded.refused)}."
    )
    click.echo(
        f"Read {loaded.read} rows: {loaded.loaded} loaded, {loaded.banners} banners, "
        f"{loaded.duplicates} duplicates, {len(loaded.refused)} refused."
    )
    for title, lines in (("từ chối / refused", loaded.refused), ("ghi nhận / remark", loaded.remarks)):
        for line, why in lines:
            click.echo(f"  dòng / line {line}, {title}: {why}")
