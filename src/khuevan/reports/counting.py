"""Figures of many institutions at once, as the lines of a form say: frames in, cells out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from khuevan.reports.contracts import TOTAL, Line, Section
from khuevan.reports.rules import Forms

Cells = dict[int, dict[str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Registers:
    """What was read of the registers for a set of units: a frame for each measure, each with ``unit``."""

    classes: pl.DataFrame
    learners: pl.DataFrame
    staff: pl.DataFrame
    results: pl.DataFrame
    premises: pl.DataFrame

    def of(self, measure: str) -> tuple[pl.DataFrame, pl.Expr]:
        """The frame of a measure, and what of a row counts."""
        counted = {
            "classes": (self.classes, pl.lit(1, pl.Int64)),
            "learners": (self.learners, pl.col("learners")),
            "staff": (self.staff, pl.col("staff")),
            "results": (self.results, pl.col("learners")),
        }
        return counted[measure]


def count(forms: Forms, form: str, period: str, registers: Registers, units: list[int]) -> Cells:
    """The cells of each unit: every line has its total, and of its columns those that are not nought."""
    sections = forms.of(form, period)
    cells: Cells = {unit: {} for unit in units}
    for section in sections:
        for line in section.lines:
            for unit in units:
                cells[unit][line.code] = {TOTAL: 0}
            if line.measure == "premises":
                _premises(cells, section, line, registers.premises)
            else:
                _counted(cells, forms, form, section, line, registers)
    return cells


def rows_behind(
    forms: Forms, form: str, section: Section, line: Line, column: str, registers: Registers
) -> pl.DataFrame:
    """The rows of the register that a cell is the sum of, each with its ``value``."""
    frame, value = registers.of(line.measure)
    by = "grade" if section.columns == "grades" else "degree"
    found = _within(frame, forms, form, section).filter(_where(line.where)).with_columns(value=value)
    if line.measure == "learners":
        found = found.join(registers.classes.select("class", "name"), on="class", how="left")
    if column == TOTAL:
        return found
    return found.filter(pl.col(by).cast(pl.String) == ("" if column == "unknown" else column))


def _counted(
    cells: Cells, forms: Forms, form: str, section: Section, line: Line, registers: Registers
) -> None:
    frame, value = registers.of(line.measure)
    by = "grade" if section.columns == "grades" else "degree"
    found = _within(frame, forms, form, section).filter(_where(line.where)).with_columns(value=value)
    sums = found.group_by("unit", by).agg(pl.col("value").sum()).sort("unit", by)
    for unit, column, many in sums.iter_rows():
        if unit in cells and many:
            held = cells[unit][line.code]
            held[str(column) or "unknown"] = held.get(str(column) or "unknown", 0) + many
            held[TOTAL] += many


def _within(frame: pl.DataFrame, forms: Forms, form: str, section: Section) -> pl.DataFrame:
    if section.columns == "grades":
        return frame.filter(pl.col("grade").is_in(list(forms.grades[form])))
    degrees = [degree for degree in forms.degrees if degree]
    known = pl.when(pl.col("degree").is_in(degrees)).then("degree").otherwise(pl.lit(""))
    return frame.with_columns(degree=known)


def _where(where: Mapping[str, tuple[object, ...]]) -> pl.Expr:
    held = pl.lit(True)
    for name, values in where.items():
        column = pl.col(name.removeprefix("not_"))
        among = column.is_in(list(values))
        held = held & (~among if name.startswith("not_") else among)
    return held


def _premises(cells: Cells, section: Section, line: Line, premises: pl.DataFrame) -> None:
    rooms = section.columns == "rooms"
    named = f"rooms_{line.field}" if rooms else line.field
    columns = ["unit", named, f"area_{line.field}"] if rooms else ["unit", named]
    for unit, *held in premises.select(columns).iter_rows():
        if unit in cells:
            cells[unit][line.code][TOTAL] = int(held[0])
            if rooms and held[1]:
                cells[unit][line.code]["area"] = int(held[1])
