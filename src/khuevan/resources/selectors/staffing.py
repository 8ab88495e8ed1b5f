"""Teachers due and teachers present: of many schools at once, and of one with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from khuevan.access.public import Actor, Permission
from khuevan.org.public import UnitFacts, unit_in_reach, units, units_below
from khuevan.resources import norms
from khuevan.resources.selectors.conditions import said_on
from khuevan.schooling.public import posts, rolls
from khuevan_kernel.law import Citation
from khuevan_kernel.staffing import HOURS, TEACHERS, Classes, largest_class, teachers_due

SUMS = ("schools", "classes", "learners", "large", "due", "present", "short", "over")


@dataclass(frozen=True, slots=True)
class Staffing:
    """Staffing below a unit on a day. Teachers due, short and over are in hundredths.

    ``below`` has a row for each unit directly below, or for each school where ``by_school`` was asked for;
    ``lines`` one for each line of subjects. What is short is summed over schools, and what is over: a
    surplus here does not fill a gap there.
    """

    unit: UnitFacts
    day: date
    below: pl.DataFrame
    lines: pl.DataFrame
    totals: Mapping[str, int]
    because: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """How a school's teachers due came about at one level."""

    level: str
    classes: int
    learners: int
    zone: int
    zone_by: str
    way: str
    rate: Decimal
    size: int
    left_over: int
    spare: int | None
    more: int
    leader: int
    due: Decimal
    unconfirmed: frozenset[str]
    because: tuple[Citation, ...]


def decisive_day(school_year: int, today: date) -> date:
    """The day a school year's staffing is counted on: today while it runs, else its last day."""
    return max(date(school_year, 9, 5), min(today, date(school_year + 1, 5, 31)))


def staffing(
    *, actor: Actor, unit: int, school_year: int, on: date, kind: str = "", by_school: bool = False
) -> Staffing:
    """Staffing below a unit in the actor's reach on a day, for schools of a kind or of all."""
    head = unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    schools, classes, staff = _counted(head.path, school_year, on, kind)
    due = norms.due_by_level(classes, on)
    each = norms.by_unit(schools, due, staff).with_columns(
        schools=pl.lit(1, pl.Int64),
        short=(-pl.col("gap")).clip(lower_bound=0),
        over=pl.col("gap").clip(lower_bound=0),
    )
    lines = norms.by_subject(classes, staff, on)
    totals = {name: int(each[name].sum()) for name in SUMS}
    below = each.sort("gap", "sort") if by_school else _grouped(each, head)
    summed = lines.group_by("line", maintain_order=True).agg(
        pl.col("due", "present").sum(),
        short=(-pl.col("gap")).clip(lower_bound=0).sum(),
        over=pl.col("gap").clip(lower_bound=0).sum(),
        schools=pl.len(),
    )
    return Staffing(head, on, below, _in_order(summed, on), totals, (TEACHERS.on(on).cites,))


def _counted(path: str, school_year: int, on: date, kind: str) -> tuple[pl.DataFrame, ...]:
    found = units_below([path], on).filter(pl.col("status") == "active")
    if kind:
        found = found.filter(pl.col("kind") == kind)
    schools = norms.conditions_of(found, said_on(on, path))
    counted = rolls(school_year=school_year, branches=[path])
    classes = norms.classes_with_limits(counted, schools, on)
    staff = posts(on=on, branches=[path]).join(schools.select("unit"), on="unit", how="semi")
    return schools, classes, staff


def _grouped(each: pl.DataFrame, head: UnitFacts) -> pl.DataFrame:
    depth = head.path.strip("/").count("/") + 2
    child = pl.col("path").str.split("/").list.get(depth, null_on_oob=True).cast(pl.Int64, strict=False)
    sums = each.with_columns(child=child).drop_nulls("child").group_by("child").agg(pl.col(*SUMS).sum())
    named = units(sums["child"].to_list())
    names = pl.DataFrame(
        [(one.id, one.name, one.kind, one.sector) for one in named],
        schema={"child": pl.Int64, "name": pl.String, "kind": pl.String, "sector": pl.String}, orient="row",
    )  # fmt: skip
    placed = sums.join(names, on="child").rename({"child": "unit"})
    return placed.sort(pl.col("sector") != "office", "short", "name", descending=[False, True, False])


def _in_order(lines: pl.DataFrame, on: date) -> pl.DataFrame:
    order = {"": 99} | {one.code: at for at, one in enumerate(HOURS.on(on).says.lines)}
    at = pl.col("line").replace_strict(order, return_dtype=pl.Int64)
    return lines.with_columns(at=at).sort("at").drop("at")


def large_classes(*, actor: Actor, unit: int, school_year: int, on: date, kind: str = "") -> pl.DataFrame:
    """The classes below a unit in reach that have more learners than they may, the largest excess first."""
    head = unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    schools, classes, _ = _counted(head.path, school_year, on, kind)
    large = classes.filter(pl.col("learners") > pl.col("size")).with_columns(
        excess=pl.col("learners") - pl.col("size")
    )
    named = schools.select("unit", "zone_by", school="name", school_kind="kind", code="code")
    return large.join(named, on="unit").sort("excess", "school", "class", descending=[True, False, False])


def school_explained(
    *, actor: Actor, unit: int, school_year: int, on: date
) -> tuple[list[Explained], pl.DataFrame, pl.DataFrame]:
    """Why a school in reach is due so many teachers: by level; its classes; its lines of subjects."""
    head = unit_in_reach(actor, unit, Permission.SCHOOLING_VIEW)
    schools, classes, staff = _counted(head.path, school_year, on, "")
    due = norms.due_by_level(classes, on)
    zone_by = schools["zone_by"][0] if schools.height else "unsaid"
    explained = [_explained(row, zone_by, on) for row in due.iter_rows(named=True)]
    return (
        explained,
        classes.sort("grade", pl.col("name").str.len_chars(), "name"),
        norms.by_subject(classes, staff, on),
    )


def _doubts(unconfirmed: frozenset[str], of: Classes, left_over: int) -> frozenset[str]:
    """What of the norm's doubts touches these classes."""
    touched = {"spare": left_over > 0, "single": of.single, "specialised": of.way == "specialised"}
    return frozenset(doubt for doubt in unconfirmed if touched.get(doubt, True))


def _explained(row: Mapping[str, object], zone_by: str, on: date) -> Explained:
    def whole(name: str) -> int:
        return int(str(row[name] or 0))

    level, zone = str(row["level"]), int(str(row["zone"]))
    single = whole("all_classes") == 1
    of = Classes(level, str(row["way"]), zone, whole("classes"), whole("learners"), single)
    decided = teachers_due(of, on)
    return Explained(
        level=level, classes=of.classes, learners=of.learners, zone=zone, zone_by=zone_by, way=of.way,
        rate=Decimal(whole("rate")).scaleb(-2), size=largest_class(level, zone, on).value,
        left_over=whole("left_over"), spare=whole("spare") or None, more=whole("more"),
        leader=whole("leader"), due=decided.value,
        unconfirmed=_doubts(TEACHERS.on(on).says[level].unconfirmed, of, whole("left_over")),
        because=decided.because,
    )  # fmt: skip
