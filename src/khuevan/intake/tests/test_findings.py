"""What was found in rows is told by cell, whatever the cells' columns are called."""

from datetime import UTC, datetime

import polars as pl

from khuevan.access.public import system
from khuevan.intake.checking import no_faults
from khuevan.intake.contracts import ROW, Column, Description, Importable, Limits, Merged
from khuevan.intake.running import Checked, Findings

AT = datetime(2026, 9, 5, tzinfo=UTC)
COLUMNS = (Column("value", "Giá trị", "Value"), Column("column", "Cột", "Column"))


def test_a_thing_may_have_columns_called_value_and_column():
    thing = Importable(
        Description("t.odd", "1", "Lạ", "Odd", COLUMNS, ("value",)),
        lambda frame, actor, at, batch: Merged(),
        "intake.run",
        lambda frame, actor, at: frame.select(ROW, column=pl.lit("column"), code=pl.lit("X")),
    )
    good = pl.DataFrame({ROW: [1], "value": ["a"], "column": ["b"]})
    findings = Findings(Limits())

    findings.add(Checked(good, no_faults(), good, 1.0), thing, system("test"), AT)

    faults, _ = findings.frames(thing.description)
    assert faults.rows(named=True) == [{ROW: 1, "column": "column", "code": "X", "value": "b"}]
