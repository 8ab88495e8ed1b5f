"""Institutions handed in as files: founded and changed by the hundred, below the offices that manage them.

Where an institution stands follows from its kind and its commune: preschools, primary and lower-secondary
schools below the commune's office, all others of general education below the province's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import (
    ROW,
    BatchFacts,
    Closing,
    Code,
    Column,
    Description,
    Importable,
    Merged,
    Rule,
    copy_frame,
)
from khuevan.intake.public import Kind as Cells
from khuevan.org.contracts import KINDS, Kind, Sector
from khuevan.org.models import Unit
from khuevan.org.selectors.institutions import ISSUER, LEVELS, SOURCE, freed, offices, standing
from khuevan.org.services.units import close_unit
from khuevan_kernel.identity import search_key, tidy

MAY = Permission.ORG_MANAGE
BELOW_COMMUNE = {Kind.PRIMARY, Kind.LOWER, Kind.PRIMARY_LOWER}
KINDS_TAKEN = {k: words for k, words in KINDS.items() if words.sector in {Sector.PRESCHOOL, Sector.GENERAL}}
_OWNERSHIPS = (
    Code("1", "Công lập", "Public"), Code("2", "Dân lập", "People-founded"), Code("3", "Tư thục", "Private"),
)  # fmt: skip
_HELD_BY_REGISTER = pl.lit(True)  # asked of the register in ``check``, not of the row alone
_LEVEL_TITLES = {
    "nursery": ("Nhà trẻ", "Nursery"), "kindergarten": ("Mẫu giáo", "Kindergarten"),
    "primary": ("Tiểu học", "Primary"), "lower": ("Trung học cơ sở", "Lower secondary"),
    "upper": ("Trung học phổ thông", "Upper secondary"),
}  # fmt: skip


def _rule(number: int, vi: str, en: str, column: str, holds: pl.Expr = _HELD_BY_REGISTER) -> Rule:
    return Rule(f"KV-O-{number:04}", vi, en, holds, (column,))


DESCRIPTION = Description(
    name="org.institutions", version="2026.1", vi="Cơ sở giáo dục", en="Institutions", key=("code",),
    columns=(
        Column("code", "Mã trường", "Code", Cells.ID, required=True, length=20, pattern="[0-9A-Z._-]{2,20}",
               note_vi="Mã do Bộ cấp; giữ các số 0 ở đầu.", note_en="Given by the ministry; zeros stay."),
        Column("name", "Tên trường", "Name", required=True, length=200),
        Column("kind", "Loại hình", "Kind", Cells.CODE, required=True,
               codes=tuple(Code(str(k), words.vi, words.en) for k, words in KINDS_TAKEN.items())),
        Column("commune", "Mã xã", "Commune code", Cells.ID, required=True, length=5, pattern="[0-9]{5}",
               note_vi="Mã 5 số của Cục Thống kê, từ 1/7/2025.", note_en="Five digits, as of 1 July 2025."),
        Column("ownership", "Loại sở hữu", "Ownership", Cells.CODE, required=True, codes=_OWNERSHIPS),
        Column("since", "Áp dụng từ ngày", "Since", Cells.DATE, required=True,
               note_vi="Trường mới: ngày bắt đầu, sớm nhất là ngày cơ quan quản lý có."
                       " Trường đã có: ngày thay đổi có hiệu lực.",
               note_en="New: its first day, not before its office. Known: the day a change takes effect."),
        *(Column(level, *titles, Cells.BOOL) for level, titles in _LEVEL_TITLES.items()),
    ),
    rules=(
        _rule(1, "Xã không có trong danh mục hiện hành hoặc chưa có cơ quan quản lý.",
              "The commune is not in force, or has no office.", "commune"),
        _rule(2, "Xã không thuộc địa bàn bạn quản lý.", "The commune is outside your branch.", "commune"),
        _rule(3, "Mã này thuộc cơ sở của địa bàn khác.", "An institution elsewhere holds this code.", "code"),
        _rule(4, "Loại hình và cơ quan quản lý của trường đã có không đổi bằng tệp.",
              "A file does not change the kind or the office of a known institution.", "kind"),
        _rule(5, "Ngày phải sau lần thay đổi gần nhất và không trước khi cơ quan quản lý có.",
              "The day must follow the last change, and not precede the office.", "since"),
        _rule(6, "Ngày không được ở tương lai.", "The day is in the future.", "since"),
        _rule(7, "Phải đánh dấu ít nhất một cấp học.", "Mark one level at least.", "primary",
              pl.any_horizontal(pl.col(LEVELS).fill_null(False)) | (pl.col("kind") == Kind.CENTRE)),
        _rule(8, "Mã này thuộc một cơ sở đã kết thúc sau ngày áp dụng.",
              "An institution that ended after this day held the code.", "since"),
    ),
)  # fmt: skip


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register: ``ROW``, ``column``, ``code``, one fault a row."""
    placed = _placed(frame)
    branches = list(actor.reaches.get(MAY, ()))
    known, none = pl.col("unit").is_not_null(), pl.lit(None, pl.String)
    fault = (
        pl.when(pl.col("parent").is_null()).then(pl.lit("KV-O-0001"))
        .when(~_within("path", branches)).then(pl.lit("KV-O-0002"))
        .when(known & ~_within("unit_path", branches)).then(pl.lit("KV-O-0003"))
        .when(known & ((pl.col("kind") != pl.col("old_kind")) | (pl.col("parent") != pl.col("old_parent"))))
        .then(pl.lit("KV-O-0004"))
        .when(pl.col("since") > at.date()).then(pl.lit("KV-O-0006"))
        .when(~known & (pl.col("since") < pl.col("office_since"))).then(pl.lit("KV-O-0005"))
        .when(~known & (pl.col("since") < pl.col("freed"))).then(pl.lit("KV-O-0008"))
        .when(known & pl.col("differs") & (pl.col("since") <= pl.col("old_since"))).then(pl.lit("KV-O-0005"))
        .otherwise(none)
    )  # fmt: skip
    places = {rule.code: rule.columns[0] for rule in DESCRIPTION.rules}
    found = placed.select(ROW, code=fault).drop_nulls("code")
    return found.select(
        ROW, pl.col("code").replace_strict(places, return_dtype=pl.String).alias("column"), "code"
    )


