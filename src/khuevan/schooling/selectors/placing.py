"""What decides whether learners may have places: looked up for many at once, decided as one expression."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from khuevan.access.public import Actor, Permission
from khuevan.schooling.codes import in_force
from khuevan.schooling.rules import FIRST_MONTH

ASKED = {
    "row": pl.Int64(), "person": pl.Int64(), "school_class": pl.Int64(), "since": pl.Date(),
    "born": pl.Date(), "entry": pl.String(),
}  # fmt: skip
FOUND = {
    "row": pl.Int64(), "unit": pl.Int64(), "path": pl.String(), "stands": pl.Boolean(), "year": pl.Int64(),
    "grade": pl.Int64(), "taught": pl.Boolean(), "old_unit": pl.Int64(), "old_class": pl.Int64(),
    "old_status": pl.String(), "elsewhere": pl.Boolean(), "ended": pl.Date(),
}  # fmt: skip
_LOOK = """
WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[])
               AS x (row, person, class, since)),
     away AS (SELECT * FROM schooling_studying_elsewhere(
                  (SELECT array_agg(person) FROM asked WHERE person IS NOT NULL)))
SELECT a.row, u.id, u.path,
       u.status = 'active' AND u.since <= a.since AND (u.until IS NULL OR u.until > a.since), c.school_year,
       c.grade, u.levels = '{}' OR schooling_level(c.grade) = ANY (u.levels), e.unit_id, e.school_class_id,
       e.status, w.person IS NOT NULL, (SELECT max(d.until) FROM schooling_departure d
                              WHERE d.person_id = a.person AND d.school_year = c.school_year)
FROM asked a JOIN schooling_schoolclass c ON c.id = a.class JOIN org_unit u ON u.id = c.unit_id
LEFT JOIN schooling_enrolment e ON e.school_year = c.school_year AND e.person_id = a.person
LEFT JOIN away w ON w.person = a.person AND w.year = c.school_year
ORDER BY a.row"""


def look_up(asked: pl.DataFrame) -> pl.DataFrame:
    """Places that are asked for (``ASKED``; ``person`` is null where nobody has a record yet) with what
    decides about each (``FOUND``). Rows whose class does not exist are left out."""
    given = [asked[name].to_list() for name in ("row", "person", "school_class", "since")]
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, given)
        found = pl.DataFrame(cursor.fetchall(), schema=FOUND, orient="row")
    return asked.join(found, on="row", how="inner", maintain_order="left")


def faults(looked: pl.DataFrame, actor: Actor, on: date) -> pl.Series:
    """The code of what is wrong with each place that was looked up; null where nothing is."""
    limits = in_force(on).says.limits["ages"]
    age = pl.col("year") - pl.col("born").dt.year()
    older = age - (pl.col("grade") + 5)
    open_place = pl.col("old_status") == "studying"
    first = pl.date(pl.col("year"), FIRST_MONTH, 1)
    after = pl.date(pl.col("year") + 1, FIRST_MONTH, 1)
    within = pl.any_horizontal(
        pl.lit(False),
        *(pl.col("path").str.starts_with(one) for one in actor.reaches.get(Permission.SCHOOLING_EDIT, ())),
    )
    nursery = pl.when(pl.col("grade") == -3).then(2).otherwise(0)
    fault = (
        pl.when(~within).then(pl.lit("KV-S-0001"))
        .when(~pl.col("stands")).then(pl.lit("KV-S-0002"))
        .when(~pl.col("taught")).then(pl.lit("KV-S-0003"))
        .when(~pl.col("since").is_between(first, after, closed="left")).then(pl.lit("KV-S-0004"))
        .when(pl.col("elsewhere") | (open_place & (pl.col("old_unit") != pl.col("unit"))))
        .then(pl.lit("KV-S-0005"))
        .when(open_place).then(pl.lit("KV-S-0007"))
        .when(pl.col("since") < pl.col("ended")).then(pl.lit("KV-S-0006"))
        .when((older < limits["least"] - nursery) | (older > limits["most"])).then(pl.lit("KV-S-0008"))
        .otherwise(pl.lit(None, pl.String))
    )  # fmt: skip
    return looked.select(fault=fault)["fault"]
