"""What the checks of files ask of the registers; everything comes out as frames."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from khuevan.access.public import Actor, Permission
from khuevan.higher import models
from khuevan.higher.contracts.registers import Register
from khuevan.higher.selectors.institutions import in_reach
from khuevan.higher.selectors.registers import Wanted, exported

MAY = Permission.HIGHER_EDIT


def placed(frame: pl.DataFrame, actor: Actor, on: date) -> pl.DataFrame:
    """Rows with the unit (``unit_id``) of their institution's code; null where it is not in reach."""
    known = in_reach(actor, on, MAY).filter(pl.col("code") != "").select(institution="code", unit_id="unit")
    return frame.join(known.unique("institution"), on="institution", how="left", maintain_order="left")


def programmes(units: Iterable[int], actor: Actor) -> pl.DataFrame:
    """The programmes of units: ``unit_id``, ``programme``, ``programme_id``."""
    found = models.Programme.objects.visible_to(actor, MAY).filter(unit__in=set(units))
    return _frame(
        found.values_list("unit_id", "code", "pk"),
        unit_id=pl.Int64,
        programme=pl.String,
        programme_id=pl.Int64,
    )


def opened(units: Iterable[int], actor: Actor) -> pl.DataFrame:
    """The fields that units have opened: ``unit_id``, ``field``."""
    found = models.OpenedField.objects.visible_to(actor, MAY).filter(unit__in=set(units))
    return _frame(found.values_list("unit_id", "code"), unit_id=pl.Int64, field=pl.String)


def departments(units: Iterable[int], actor: Actor) -> pl.DataFrame:
    """The parts of units: ``unit_id``, ``code``."""
    found = models.Department.objects.visible_to(actor, MAY).filter(unit__in=set(units))
    return _frame(found.values_list("unit_id", "code"), unit_id=pl.Int64, code=pl.String)


def studies(units: Iterable[int], codes: Iterable[str], actor: Actor) -> pl.DataFrame:
    """The studies of student codes: ``unit_id``, ``student_code``, ``programme_id``, ``study_id``,
    ``person_id``, ``form``, ``state``, ``graduated`` (whether a decision says so)."""
    found = models.Study.objects.visible_to(actor, MAY)
    rows = found.filter(unit__in=set(units), student_code__in=list(codes)).values_list(
        "unit_id", "student_code", "programme_id", "pk", "person_id", "form", "state"
    )
    frame = _frame(
        rows,
        unit_id=pl.Int64,
        student_code=pl.String,
        programme_id=pl.Int64,
        study_id=pl.Int64,
        person_id=pl.Int64,
        form=pl.String,
        state=pl.String,
    )
    decided = models.StudyDecision.objects.visible_to(actor, MAY).filter(
        study__in=frame["study_id"].to_list(), kind="graduate"
    )
    graduated = pl.Series(list(decided.values_list("study", flat=True)), dtype=pl.Int64)
    return frame.with_columns(graduated=pl.col("study_id").is_in(graduated.implode()))


def full_time_studies(persons: Iterable[int], actor: Actor) -> pl.DataFrame:
    """Full-time studies that persons are at: ``person_id``, ``programme_id``."""
    found = models.Study.objects.visible_to(actor, MAY).filter(
        person__in=set(persons), form="full", state="studying"
    )
    return _frame(found.values_list("person_id", "programme_id"), person_id=pl.Int64, programme_id=pl.Int64)


def staff(units: Iterable[int], codes: Iterable[str], actor: Actor) -> pl.DataFrame:
    """The staff of codes: ``unit_id``, ``code``, ``person_id``."""
    found = models.Employment.objects.visible_to(actor, MAY).filter(unit__in=set(units), code__in=list(codes))
    return _frame(
        found.values_list("unit_id", "code", "person_id"),
        unit_id=pl.Int64,
        code=pl.String,
        person_id=pl.Int64,
    )


def degrees(units: Iterable[int], serials: Iterable[str], actor: Actor) -> pl.DataFrame:
    """The degrees of serial numbers: ``unit_id``, ``serial``, ``holds`` (the study's number)."""
    found = models.Degree.objects.visible_to(actor, MAY).filter(unit__in=set(units), serial__in=list(serials))
    return _frame(
        found.values_list("unit_id", "serial", "study_id"), unit_id=pl.Int64, serial=pl.String, holds=pl.Int64
    )


def everything(register: Register, actor: Actor, on: date) -> pl.DataFrame:
    """What a register has in reach, in the columns of its file."""
    return exported(actor=actor, register=register, wanted=Wanted({}), on=on)


def _frame(rows: Iterable[Any], **schema: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
