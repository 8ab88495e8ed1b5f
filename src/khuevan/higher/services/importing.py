"""Registers handed in as files: checked against the register, and merged, set by set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import polars as pl
from django.utils import timezone

from khuevan.access.public import Actor, Permission
from khuevan.higher.contracts import registers as of
from khuevan.higher.contracts.registers import REGISTERS, Register
from khuevan.higher.selectors import importing
from khuevan.higher.selectors.registers import TABLES
from khuevan.higher.services import persons
from khuevan.higher.services.closing import closer
from khuevan.higher.services.faults import fault as _fault
from khuevan.intake.public import ROW, BatchFacts, Importable, Kind, Merged, merge_frame
from khuevan_kernel.identity import search_key, tidy
from khuevan_kernel.standards import WEIGHTS

Seen = Callable[[pl.DataFrame, Actor, date], list[pl.DataFrame]]
_DIGIT_OF_LEVEL = {"college": "56", "bachelor": "7", "master": "8", "doctor": "9"}
_KEYS = {
    "programmes": ("unit_id", "code"),
    "intakes": ("programme_id", "year"),
    "fields": ("unit_id", "code"),
    "units": ("unit_id", "code"),
    "governance": ("unit_id", "post", "decision"),
    "profiles": ("unit_id", "since"),
    "staff": ("unit_id", "code"),
    "students": ("unit_id", "student_code", "programme_id"),
    "degrees": ("unit_id", "serial"),
    "assets": ("unit_id", "code"),
    "finance": ("unit_id", "year", "item"),
    "figures": ("unit_id", "year", "item"),
    "projects": ("unit_id", "code"),
}


def importables() -> list[Importable]:
    """Every register of this room as files bring it."""
    return [_importable(register) for register in REGISTERS.values()]


def _importable(register: Register) -> Importable:
    def check(frame: pl.DataFrame, actor: Actor, at: datetime) -> pl.DataFrame:
        return _checked(register, frame, actor, timezone.localdate(at))

    def merge(frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
        return _merged(register, frame, actor, at, batch)

    def export(actor: Actor) -> pl.DataFrame:
        return importing.everything(register, actor, date.max)

    return Importable(
        register.description, merge, Permission.HIGHER_EDIT, check, export, close=closer(register)
    )


def _checked(register: Register, frame: pl.DataFrame, actor: Actor, on: date) -> pl.DataFrame:
    """One fault a row at most: its institution first, then what the register holds against it."""
    rows = importing.placed(frame, actor, on)
    found = [_fault(rows.filter(pl.col("unit_id").is_null()), "institution", of.REACHED.code)]
    rows = rows.filter(pl.col("unit_id").is_not_null())
    for name in ("since", "issued_on", "state_since"):
        if name in rows.columns:
            found.append(_fault(rows.filter(pl.col(name) > on), name, of.FUTURE.code))
    if register.slug in _CHECKS:
        found += _CHECKS[register.slug](rows, actor, on)
    return pl.concat(found).unique(ROW, keep="first", maintain_order=True)


def _check_programmes(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    opened = importing.opened(rows["unit_id"], actor)
    absent = rows.join(opened, on=["unit_id", "field"], how="anti")
    return [
        _fault(rows.filter(~_field_fits("field", on)), "field", of.KNOWN_FIELD.code),
        _fault(absent, "field", of.OPENED.code),
    ]


def _field_fits(column: str, on: date) -> pl.Expr:
    """A field's code begins with its level's digit and names a group of fields that there is."""
    groups = [one.digits for one in WEIGHTS.on(on).says.groups if one.digits]
    digits = pl.col("level").replace_strict(_DIGIT_OF_LEVEL, return_dtype=pl.String)
    of_level = digits.str.contains(pl.col(column).str.slice(0, 1), literal=True)
    return of_level & pl.col(column).str.slice(1, 2).is_in(groups)


def _check_fields(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    return [_fault(rows.filter(~_field_fits("code", on)), "code", of.KNOWN_FIELD.code)]


def _check_intakes(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    return [_fault(_foreign(rows, actor), "programme", of.OWN_PROGRAMME.code)]


def _foreign(rows: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    own = importing.programmes(rows["unit_id"], actor)
    return rows.join(own, on=["unit_id", "programme"], how="anti")


def _check_units(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    standing = importing.departments(rows["unit_id"], actor)
    known = pl.concat([standing, rows.select("unit_id", "code")]).unique().rename({"code": "parent"})
    lost = rows.filter(pl.col("parent").is_not_null()).join(known, on=["unit_id", "parent"], how="anti")
    own = rows.filter(pl.col("parent") == pl.col("code"))
    return [_fault(pl.concat([lost, own]), "parent", of.PARENT_KNOWN.code)]


def _check_degrees(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    studies = importing.studies(rows["unit_id"], rows["student_code"], actor)
    known = rows.join(
        studies.select("unit_id", "student_code").unique(), on=["unit_id", "student_code"], how="anti"
    )
    placed = rows.join(_graduated(studies), on=["unit_id", "student_code"], how="left", maintain_order="left")
    held = importing.degrees(rows["unit_id"], rows["serial"], actor)
    twice = placed.join(held, on=["unit_id", "serial"], how="inner").filter(
        pl.col("holds") != pl.col("study_id")
    )
    return [
        _fault(known, "student_code", of.KNOWN_STUDENT.code),
        _fault(placed.filter(pl.col("study_id").is_null()), "student_code", of.GRADUATED.code),
        _fault(twice, "serial", of.SERIAL_ONCE.code),
    ]


def _graduated(studies: pl.DataFrame) -> pl.DataFrame:
    """Of each student code, the latest study that a decision says is completed."""
    done = studies.filter("graduated").sort("study_id", descending=True)
    return done.unique(["unit_id", "student_code"], keep="first").select(
        "unit_id", "student_code", "study_id", "person_id"
    )


_CHECKS: dict[str, Seen] = {
    "programmes": _check_programmes,
    "fields": _check_fields,
    "intakes": _check_intakes,
    "units": _check_units,
    "governance": persons.check_governance,
    "staff": persons.check_staff,
    "students": persons.check_students,
    "degrees": _check_degrees,
}


def _merged(register: Register, frame: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts) -> Merged:
    rows = importing.placed(frame, actor, timezone.localdate(at))
    if register.slug in {"intakes", "students"}:
        own = importing.programmes(rows["unit_id"], actor)
        rows = rows.join(own, on=["unit_id", "programme"], how="left", maintain_order="left").drop(
            "programme"
        )
    if register.slug == "degrees":
        studies = importing.studies(rows["unit_id"], rows["student_code"], actor)
        rows = rows.join(_graduated(studies), on=["unit_id", "student_code"], how="left").drop("student_code")
    if register.person and "person" in rows.columns:
        rows = persons.with_persons(register, rows, actor, at, batch)
    rows = rows.drop("institution")
    if register.slug == "programmes":
        rows = rows.with_columns(pl.col("name").map_elements(tidy, pl.String)).with_columns(
            search_name=pl.col("name").map_elements(search_key, pl.String)
        )
    return merge_frame(_filled(register, rows), table=TABLES[register.slug].name, key=_KEYS[register.slug])


def _filled(register: Register, rows: pl.DataFrame) -> pl.DataFrame:
    """Empty texts and flags as their columns hold them."""
    flags = {"workplace"}
    for one in register.description.columns:
        if one.name not in rows.columns:
            continue
        if one.kind in {Kind.TEXT, Kind.ID, Kind.CODE}:
            rows = rows.with_columns(pl.col(one.name).fill_null(""))
        elif one.kind is Kind.BOOL and one.name not in flags:
            rows = rows.with_columns(pl.col(one.name).fill_null(False))
    return rows
