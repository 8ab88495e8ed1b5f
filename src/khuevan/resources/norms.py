"""Norms over many schools at once: frames in, frames out. The kernel says the same of one school."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import lcm

import polars as pl

from khuevan.resources.contracts import UNSAID, VALUES, What
from khuevan_kernel.staffing import (
    CLASS_SIZES,
    HOURS,
    TEACHERS,
    level_of,
    line_of,
    subject_teachers_due,
)

GRADES = range(-3, 13)
SECONDARY = range(6, 13)
SHARED = "shared"  # the line of what teachers of all subjects teach beside their own


def _rates(day: date) -> pl.DataFrame:
    """A row for each level, kind of school and sessions: the way, and what a class of it is due."""
    rows = []
    for level, norm in TEACHERS.on(day).says.items():
        for kind, sessions in product(VALUES[What.KIND], VALUES[What.SESSIONS]):
            rate = norm.ways[way := norm.way(kind, sessions)]
            single = norm.single or rate
            rows.append((level, kind, sessions, way, rate, single, norm.leader))
    names = ["level", "kind_of", "sessions", "way", "rate", "single_rate", "leader"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _sizes(day: date) -> pl.DataFrame:
    """A row for each level and zone: the largest class, and of how many left over one teacher more comes."""
    spare = {level: norm.spare for level, norm in TEACHERS.on(day).says.items()}
    rows = [
        {
            "level": level, "zone": str(zone), "size": sizes[zone - 1],
            "spare": spare[level][zone - 1] if spare[level] else None,
        }
        for level, sizes in CLASS_SIZES.on(day).says.items()
        for zone in (1, 2, 3)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"spare": pl.Int64})


def conditions_of(units: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Each unit with its ``zone``, ``kind_of``, ``sessions``, and ``zone_by``: who said the zone.

    ``said`` has ``unit``, ``commune`` (of an office, else empty), ``what`` and ``value``. A school's own word
    counts before its commune's, and that before what is taken where nothing is said (zone 3).
    """
    own = said.filter(pl.col("commune") == "")
    found = units
    for what, column in ((What.ZONE, "zone"), (What.KIND, "kind_of"), (What.SESSIONS, "sessions")):
        of_what = own.filter(pl.col("what") == str(what)).select("unit", own_value="value")
        found = found.join(of_what, on="unit", how="left")
        commune = said.filter((pl.col("commune") != "") & (pl.col("what") == str(what)))
        shared = commune.unique("commune").select("commune", commune_value="value")
        found = found.join(shared, on="commune", how="left")
        if what is What.ZONE:
            found = found.with_columns(
                zone_by=pl.when(pl.col("own_value").is_not_null()).then(pl.lit("school"))
                .when(pl.col("commune_value").is_not_null()).then(pl.lit("commune"))
                .otherwise(pl.lit("unsaid"))
            )  # fmt: skip
        found = found.with_columns(
            pl.coalesce("own_value", "commune_value", pl.lit(UNSAID[what])).alias(column)
        ).drop("own_value", "commune_value")
    return found


def classes_with_limits(classes: pl.DataFrame, units: pl.DataFrame, day: date) -> pl.DataFrame:
    """Each class with its ``level``, its school's conditions and ``size``, the most it may have."""
    levels = pl.DataFrame({"grade": [*GRADES], "level": [level_of(grade) for grade in GRADES]})
    within = units.select("unit", "zone", "kind_of", "sessions", "sector")
    placed = classes.join(within, on="unit", how="inner").join(levels, on="grade", how="inner")
    return placed.join(_sizes(day), on=["level", "zone"], how="left")


