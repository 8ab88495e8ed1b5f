"""Rows on their way in, as the datasets that rules look at: by the names of their columns."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from khuevan.quality.rules.datasets import DATASETS, POLARS, Dataset
from khuevan.quality.rules.deriving import Context, derive
from khuevan.quality.rules.language import Type

# What is handed in, the dataset it is of, and columns that bear another name there: ours by theirs.
_NAMED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "org.institutions": ("units", {"kind": "unit_kind"}),
    "people.persons": ("persons", {}),
    "people.guardians": ("guardians", {}),
    "schooling.classes": ("classes", {}),
    "schooling.enrolments": ("enrolments", {}),
    "schooling.learners": ("enrolments", {}),
    "schooling.staff": ("staff", {}),
    "schooling.results": ("results", {}),
    "higher.programmes": ("programmes", {}),
    "higher.students": ("students", {}),
    "higher.staff": ("lecturers", {}),
}
_ALIASES: Mapping[str, str] = {
    "full_name": "name", "national_id": "national", "national_number": "national", "born": "birth_date",
    "qualification": "degree", "class": "school_class",
}  # fmt: skip


def dataset_of(name: str) -> Dataset | None:
    """The dataset whose rules hold for what is handed in, or ``None``."""
    found = _NAMED.get(name)
    return DATASETS[found[0]] if found else None


def incoming(name: str, frame: pl.DataFrame, context: Context) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows as their dataset has them, with the helper columns that can be made; and which of their
    columns each of ours came from. A column that is not handed in is not there, so rules about it are not
    asked."""
    dataset = DATASETS[_NAMED[name][0]]
    names = {**_ALIASES, **_NAMED[name][1]}
    kinds = {one.name: one.type for one in dataset.fields if not one.helper}
    columns = {theirs: names.get(theirs, theirs) for theirs in frame.columns}
    ours = {mine: theirs for theirs, mine in columns.items() if mine in kinds}
    made = frame.select(
        _cast(theirs, frame.schema[theirs], kinds[mine]).alias(mine) for mine, theirs in ours.items()
    )
    if "birth_date" in ours and frame.schema[ours["birth_date"]] == pl.String:
        length = frame[ours["birth_date"]].str.len_chars()
        shown = {4: "y", 7: "m", 10: "d"}
        made = made.with_columns(
            birth_precision=length.replace_strict(shown, default=None, return_dtype=pl.String)
        )
    return derive(made, dataset.types, context), ours


def _cast(name: str, given: pl.DataType, kind: Type) -> pl.Expr:
    cell = pl.col(name)
    if kind is Type.DATE and given == pl.String:
        return pl.concat_str(cell, pl.lit("-01-01")).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return cell.cast(POLARS[kind], strict=False)
