"""Every read of this room."""

from __future__ import annotations

import polars as pl

from khuevan.nation import loading
from khuevan.nation.models import Build

_PLACES = """
SELECT t.id, t.code, coalesce(p.code, '') AS province, t.name, t.kind
FROM org_territory t LEFT JOIN org_territory p ON p.id = t.parent_id
WHERE t.until IS NULL AND t.level = ANY (%s) ORDER BY t.code
"""


def standing() -> str | None:
    """The state of the synthetic country in this register, ``None`` where there is none."""
    return Build.objects.values_list("state", flat=True).first()


def register_is_empty() -> bool:
    """Whether there is neither a unit nor a person. Asked as the owner: nobody's reach hides anything."""
    with loading.connect() as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM org_unit) OR EXISTS (SELECT FROM people_person)"
        ).fetchone()
    return row == (False,)


def communes(with_provinces: bool = False) -> pl.DataFrame:
    """Today's communes: ``id``, ``code``, ``province``, ``name``, ``kind``; provinces where asked for."""
    levels = ["commune", "province"] if with_provinces else ["commune"]
    with loading.connect() as connection:
        rows = connection.execute(_PLACES, [levels]).fetchall()
    columns = {"id": pl.Int64, "code": pl.String, "province": pl.String, "name": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema=columns, orient="row")