def due_by_level(limited: pl.DataFrame, day: date) -> pl.DataFrame:
    """By unit and level: classes, learners, the norm that holds, and ``due`` in hundredths of a teacher."""
    alone = limited.group_by("unit").agg(all_classes=pl.len())
    grouped = limited.group_by("unit", "level", "zone", "kind_of", "sessions", "sector", "size", "spare").agg(
        classes=pl.len(),
        learners=pl.col("learners").sum(),
        large=(pl.col("learners") > pl.col("size")).sum(),
    )
    placed = grouped.join(alone, on="unit").join(_rates(day), on=["level", "kind_of", "sessions"], how="left")
    rate = pl.when(pl.col("all_classes") == 1).then("single_rate").otherwise("rate")
    left_over = (pl.col("learners") - pl.col("classes") * pl.col("size")).clip(lower_bound=0)
    more = (left_over // pl.col("spare")).fill_null(0)
    return (
        placed.with_columns(rate=rate, left_over=left_over, more=more)
        .with_columns(due=pl.col("classes") * pl.col("rate") + (pl.col("more") + pl.col("leader")) * 100)
        .sort("unit", "level")
    )


def by_unit(units: pl.DataFrame, due: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """Every unit with ``classes``, ``learners``, ``large``, ``due``, ``present`` and ``gap`` (hundredths).

    ``gap`` is what is there less what is due: below nought teachers are short.
    """
    sums = due.group_by("unit").agg(pl.col("classes", "learners", "large", "due").sum())
    teachers = staff.filter(pl.col("role") == "teacher").group_by("unit").agg(present=pl.col("staff").sum())
    found = units.join(sums, on="unit", how="left").join(teachers, on="unit", how="left")
    counts = ("classes", "learners", "large", "due", "present")
    found = found.with_columns(pl.col(*counts).cast(pl.Int64).fill_null(0))
    return found.with_columns(gap=pl.col("present") * 100 - pl.col("due"))


def by_subject(classes: pl.DataFrame, staff: pl.DataFrame, day: date) -> pl.DataFrame:
    """By unit and line of subjects: ``due``, ``present`` and ``gap`` in hundredths, ``due`` rounded half up.

    Schools that teach grades 6–12 alone. ``line`` is empty for teachers whose subject no line knows. Of what
    teachers of all subjects share there is no gap.
    """
    taught = classes.filter(pl.col("grade").is_in([*SECONDARY]))
    schools = taught.group_by("unit").agg(lower=(pl.col("grade") < 10).any())
    shares, whole = _subject_shares(day)
    due = (
        taught.group_by("unit", "grade").agg(classes=pl.len())
        .join(schools, on="unit").join(shares, on=["grade", "lower"])
        .group_by("unit", "line").agg(parts=(pl.col("classes") * pl.col("parts")).sum())
        .select("unit", "line", due=(pl.col("parts") * 200 + whole) // (2 * whole))
    )  # fmt: skip
    subjects = staff.select("subject").unique()["subject"].to_list()
    lines = pl.DataFrame(
        [(one, low, line_of(one, lower=low, day=day) or "") for one in subjects for low in (True, False)],
        schema={"subject": pl.String, "lower": pl.Boolean, "line": pl.String}, orient="row",
    )  # fmt: skip
    present = (
        staff.filter(pl.col("role") == "teacher").join(schools, on="unit")
        .join(lines, on=["subject", "lower"], how="left")
        .group_by("unit", "line").agg(present=pl.col("staff").sum())
    )  # fmt: skip
    found = due.join(present, on=["unit", "line"], how="full", coalesce=True)
    found = found.with_columns(pl.col("due", "present").cast(pl.Int64).fill_null(0))
    gap = pl.when(pl.col("line") == SHARED).then(0).otherwise(pl.col("present") * 100 - pl.col("due"))
    order = {"": 99} | {one.code: at for at, one in enumerate(HOURS.on(day).says.lines)}
    return (
        found.with_columns(gap=gap)
        .with_columns(at=pl.col("line").replace_strict(order, return_dtype=pl.Int64))
        .sort("unit", "at")
        .drop("at")
    )


def _subject_shares(day: date) -> tuple[pl.DataFrame, int]:
    """What one class of a grade is due of each line, as whole parts of a teacher, and the parts of one."""
    shares = [
        (grade, lower, line, share)
        for grade in SECONDARY
        for lower in ((True,) if grade < 10 else (True, False))
        for line, share in subject_teachers_due({grade: 1}, lower=lower, day=day).value.items()
    ]
    whole = lcm(*(share.denominator for *_, share in shares))
    rows = [(grade, lower, line, int(share * whole)) for grade, lower, line, share in shares]
    schema = {"grade": pl.Int64(), "lower": pl.Boolean(), "line": pl.String(), "parts": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row"), whole
