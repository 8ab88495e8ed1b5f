"""``khuevan intake``: what can be imported, its template, and a file brought in from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.utils import timezone

from khuevan.access.public import system
from khuevan.intake import registry, services, writing
from khuevan.intake.contracts import BatchFacts, Mode, Phase
from khuevan.intake.dispatch import run_now
from khuevan.intake.rules import FileRefused, words
from khuevan_home import Trouble


@click.group()
def intake() -> None:
    """Nhập dữ liệu hàng loạt · Bulk ways in."""


@intake.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_importables(as_json: bool) -> None:
    """Những gì nhập được · What can be imported."""
    found = [one.description for one in registry.importables(system("intake"))]
    if as_json:
        click.echo(
            json.dumps(
                [{"name": d.name, "version": d.version, "vi": d.vi, "en": d.en} for d in found],
                ensure_ascii=False,
            )
        )
        return
    for one in found:
        click.echo(f"{one.name:24} {one.version:8} {one.vi} · {one.en}")
    if not found:
        click.echo("Chưa có loại dữ liệu nào. · Nothing can be imported yet.")


@intake.command()
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def template(name: str, out: Path) -> None:
    """Ghi tệp mẫu của NAME vào OUT · Write the template of NAME to OUT."""
    out.write_bytes(writing.template(registry.importable(name, system("intake")).description))
    click.echo(str(out))


@intake.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra · Check only.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.ALL.value,
    help="all: tất cả hoặc không gì cả · all or nothing; rows: ghi các dòng đúng · right rows go in.",
)
@click.option("--json", "as_json", is_flag=True)
def run(name: str, file: Path, dry_run: bool, mode: str, as_json: bool) -> None:
    """Nhập FILE vào NAME · Bring FILE in as NAME."""
    try:
        with file.open("rb") as content:
            received = services.receive(
                name=name, file=content, filename=file.name, mode=Mode(mode), dry_run=dry_run,
                actor=system("intake"), at=timezone.now(),
            )  # fmt: skip
    except FileRefused as refused:
        vi, en = words(refused.faults[0].code)
        raise Trouble(vi=vi, en=en) from None
    done = run_now(received.id, timezone.now())
    click.echo(json.dumps(figures(done), ensure_ascii=False) if as_json else told(done))
    if done.phase not in {Phase.DONE, Phase.KNOWN}:
        raise SystemExit(1)


def figures(one: BatchFacts) -> dict[str, object]:
    """What an import came to, for machines."""
    return {
        "batch": one.ref, "phase": one.phase, "dry_run": one.dry_run, "rows": one.rows,
        "accepted": one.accepted, "refused": one.refused, "inserted": one.merged.inserted,
        "updated": one.merged.updated,
        "unchanged": one.merged.unchanged, "digest": one.digest,
        "faults": [{"code": f.code, "row": f.row, "column": f.column, "value": f.value} for f in one.refusal],
    }  # fmt: skip


def told(one: BatchFacts) -> str:
    """What an import came to, in words."""
    lines = [
        f"{one.phase}: {one.rows} dòng/rows · {one.accepted} nhận/accepted · {one.refused} từ chối/refused",
        f"{one.merged.inserted} mới/new · {one.merged.updated} sửa/changed"
        f" · {one.merged.unchanged} như cũ/unchanged",
    ]
    for fault in one.refusal:
        vi, en = words(fault.code)
        lines.append(f"{fault.code} {fault.column}{fault.row or ''} {fault.value}: {vi} {en}")
    if one.phase is Phase.KNOWN:
        lines.append(
            "Tệp này đã được nhập; không có gì thay đổi. · This file is in already; nothing changed."
        )
    return "\n".join(lines)
