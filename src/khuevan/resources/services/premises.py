"""Writing premises down: one institution's with a reason, and by file of many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
from django.db import IntegrityError, transaction

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import (
    ROW,
    BatchFacts,
    Column,
    Description,
    Importable,
    Merged,
    Rule,
    merge_frame,
)
from khuevan.intake.public import Kind as Cells
from khuevan.journal.public import record
from khuevan.org.public import Sector, unit_in_reach, units_below
from khuevan.resources import contracts, rules, selectors
from khuevan.resources.contracts import FACTS, ROOMS, TOILETS
from khuevan.resources.contracts import Premises as PremisesFacts
from khuevan.resources.models import Premises

MAY = Permission.SCHOOLING_EDIT
MOST_AREA = 10_000_000
MOST = 5_000


@transaction.atomic
def change_premises(
    *, actor: Actor, unit: int, school_year: int, held: Mapping[str, int | bool], reason: str, seen: str,
    at: datetime,
) -> PremisesFacts:  # fmt: skip
    """Write a unit's premises of a school year down, or correct them, for a reason.

    ``seen`` is the fingerprint of what stood when it was opened, empty for nothing. Refuses with
    ``OutOfReach``, ``rules.ChangedMeanwhile``, ``rules.PremisesContradict`` or ``rules.ReasonMissing``.
    """
    if unit_in_reach(actor, unit, MAY).sector not in {Sector.PRESCHOOL, Sector.GENERAL}:
        raise OutOfReach("institution")
    rows = Premises.objects.for_system("the unit is in reach").select_for_update()
    row = rows.filter(unit=unit, school_year=school_year).first()
    if seen != (selectors.premises_facts(row).fingerprint if row else ""):
        raise rules.ChangedMeanwhile()
    rules.require_premises(held, reason)
    row = row or Premises(unit_id=unit, school_year=school_year)
    for fact in FACTS:
        setattr(row, fact.name, held[fact.name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # two wrote them down for the first time, and this one came second
        raise rules.ChangedMeanwhile() from None
    facts = selectors.premises_facts(row)
    event = contracts.PremisesChanged(f"unit:{unit}", school_year, dict(facts.held), reason.strip())
    record(event, actor=actor, at=at)
    return facts


def _column(fact: contracts.Fact) -> Column:
    if fact.flag:
        return Column(fact.name, fact.vi, fact.en, Cells.BOOL)
    most = MOST_AREA if "area" in fact.name else MOST
    return Column(fact.name, fact.vi, fact.en, Cells.INTEGER, least=0, most=most)


_ROOMS = tuple(
    Rule(f"KV-R-01{at:02}", f"{vi}: có phòng thì phải có diện tích, và ngược lại.",
         f"{en}: rooms have an area, and an area has rooms.",
         (pl.col(f"rooms_{name}").fill_null(0) > 0) == (pl.col(f"area_{name}").fill_null(0) > 0),
         (f"rooms_{name}", f"area_{name}"))
    for at, (name, vi, en) in enumerate(ROOMS, 1)
)  # fmt: skip
_TOILETS = tuple(
    Rule(f"KV-R-02{at:02}", f"{vi}: số đạt chuẩn không nhiều hơn số phòng.",
         f"{en}: no more are up to standard than there are.",
         pl.col(f"standard_{name}").fill_null(0) <= pl.col(f"toilets_{name}").fill_null(0),
         (f"standard_{name}", f"toilets_{name}"))
    for at, (name, vi, en) in enumerate(TOILETS, 1)
)  # fmt: skip
_UNKNOWN = Rule(
    "KV-R-0011", "Không có trường mang mã này trong địa bàn của bạn.",
    "No institution of your branch has this code.", pl.lit(True), ("code",),
)  # fmt: skip
DESCRIPTION = Description(
    name="resources.premises", version="2026.1", vi="Cơ sở vật chất", en="Premises",
    key=("code", "school_year"),
    columns=(
        Column("code", "Mã trường", "Code", Cells.ID, required=True, length=20),
        Column("school_year", "Năm học (năm bắt đầu)", "School year (its first)", Cells.INTEGER,
               required=True, least=rules.FIRST_YEAR, most=2200, note_vi="2026 là năm học 2026–2027.",
               note_en="2026 is 2026–2027."),
        *(_column(fact) for fact in FACTS),
    ),
    rules=(_UNKNOWN, *_ROOMS, *_TOILETS),
)  # fmt: skip


def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """The rows whose code no institution in reach holds."""
    unknown = _placed(frame, actor, at.date()).filter(pl.col("unit_id").is_null())
    return unknown.select(ROW, column=pl.lit("code"), code=pl.lit(_UNKNOWN.code))


def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    """Bring the rows in; an empty cell is none, or no."""
    facts = [pl.col(x.name).fill_null(False) if x.flag else pl.col(x.name).fill_null(0) for x in FACTS]
    rows = _placed(frame, actor, at.date()).select("unit_id", "school_year", *facts)
    return merge_frame(rows, table="resources_premises", key=["school_year", "unit_id"])


def _placed(frame: pl.DataFrame, actor: Actor, on: date) -> pl.DataFrame:
    units = units_below(sorted(actor.reaches.get(MAY, ())), on).filter(pl.col("code") != "")
    held = units.select("code", unit_id="unit").unique("code", keep="first")
    return frame.join(held, on="code", how="left", maintain_order="left")


IMPORTABLE = Importable(DESCRIPTION, merge, MAY, check, source=selectors.SOURCE)
