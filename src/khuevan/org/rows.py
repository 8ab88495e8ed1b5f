"""Units as rows for bulk work: everything comes out as frames."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from khuevan.access.public import Actor, Permission
from khuevan.intake.public import read_frame

_WITHIN = "EXISTS (SELECT FROM unnest(%(reach)s::text[]) branch WHERE starts_with(u.path, branch))"
_BRANCH = f"""
SELECT u.id, u.path, u.parent_id, u.kind, u.sector, u.status, u.name, u.ownership,
       array_to_string(u.levels, ','), t.code,
       (SELECT min(k.code) FROM org_unitcode k
        WHERE k.unit_id = u.id AND k.issuer = 'moet' AND k.until IS NULL)
FROM org_unit u LEFT JOIN org_territory t ON t.id = u.territory_id AND t.level = 'commune'
WHERE starts_with(u.path, %(path)s) AND {_WITHIN} ORDER BY u.path"""
_SOME = _BRANCH.replace("starts_with(u.path, %(path)s)", "u.id = ANY (%(units)s)")
_SCHEMA = {
    "unit": pl.Int64(), "path": pl.String(), "parent": pl.Int64(), "unit_kind": pl.String(),
    "unit_sector": pl.String(), "unit_status": pl.String(), "name": pl.String(), "ownership": pl.Int64(),
    "levels": pl.String(), "commune": pl.String(), "code": pl.String(),
}  # fmt: skip


def unit_rows(*, actor: Actor, may: Permission, path: str) -> pl.DataFrame:
    """The units of a branch where the actor has a permission, by path: ``unit``, ``path``, ``parent``,
    ``unit_kind``, ``unit_sector``, ``unit_status``, ``name``, ``ownership``, ``levels``, ``commune``,
    ``code``."""
    reach = sorted(actor.reaches.get(may, ()))
    return read_frame(_BRANCH, {"path": path, "reach": reach}, _SCHEMA)


def rows_of_units(*, actor: Actor, may: Permission, units: Sequence[int]) -> pl.DataFrame:
    """The same of some units; those where the actor has not the permission are left out."""
    reach = sorted(actor.reaches.get(may, ()))
    return read_frame(_SOME, {"units": list(units), "reach": reach}, _SCHEMA)
