"""``khuevan exams``: results in, statistics out."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from khuevan.access.public import system
from khuevan.exams import selectors, services
from khuevan.exams.contracts import Fault, Loaded, Reading
from khuevan.exams.figures import statistics as figures_of
from khuevan.exams.layouts import read_mapping
from khuevan.exams.marking import words
from khuevan.exams.rules import FileRefused
from khuevan_kernel.law import NotInForce

SHOWN = 20


@click.group()
def exams() -> None:
    """Kết quả thi tốt nghiệp THPT. / Results of the graduation exam."""


@exams.command("load-results")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, required=True, help="Năm thi. / The year of the exam.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp TOML ghi ý nghĩa các cột lạ. / A TOML file that says what unknown headings are.",
)
@click.option(
    "--row-by-row", is_flag=True, help="Nạp các dòng đúng, để lại dòng sai. / Load the rows that are right."
)
@click.option(
    "--pad-numbers", is_flag=True, help="Thêm số 0 vào số báo danh 7 chữ số. / Pad numbers of 7 digits."
)
@click.option("--moved-zeros", is_flag=True, help="Trả số 0 đầu về chỗ (30… là 03…). / Put moved zeros back.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Nơi ghi các dòng sai. / Where refused rows go.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng JSON ở dòng cuối. / One JSON object at the end."
)
def load_results(
    file: Path, year: int, mapping: Path | None, row_by_row: bool, pad_numbers: bool, moved_zeros: bool,
    errors: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Nạp kết quả thi của một năm từ tệp CSV (cả gz, zst). / Load a year's results from a CSV file."""
    try:
        mapped = read_mapping(mapping.read_bytes()) if mapping else ()
        loaded = services.load_results(
            actor=system("exams"), data=file.read_bytes(), year=year, at=datetime.now(UTC),
            reading=Reading(mapped, pad_numbers, moved_zeros, row_by_row),
        )  # fmt: skip
    except FileRefused as no:
        fault = Fault(no.code, no.row, no.column, no.value)
        loaded = Loaded(year, "refused", "", faults=(fault,), fault_count=1)
    place = _write_errors(loaded, errors or Path(f"{file.name}.errors.csv"))
    _tell(loaded, file, place)
    if as_json:
        click.echo(json.dumps(_as_json(loaded, file, place), ensure_ascii=False))
    if loaded.status == "refused":
        raise click.exceptions.Exit(1)


def _write_errors(loaded: Loaded, place: Path) -> str:
    if not loaded.marked_file:
        return ""
    place.write_bytes(loaded.marked_file)
    return str(place)


def _tell(loaded: Loaded, file: Path, place: str) -> None:
    counts = (loaded.rows, loaded.inserted, loaded.updated, loaded.unchanged, loaded.refused)
    if loaded.status == "known":
        click.echo(f"{file.name}: đã nạp lúc {loaded.loaded_at:%H:%M %d/%m/%Y} UTC, không có gì thay đổi.")
        click.echo(f"{file.name}: already loaded at {loaded.loaded_at:%H:%M %d/%m/%Y} UTC, nothing changes.")
    else:
        click.echo("{}: {} dòng; thêm {}, sửa {}, giữ nguyên {}, từ chối {}.".format(file.name, *counts))
        click.echo(
            "{}: {} rows; {} inserted, {} updated, {} unchanged, {} refused.".format(file.name, *counts)
        )
    if loaded.status == "refused":
        click.echo("Không nạp gì. / Nothing was loaded.")
    if loaded.moved_zeros:
        moved = ", ".join(loaded.moved_zeros)
        click.echo(f"Số 0 đầu của số báo danh bị chuyển chỗ trong tệp, đã trả lại: {moved}.")
        click.echo(f"The leading zero of candidate numbers had moved in the file and was put back: {moved}.")
    for fault in loaded.faults[:SHOWN]:
        _tell_fault(fault)
    if loaded.totals_wrong_count:
        click.echo(f"Tổng không khớp / totals that differ: {loaded.totals_wrong_count}")
        for fault in loaded.totals_wrong[:SHOWN]:
            _tell_fault(fault)
    if place:
        click.echo(f"Các dòng bị từ chối / refused rows: {place}")


def _tell_fault(fault: Fault) -> None:
    where = f"{fault.row}{f' [{fault.column}]' if fault.column else ''}" if fault.row else "*"
    for language in ("vi", "en"):
        said = words(fault.code, fault.column, fault.value, language)
        click.echo(f"  {'dòng' if language == 'vi' else 'row'} {where}: {fault.code}: {said}", err=True)


def _as_json(loaded: Loaded, file: Path, place: str) -> dict[str, object]:
    told = {name: value for name, value in asdict(loaded).items() if name not in {"marked_file", "loaded_at"}}
    for name in ("faults", "totals_wrong"):
        told[name] = [
            asdict(one) | {f"text_{x}": words(one.code, one.column, one.value, x) for x in ("vi", "en")}
            for one in getattr(loaded, name)[:SHOWN]
        ]
    at = loaded.loaded_at.isoformat() if loaded.loaded_at else None
    return told | {"file": file.name, "errors_file": place or None, "loaded_at": at}


@exams.command()
@click.option("--year", type=int, required=True, help="Năm thi. / The year of the exam.")
@click.option(
    "--council",
    default="",
    help="Mã hội đồng thi; 'all' là từng hội đồng. / A council's code; 'all' is each.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng JSON ở dòng cuối. / One JSON object at the end."
)
def statistics(year: int, council: str, as_json: bool) -> None:
    """Thống kê điểm theo môn, cả nước hoặc một hội đồng. / Figures by subject, nation or council."""
    try:
        told = figures_of(year, council="" if council == "all" else council)
    except NotInForce:
        raise click.ClickException(f"{year}: chưa có quy định / no regulation is known") from None
    if not told["candidates"]:
        raise click.ClickException(f"{year} {council}: chưa có kết quả / no results are loaded")
    if council == "all":
        told["by_council"] = [figures_of(year, council=code) for code in selectors.candidates(year)]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{year}: {told['candidates']} thí sinh / candidates")
    rows = [*told["subjects"], *told["foreign_languages"]]
    click.echo(f"{'':30}{'n':>9}{'mean':>7}{'median':>8}{'sd':>8}{'10':>7}{'≤ 1':>7}")
    for row in rows:
        click.echo("{name_vi:30}{count:>9}{mean:>7}{median:>8}{sd:>8}{tens:>7}{fails:>7}".format(**row))
