"""The rules of quality on intake: each importable's rows are asked those of its dataset."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.utils import timezone

from khuevan.access.public import Actor
from khuevan.intake.public import ROW
from khuevan.quality.rules import condition
from khuevan.quality.rules.incoming import dataset_of, incoming
from khuevan.quality.selectors.rulebook import context_on, every_version, rules_on

TOLD = {ROW: pl.Int64(), "column": pl.String(), "code": pl.String(), "refuses": pl.Boolean()}


def check_arriving(name: str, frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
    """What the rules in force say of rows that are handed in: ``ROW``, ``column``, ``code``, ``refuses``.

    Errors keep a row out, except about the national number: nobody is kept out for that. Rules that look at
    columns which are not handed in are not asked; the register is asked in the next run.
    """
    dataset = dataset_of(name)
    if dataset is None:
        return pl.DataFrame(schema=TOLD)
    day = timezone.localdate(at)
    rows, ours = incoming(name, frame.drop(ROW), context_on(day))
    asked = [
        rule for rule in rules_on(day)
        if rule.dataset == dataset.name and condition(rule).columns <= set(rows.columns)
    ]  # fmt: skip
    wrong = rows.select(condition(rule).wrong.fill_null(False).alias(rule.code) for rule in asked)
    found = [
        pl.DataFrame({ROW: numbers}).with_columns(
            column=pl.lit(ours.get(rule.marks, next(iter(ours.values())))), code=pl.lit(rule.code),
            refuses=pl.lit(rule.blocks),
        )
        for rule in asked
        if (numbers := frame[ROW].filter(wrong[rule.code])).len()
    ]  # fmt: skip
    return pl.concat(found) if found else pl.DataFrame(schema=TOLD)


def words_of_code(code: str) -> tuple[str, str] | None:
    """What a rule says with its remedy and provision, in both languages; what does not refuse says so."""
    rules = [one for one in every_version() if one.code == code]
    if not rules:
        return None
    rule = rules[-1]
    vi, en = ("", "") if rule.blocks else ("Vẫn ghi, cần xem: ", "Taken, to be looked at: ")
    told = ((vi + rule.vi, rule.remedy_vi), (en + rule.en, rule.remedy_en))
    return tuple(f"{says} {remedy} ({rule.provision})" for says, remedy in told)  # type: ignore[return-value]