def _within(path: str, branches: list[str]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(False), *(pl.col(path).str.starts_with(branch) for branch in branches))


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Found what is new and begin new versions of what differs. Rows were passed by ``check``.

    Two that found one code at once: the database refuses the later (``org_unit_code_one_holder``).
    """
    placed = _placed(frame)
    new, changed = placed.filter(pl.col("unit").is_null()), placed.filter("differs")
    with connection.cursor() as cursor:
        _found(cursor, new)
        _change(cursor, changed)
    return Merged(new.height, changed.height, placed.height - new.height - changed.height)


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with their office (``parent``, ``path``) and the unit that holds their code, if any."""
    marks = [pl.when(pl.col(level).fill_null(False)).then(pl.lit(level)) for level in LEVELS]
    below = pl.col("kind").is_in([*BELOW_COMMUNE, *(k for k in KINDS if KINDS[k].sector == Sector.PRESCHOOL)])
    rows = frame.with_columns(
        pl.col("name").map_elements(tidy, pl.String), pl.col("ownership").cast(pl.Int64),
        levels=pl.concat_str(marks, separator=",", ignore_nulls=True),
        level=pl.when(below).then(pl.lit("commune")).otherwise(pl.lit("province")),
    )  # fmt: skip
    rows = rows.join(offices(), on=["commune", "level"], how="left", maintain_order="left")
    rows = rows.join(standing(rows["code"]), on="code", how="left", maintain_order="left")
    rows = rows.join(freed(rows["code"]), on="code", how="left", maintain_order="left")
    same = [
        pl.col(name).eq_missing(pl.col(f"old_{name}"))
        for name in ("name", "territory", "ownership", "levels")
    ]
    return rows.with_columns(differs=pl.col("unit").is_not_null() & ~pl.all_horizontal(same))


def _found(cursor: Any, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('org_unit', 'id')) FROM generate_series(1, %s)", [rows.height]
    )
    numbers = pl.Series("id", [number for (number,) in cursor.fetchall()], pl.Int64)
    fixed = {"status": pl.lit("active"), "issuer": pl.lit(ISSUER)}
    units = rows.with_columns(numbers, sector=_sector(), **fixed).select(
        "id", "kind", "sector", "name", "code", "issuer", "ownership", "status", "since",
        search_name=pl.col("name").map_elements(search_key, pl.String),
        parent_id="parent", path=pl.format("{}{}/", "path", "id"), territory_id="territory", unit_id="id",
        levels=pl.lit("{") + pl.col("levels") + pl.lit("}"),
    )  # fmt: skip
    facts = ["name", "parent_id", "territory_id", "ownership", "levels", "status", "since"]
    copy_frame(cursor, units, "org_unit", ["id", "kind", "sector", "search_name", "path", *facts])
    copy_frame(cursor, units, "org_unitversion", ["unit_id", *facts])
    copy_frame(cursor, units, "org_unitcode", ["unit_id", "issuer", "code", "since"])


def _sector() -> pl.Expr:
    return pl.col("kind").replace_strict(
        {str(k): str(w.sector) for k, w in KINDS.items()}, return_dtype=pl.String
    )


def _change(cursor: Any, rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    cursor.execute(
        "CREATE TEMPORARY TABLE org_changed (unit bigint, name text, search_name text, territory bigint,"
        " ownership smallint, levels text[], since date) ON COMMIT DROP"
    )
    changed = rows.select(
        "unit", "name", "territory", "ownership", "since",
        search_name=pl.col("name").map_elements(search_key, pl.String),
        levels=pl.lit("{") + pl.col("levels") + pl.lit("}"),
    )  # fmt: skip
    copy_frame(cursor, changed, "pg_temp.org_changed")
    cursor.execute(
        "UPDATE org_unitversion v SET until = c.since FROM pg_temp.org_changed c"
        " WHERE v.unit_id = c.unit AND v.until IS NULL"
    )
    cursor.execute(
        "UPDATE org_unit u SET name = c.name, search_name = c.search_name, territory_id = c.territory,"
        " ownership = c.ownership, levels = c.levels FROM pg_temp.org_changed c WHERE u.id = c.unit"
    )
    cursor.execute(
        "INSERT INTO org_unitversion"
        " (unit_id, name, parent_id, territory_id, ownership, levels, status, since)"
        " SELECT u.id, u.name, u.parent_id, u.territory_id, u.ownership, u.levels, u.status, c.since"
        " FROM org_unit u JOIN pg_temp.org_changed c ON c.unit = u.id"
    )
    cursor.execute("DROP TABLE pg_temp.org_changed")


def close(closing: Closing, actor: Actor, at: datetime) -> None:
    """Close the institution that holds a code. Refuses with ``OutOfReach``, and as ``close_unit`` does."""
    unit = Unit.objects.visible_to(actor, MAY).filter(
        sector__in=[Sector.PRESCHOOL, Sector.GENERAL], codes__issuer=ISSUER, codes__until=None,
        codes__code=closing.key[0],
    )  # fmt: skip
    close_unit(unit=unit.one().pk, day=closing.day, reason=closing.reason, actor=actor, at=at)


IMPORTABLE = Importable(DESCRIPTION, merge, MAY, check, source=SOURCE, close=close)
