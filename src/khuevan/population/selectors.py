"""Every read of this room. Each takes the actor; the database's own wall stands behind every one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.org.public import unit_references
from khuevan.population import contracts
from khuevan.population.models import Evidence as Row
from khuevan.population.models import Run
from khuevan_kernel.identity import References

PAGE = 50


def evidence_references() -> References:
    """The references of answers."""
    return References(settings.SECRET_KEY, "population")


def latest(person: int) -> contracts.Evidence | None:
    """The last answer about a person. For who may see the person: the wall shows it to nobody else."""
    row = Row.objects.for_system("of a person in reach").filter(person=person, latest=True).first()
    return facts(row) if row else None


def facts(row: Row) -> contracts.Evidence:
    """An answer as others see it."""
    return contracts.Evidence(
        row.pk, evidence_references().of(row.pk), row.person, row.asked_at, row.source, row.outcome,
        row.fields, row.shown, row.resolution, row.reason,
    )  # fmt: skip


def open_rows(actor: Actor) -> ScopedQuerySet[Row]:
    """The differences that wait in the actor's reach."""
    rows = Row.objects.visible_to(actor, Permission.PEOPLE_EDIT).filter(latest=True, resolution="")
    return rows.exclude(outcome="verified")


def differences(
    *, actor: Actor, field: str = "", path: str = "", after: int = 0, limit: int = PAGE
) -> list[contracts.Evidence]:
    """What waits to be resolved, oldest answers first: of a field (or ``not_found``), below a branch."""
    rows = open_rows(actor).filter(pk__gt=after)
    if field == "not_found":
        rows = rows.filter(outcome="not_found")
    elif field:
        rows = rows.filter(**{f"fields__{field}": "mismatch"})
    if path:
        rows = rows.filter(unit__path__startswith=path)
    return [facts(row) for row in rows.order_by("pk")[:limit]]


def difference(*, actor: Actor, reference: str) -> contracts.Evidence:
    """One answer about a record that the actor may edit, or ``OutOfReach``."""
    rows = Row.objects.visible_to(actor, Permission.PEOPLE_EDIT)
    return facts(rows.one(pk=evidence_references().number(reference), latest=True))


def asked_already(numbers: Iterable[int]) -> dict[int, tuple[datetime, str]]:
    """When each person was last asked about, and the digest of what was asked."""
    rows = Row.objects.for_system("by a check within its reach").filter(person__in=list(numbers), latest=True)
    return {number: (at, digest) for number, at, digest in rows.values_list("person", "asked_at", "question")}


def unfinished() -> list[int]:
    """The runs that wait or whose worker died."""
    return list(Run.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))


def run_facts(row: Run) -> contracts.RunFacts:
    """A run as others see it."""
    return contracts.RunFacts(
        row.pk, row.path, row.state, row.seen, row.asked, row.verified, row.mismatch, row.not_found
    )


# Each level of the tree adds up what lies below it; figures hold nobody.
_PROGRESS = """
SELECT b.id, b.name, u.sector, sum(t.persons), sum(t.numbered), sum(t.verified), sum(t.mismatch),
    sum(t.not_found)
FROM population_tally t JOIN org_unit u ON u.id = t.unit_id
JOIN org_unit b ON b.id = ANY (ARRAY(SELECT x::bigint FROM unnest(string_to_array(trim(u.path, '/'), '/')) x))
WHERE {which} AND u.path ^@ ANY (%(branches)s) GROUP BY b.id, b.name, u.sector
ORDER BY b.name, b.id, u.sector
"""


def progress(
    *, actor: Actor, unit: int | None = None
) -> tuple[list[contracts.Progress], list[contracts.Progress]]:
    """How far verification is in the actor's reach: of a unit by sector, and of each just below it.

    Without a unit, of everything in reach and each unit below the root.
    """
    given = {"branches": sorted(actor.reaches.get(Permission.PEOPLE_VIEW, ())), "unit": unit}
    below = "b.parent_id IS NOT DISTINCT FROM %(unit)s"
    if unit is None:
        below = "b.parent_id = (SELECT id FROM org_unit WHERE parent_id IS NULL ORDER BY id LIMIT 1)"
    whole = "b.id = %(unit)s" if unit is not None else "b.parent_id IS NULL"
    return _progress(whole, given), _progress(below, given)


def _progress(which: str, given: dict[str, Any]) -> list[contracts.Progress]:
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS.format(which=which), given)
        rows = cursor.fetchall()
    return [
        contracts.Progress(number, name, unit_references().of(number), sector, *map(int, counts))
        for number, name, sector, *counts in rows
    ]


def counted_at() -> datetime | None:
    """When the figures were last counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(counted_at) FROM population_tally")
        found: datetime | None = cursor.fetchone()[0]
        return found


def run_of(number: int) -> contracts.RunFacts:
    """A run by its number."""
    return run_facts(Run.objects.get(pk=number))
