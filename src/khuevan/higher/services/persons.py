"""Rows of files that are about persons: who they are, and what they may be beside it."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from khuevan.access.public import Actor
from khuevan.higher.contracts import registers as of
from khuevan.higher.contracts.registers import Register
from khuevan.higher.selectors import importing
from khuevan.higher.services.faults import fault as _fault
from khuevan.intake.public import ROW, BatchFacts
from khuevan.people.public import check_persons, match_persons, named, register_persons
from khuevan_kernel.identity import search_key
from khuevan_kernel.standards import STUDY

_PERSON = ("person", "name", "birth_date", "sex", "national_id")


def _as_persons(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as the register of persons asks about them."""
    told: dict[str, pl.Expr] = {name: pl.col(name) for name in ("name", "sex") if name in rows.columns}
    if "sex" in told:
        told["sex"] = pl.col("sex").cast(pl.Int64)
    if "birth_date" in rows.columns:
        told["birth"] = pl.col("birth_date")
    if "national_id" in rows.columns:
        told["national"] = pl.col("national_id")
    key = pl.col(ROW) if ROW in rows.columns else pl.int_range(pl.len())
    return rows.select(key=key, unit="unit_id", code="person", **told)


def _matched(rows: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    found = match_persons(_as_persons(rows), actor=actor).select(**{ROW: "key"}, person_id="matched")
    return rows.join(found, on=ROW, how="left", maintain_order="left")


def _person_faults(rows: pl.DataFrame, actor: Actor, on: date, kind: str) -> list[pl.DataFrame]:
    once = rows.unique(["person", "national_id", "name", "birth_date"], keep="first", maintain_order=True)
    found = check_persons(_as_persons(once), actor=actor, on=on, kind=kind)
    wrong = rows.filter(pl.col(ROW).is_in(found["key"].implode()))
    return [_fault(wrong, "person", of.PERSON_KNOWN.code)]


def _recalled(register: Register, rows: pl.DataFrame, actor: Actor) -> pl.DataFrame:
    """Rows with the person who has their code already, where they do not say who they are (``person``).

    ``holder`` is the number of that person; ``renamed`` that the row names somebody else.
    """
    column = "code" if register.slug == "staff" else "student_code"
    read = importing.staff if register.slug == "staff" else importing.studies
    standing = read(rows["unit_id"], rows[column], actor).select("unit_id", column, holder="person_id")
    standing = standing.unique(["unit_id", column], keep="first", maintain_order=True)
    known = named(actor=actor, numbers=standing["holder"])
    told = [(number, one.code, search_key(one.name)) for number, one in known.items()]
    schema = {"holder": pl.Int64, "holder_code": pl.String, "holder_name": pl.String}
    holders = standing.join(pl.DataFrame(told, schema=schema, orient="row"), on="holder", how="left")
    joined = rows.join(holders, on=["unit_id", column], how="left", maintain_order="left")
    silent = pl.col("person").is_null() & pl.col("national_id").is_null()
    name = pl.col("name").map_elements(search_key, pl.String)
    return joined.with_columns(
        renamed=(silent & (name != pl.col("holder_name"))).fill_null(False),
        person=pl.when(silent).then(pl.coalesce("person", "holder_code")).otherwise("person"),
    ).drop("holder_code", "holder_name")


def _of_others(rows: pl.DataFrame) -> pl.DataFrame:
    """A fault of rows whose code is somebody else's."""
    other = rows.filter(pl.col("renamed") | (pl.col("holder") != pl.col("person_id")))
    return _fault(other, "person", of.OTHER_PERSON.code)


def check_governance(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    """Whoever holds a post is known."""
    asked = _matched(rows.filter(pl.col("person").is_not_null()), actor)
    return [_fault(asked.filter(pl.col("person_id").is_null()), "person", of.PERSON_KNOWN.code)]


def check_staff(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    """Who works somewhere is one person, and a staff code is one person's."""
    rows = _matched(_recalled(of.STAFF, rows, actor), actor)
    return [*_person_faults(rows, actor, on, "staff"), _of_others(rows)]


def check_students(rows: pl.DataFrame, actor: Actor, on: date) -> list[pl.DataFrame]:
    """A programme is the institution's own, a code one person's, and nobody studies too much at once."""
    own = importing.programmes(rows["unit_id"], actor)
    rows = _matched(_recalled(of.STUDENTS, rows, actor), actor)
    placed = rows.join(own, on=["unit_id", "programme"], how="left", maintain_order="left")
    return [
        _fault(placed.filter(pl.col("programme_id").is_null()), "programme", of.OWN_PROGRAMME.code),
        *_person_faults(rows, actor, on, "learner"),
        _of_others(rows),
        _fault(_too_many(placed, actor, on), "programme", of.TWO_PROGRAMMES.code),
    ]


def _too_many(placed: pl.DataFrame, actor: Actor, on: date) -> pl.DataFrame:
    """Rows past the number of full-time programmes that one may study at once, with those that stand."""
    asked = placed.filter(
        (pl.col("form") == "full") & (pl.col("state") == "studying") & pl.col("person_id").is_not_null()
    ).select(ROW, "person_id", "programme_id")
    standing = importing.full_time_studies(asked["person_id"], actor)
    more = standing.join(asked, on=["person_id", "programme_id"], how="anti")
    before = more.group_by("person_id").agg(standing=pl.len())
    counted = asked.join(before, on="person_id", how="left", maintain_order="left").with_columns(
        place=pl.col("person_id").cum_count().over("person_id") + pl.col("standing").fill_null(0)
    )
    return counted.filter(pl.col("place") > STUDY.on(on).says["at_once"])


def with_persons(
    register: Register, rows: pl.DataFrame, actor: Actor, at: datetime, batch: BatchFacts
) -> pl.DataFrame:
    """Rows with the number of their person; who is new is registered, once though in several rows."""
    if register.slug == "governance":
        rows = rows.with_row_index(ROW)
        return _matched(rows.with_columns(pl.col(ROW).cast(pl.Int64)), actor).drop(ROW, "person")
    who = list(_PERSON)
    rows = _recalled(register, rows, actor).drop("holder", "renamed")
    rows = rows.with_columns(key=pl.struct("unit_id", *who).rank("dense").cast(pl.Int64))
    once = rows.unique("key", keep="first", maintain_order=True).rename({"key": ROW})
    kind = "staff" if register.slug == "staff" else "learner"
    done = register_persons(_as_persons(once), actor=actor, at=at, batch=batch.ref, kind=kind)
    persons = done.persons.select("key", person_id="person")
    return rows.join(persons, on="key", how="left", maintain_order="left").drop("key", *who)
