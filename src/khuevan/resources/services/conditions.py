"""Saying what norms depend on: of one unit, and by file of many."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import (
    ROW,
    BatchFacts,
    Code,
    Column,
    Description,
    Importable,
    Merged,
    Rule,
    merge_frame,
)
from khuevan.intake.public import Kind as Cells
from khuevan.journal.public import record
from khuevan.org.public import Kind, unit_in_reach
from khuevan.resources import contracts, rules, selectors
from khuevan.resources.contracts import VALUES, WHAT_WORDS, ConditionFacts
from khuevan.resources.models import Condition
from khuevan.resources.selectors.conditions import places_below

MAY = Permission.ORG_MANAGE


@transaction.atomic
def set_condition(
    *, actor: Actor, unit: int, what: str, value: str, since: date, decision: str, at: datetime
) -> ConditionFacts:
    """Say a unit's zone, kind or sessions from a day on; what stood ends the day before.

    Refuses with ``OutOfReach`` or ``rules.ConditionUnclear``.
    """
    on = unit_in_reach(actor, unit, MAY)
    standing = selectors.standing_condition(unit, what)
    rules.require_condition(
        what, value, since, decision, standing=standing.since if standing else None,
        on_office=on.kind == Kind.COMMUNE,
    )  # fmt: skip
    if standing is not None:
        standing.until = since
        standing.save(update_fields=["until"])
    said = decision.strip()
    Condition.objects.create(unit_id=unit, what=what, value=value, since=since, decision=said)
    record(contracts.ConditionSet(f"unit:{unit}", what, value, since, said), actor=actor, at=at)
    return ConditionFacts(what, value, since, None, said)


_IN_REGISTER = pl.lit(True)  # asked of the register in ``check``


def _rule(number: int, vi: str, en: str, column: str) -> Rule:
    return Rule(f"KV-R-{number:04}", vi, en, _IN_REGISTER, (column,))


DESCRIPTION = Description(
    name="resources.conditions", version="2026.1", vi="Vùng và loại trường", en="Zones and kinds of schools",
    key=("place", "what"),
    columns=(
        Column("place", "Mã trường hoặc mã xã", "Code of a school or a commune", Cells.ID, required=True,
               length=20, note_vi="Mã xã 5 số: nói về mọi trường trong xã, trừ trường có dòng riêng.",
               note_en="Five digits of a commune: of all its schools but those with a row of their own."),
        Column("what", "Điều kiện", "Condition", Cells.CODE, required=True,
               codes=tuple(Code(str(k), *words) for k, words in WHAT_WORDS.items())),
        Column("value", "Giá trị", "Value", Cells.CODE, required=True,
               codes=tuple(Code(v, *words) for held in VALUES.values() for v, words in held.items())),
        Column("since", "Áp dụng từ ngày", "Since", Cells.DATE, required=True),
        Column("decision", "Số quyết định", "Decision", required=True, length=200),
    ),
    rules=(
        _rule(1, "Không có trường hoặc xã mang mã này trong địa bàn bạn quản lí.",
              "No school or commune of your branch has this code.", "place"),
        _rule(2, "Giá trị không thuộc điều kiện này.", "The value is none of this condition.", "value"),
        _rule(3, "Với xã chỉ khai vùng.", "Of a commune only the zone is said.", "what"),
        _rule(4, "Ngày phải sau lần ghi trước.", "The day must follow what stands.", "since"),
    ),
)  # fmt: skip
_PLACES = {"KV-R-0001": "place", "KV-R-0002": "value", "KV-R-0003": "what", "KV-R-0004": "since"}


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows that do not fit the register."""
    placed = _placed(frame, actor, at)
    fits = pl.any_horizontal(
        (pl.col("what") == str(what)) & pl.col("value").is_in([*held]) for what, held in VALUES.items()
    )
    fault = (
        pl.when(pl.col("unit").is_null()).then(pl.lit("KV-R-0001"))
        .when(~fits).then(pl.lit("KV-R-0002"))
        .when(pl.col("is_office") & (pl.col("what") != str(contracts.What.ZONE))).then(pl.lit("KV-R-0003"))
        .when(pl.col("differs") & (pl.col("since") <= pl.col("old_since"))).then(pl.lit("KV-R-0004"))
        .otherwise(pl.lit(None, pl.String))
    )  # fmt: skip
    found = placed.select(ROW, code=fault).drop_nulls("code")
    column = pl.col("code").replace_strict(_PLACES, return_dtype=pl.String)
    return found.select(ROW, column.alias("column"), "code")


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """End what stood where a row says something else, and begin what it says. ``check`` passed the rows."""
    placed = _placed(frame, actor, at)
    new = placed.filter(pl.col("differs"))
    ended = new.drop_nulls("old_since")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE resources_condition c SET until = n.since"
            " FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS n (unit, what, since)"
            " WHERE c.unit_id = n.unit AND c.what = n.what AND c.until IS NULL",
            [ended["unit"].to_list(), ended["what"].to_list(), ended["since"].to_list()],
        )
    rows = new.select("what", "value", "since", "decision", unit_id="unit")
    merge_frame(rows, table="resources_condition", key=["unit_id", "what", "since"])
    return Merged(new.height - ended.height, ended.height, placed.height - new.height)


def _placed(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """Rows with the unit their place means and what stands of it."""
    placed = frame.join(places_below(actor, at.date()), on="place", how="left", maintain_order="left")
    rows = Condition.objects.visible_to(actor, MAY).filter(until__isnull=True)
    schema: dict[str, Any] = {
        "unit": pl.Int64(), "what": pl.String(), "old_value": pl.String(), "old_since": pl.Date(),
        "old_decision": pl.String(),
    }  # fmt: skip
    standing = pl.DataFrame(
        [*rows.values_list("unit_id", "what", "value", "since", "decision")], schema=schema, orient="row"
    )
    placed = placed.join(standing, on=["unit", "what"], how="left", maintain_order="left")
    same = [pl.col(x).eq_missing(pl.col(f"old_{x}")) for x in ("value", "since", "decision")]
    return placed.with_columns(differs=pl.col("unit").is_not_null() & ~pl.all_horizontal(same))


IMPORTABLE = Importable(DESCRIPTION, merge, MAY, check, selectors.conditions_exported)
