"""The file that goes back: made when it is first asked for, and kept beside the batch."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from khuevan.intake import selectors, store, writing
from khuevan.intake.contracts import BatchFacts, Description
from khuevan.intake.reading.source import kind_of

ALL_FAULTS = 10**9


def marked(one: BatchFacts, description: Description) -> Path:
    """The uploaded workbook with its wrong cells marked; for text and large workbooks, the refused rows
    alone."""
    target = store.findings(one.id, "result.xlsx")
    if target.exists():
        return target
    faults = selectors.faults(one, limit=ALL_FAULTS)
    source = store.kept(one.digest)
    draft = target.with_suffix(".draft")
    if kind_of(source) == "xlsx" and one.rows <= writing.MARKED_ROWS:
        writing.mark(source, draft, faults, description)
    else:
        rows = pl.read_parquet(store.findings(one.id, "rows.parquet"))
        writing.error_book(draft, faults, rows, description)
    return draft.replace(target)
