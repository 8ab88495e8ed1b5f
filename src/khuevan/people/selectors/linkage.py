"""Reading persons in bulk to compare them. The transaction has to reach the whole country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl
from django.db import connection

SCHEMA = {
    "id": pl.Int64, "name": pl.String, "birth_date": pl.Date, "birth_precision": pl.String, "sex": pl.Int64,
    "ethnicity": pl.Int64, "national": pl.String, "unit": pl.Int64, "commune": pl.Int64, "province": pl.Int64,
    "guardian": pl.String,
}  # fmt: skip
AT_ONCE = 500_000
MOST_HOLDERS = 20  # a number that more persons hold is a filler


def compared(fillers: Iterable[str] = (), at_once: int = AT_ONCE) -> Iterator[pl.DataFrame]:
    """Every person's compared columns, by the order of their numbers, in frames of at most ``at_once``.

    National numbers among ``fillers`` are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM people_person")
        low, high = cursor.fetchone()
    known = pl.col("national").is_in(list(fillers)).not_()
    for start in range(low - 1, high, at_once):
        rows = _read(f"people_compared({start}, {start + at_once}, NULL)")
        yield rows.with_columns(national=pl.when(known).then("national"))


def compared_of(numbers: Iterable[int], at_once: int = AT_ONCE) -> pl.DataFrame:
    """The compared columns of some persons."""
    every = sorted({int(number) for number in numbers})
    parts = []
    for start in range(0, len(every), at_once):
        listed = ",".join(map(str, every[start : start + at_once]))
        parts.append(_read(f"people_compared(0, 0, '{{{listed}}}'::bigint[])"))
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


def shared_numbers() -> tuple[list[int], list[str]]:
    """The persons whose national number somebody else holds too; and numbers that are fillers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, holders FROM people_shared_numbers(%s)", [MOST_HOLDERS])
        rows = cursor.fetchall()
    fillers = [number for number, holders in rows if not holders]
    return [one for _, holders in rows for one in holders], fillers


def _read(source: str) -> pl.DataFrame:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY (SELECT * FROM {source}) TO STDOUT (FORMAT csv)") as rows,
    ):
        lines = b"".join(bytes(part) for part in rows)
    if not lines:
        return pl.DataFrame(schema=SCHEMA)
    return pl.read_csv(lines, has_header=False, new_columns=list(SCHEMA), schema_overrides=SCHEMA)
