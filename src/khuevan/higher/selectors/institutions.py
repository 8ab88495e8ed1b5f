"""The institutions of higher education in somebody's reach."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.conf import settings

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.higher.contracts.institutions import Institution
from khuevan.org.public import number_of, units_below
from khuevan.org.public import unit as org_unit
from khuevan_kernel.identity import References

SECTORS = ("higher",)


def institutions(*, actor: Actor, on: date, may: Permission = Permission.HIGHER_VIEW) -> list[Institution]:
    """Institutions where the actor has a permission on a day, by name."""
    return [
        Institution(one["unit"], _of(one["unit"]), one["name"], one["code"], one["path"], one["kind"])
        for one in in_reach(actor, on, may).sort("sort").iter_rows(named=True)
    ]


def in_reach(actor: Actor, on: date, may: Permission) -> pl.DataFrame:
    """The same as a frame: ``unit``, ``code``, ``path``, ``name``, ``sort``, ``kind``."""
    branches = sorted(actor.reaches.get(may, ()))
    return units_below(branches, on, SECTORS).select("unit", "code", "path", "name", "sort", "kind")


def institution(
    *, actor: Actor, reference: str, on: date, may: Permission = Permission.HIGHER_VIEW
) -> Institution:
    """An institution by its reference, or ``OutOfReach``."""
    return numbered(actor=actor, number=number_of(reference), on=on, may=may)


def numbered(*, actor: Actor, number: int, on: date, may: Permission = Permission.HIGHER_VIEW) -> Institution:
    """An institution by its unit's number, or ``OutOfReach``."""
    for one in institutions(actor=actor, on=on, may=may):
        if one.unit == number:
            return one
    raise OutOfReach("institution")


def _of(unit: int) -> str:
    return unit_references().of(unit)


def unit_references() -> References:
    """The references of units, as ``org`` makes them."""
    return References(settings.SECRET_KEY, "unit")


def path_of(unit: int) -> str:
    """The path of a unit in the tree."""
    return org_unit(unit).path
