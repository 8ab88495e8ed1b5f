"""Premises of institutions: one school's, and many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.forms.models import model_to_dict

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import Source, Trace
from khuevan.org.public import unit_in_reach, units_below
from khuevan.resources.contracts import FACTS, ROOMS
from khuevan.resources.contracts import Premises as PremisesFacts
from khuevan.resources.models import Premises, PremisesBefore
from khuevan_kernel.log import digest

NAMES = [fact.name for fact in FACTS]
FLAGS = {fact.name for fact in FACTS if fact.flag}
_HELD = "JOIN org_unit u ON u.id = p.unit_id JOIN org_unitcode k ON k.unit_id = u.id"
_STANDS = "k.issuer = 'moet' AND k.until IS NULL"
SOURCE = Source(
    query=f"""
    SELECT k.code, p.school_year, {", ".join(f"p.{name}" for name in NAMES)}
    FROM resources_premises p {_HELD} WHERE {_STANDS} AND u.until IS NULL AND {{within}}""",
    path="u.path",
    traces=(
        Trace(
            "resources_premises",
            "SELECT p.id AS anchor, ARRAY[k.code, p.school_year::text] AS key, u.path"
            f" FROM {{rows}} p {_HELD} WHERE {_STANDS}",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Many institutions with their premises: rows of one page, how many there are in all, and sums."""

    rows: pl.DataFrame
    total: int
    told: int
    sums: Mapping[str, int]


def row_held(row: Premises) -> dict[str, int | bool]:
    """The facts of a row, by name."""
    return model_to_dict(row, fields=NAMES)


def premises_facts(row: Premises) -> PremisesFacts:
    """A row as others see it."""
    held = row_held(row)
    return PremisesFacts(row.unit_id, row.school_year, held, digest(held))


def premises(*, actor: Actor, unit: int, school_year: int) -> PremisesFacts | None:
    """The premises of a unit in reach in a school year; ``None`` where nothing is written down yet."""
    unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    rows = Premises.objects.visible_to(actor, Permission.SCHOOLING_VIEW)
    row = rows.filter(unit=unit, school_year=school_year).first()
    return None if row is None else premises_facts(row)


def before(*, actor: Actor, unit: int, school_year: int) -> list[tuple[datetime, dict[str, Any]]]:
    """What stood before each change of a unit's premises, newest first."""
    rows = PremisesBefore.objects.visible_to(actor, Permission.SCHOOLING_VIEW)
    found = rows.filter(unit=unit, school_year=school_year).order_by("-pk")[:50]
    return [(one.until, {name: one.held.get(name) for name in NAMES}) for one in found]


def premises_frame(branches: list[str], school_year: int) -> pl.DataFrame:
    """The premises below branches: ``unit`` and every fact."""
    rows = Premises.objects.for_system("the caller says which branches")
    within = [path for path in branches if path != "/"]
    found = rows.filter(school_year=school_year)
    if len(within) == len(branches):
        at = rows.none().values("unit")
        for path in within:
            at = at | rows.filter(unit__path__startswith=path).values("unit")
        found = found.filter(unit__in=at)
    kinds = {name: pl.Boolean() if name in FLAGS else pl.Int64() for name in NAMES}
    return pl.DataFrame(
        [*found.values_list("unit", *NAMES)], schema={"unit": pl.Int64(), **kinds}, orient="row"
    )


def premises_below(
    *, actor: Actor, unit: int, school_year: int, on: date, kind: str = "", state: str = "",
    words: str = "", number: int = 1, size: int = 50,
) -> Sheet:  # fmt: skip
    """The institutions below a unit in reach, with their premises, under filters; by name.

    ``state`` is ``told``, ``untold``, ``temporary`` (has temporary or borrowed rooms) or ``lacking`` (lacks
    electricity, water, internet, hand-washing or a toilet for each sex). ``size`` 0 gives all rows.
    """
    path = unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW).path
    units = units_below([path], on).filter(pl.col("status") == "active")
    found = units.join(premises_frame([path], school_year), on="unit", how="left")
    found = found.with_columns(told=pl.col("electricity").is_not_null())
    if kind:
        found = found.filter(pl.col("kind") == kind)
    for word in words.split():
        found = found.filter(
            pl.col("sort").str.contains(word, literal=True) | (pl.col("code") == word.upper())
        )
    told = int(found["told"].sum())
    found = found.filter(_in_state(state)).sort("sort", "unit")
    sums = {name: int(found[name].sum() or 0) for name in NAMES}
    number = max(1, min(number, -(-found.height // size))) if size else 1
    rows = found[(number - 1) * size : number * size] if size else found
    return Sheet(rows, found.height, told, sums)


def _in_state(state: str) -> pl.Expr:
    match state:
        case "told":
            return pl.col("told")
        case "untold":
            return ~pl.col("told")
        case "temporary":
            return (pl.col("rooms_temporary") + pl.col("rooms_borrowed")) > 0
        case "lacking":
            both = (pl.col("toilets_boys") > 0) & (pl.col("toilets_girls") > 0)
            have = ("electricity", "clean_water", "internet", "hand_washing")
            return ~(pl.all_horizontal(*have) & both)
    return pl.lit(True)


def room_total() -> pl.Expr:
    """All classrooms of a row."""
    return pl.sum_horizontal(f"rooms_{name}" for name, _, _ in ROOMS)
