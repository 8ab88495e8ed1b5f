"""What is wrong with rows, as intake asks for it."""

from __future__ import annotations

import polars as pl

from khuevan.intake.public import ROW


def fault(rows: pl.DataFrame, column: str, code: str) -> pl.DataFrame:
    """A fault of every row, at a column."""
    return rows.select(ROW, column=pl.lit(column), code=pl.lit(code))
