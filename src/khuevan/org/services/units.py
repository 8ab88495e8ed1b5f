"""Founding units and changing them: each change dated, journalled, and kept as a version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, move_reach
from khuevan.journal.public import record
from khuevan.org import rules
from khuevan.org.contracts import KINDS, Kind, UnitChanged, UnitFacts
from khuevan.org.models import Reorganisation, Site, Unit, UnitCode, UnitVersion
from khuevan.org.selectors.units import facts
from khuevan.org.standing import standing_on
from khuevan_kernel.identity import search_key, tidy
from khuevan_kernel.log import digest

MAY = Permission.ORG_MANAGE
MOST_REASON = 300
VERSIONED = ("name", "parent_id", "territory_id", "ownership", "levels", "status")
_MOVE = """UPDATE org_unit SET path = %(new)s || substr(path, length(%(old)s) + 1)
WHERE path COLLATE "C" LIKE %(old)s || '%%'"""


def locked(actor: Actor, number: int) -> Unit:
    """A unit where the actor may change things, held until the transaction ends."""
    return Unit.objects.visible_to(actor, MAY).select_for_update().one(pk=number)


@transaction.atomic
def found_unit(
    *, kind: Kind, name: str, since: date, actor: Actor, at: datetime, parent: int | None = None,
    territory: int | None = None, ownership: int = 1, levels: Sequence[str] = (),
) -> UnitFacts:  # fmt: skip
    """Found a unit below another. The ministry alone has no parent; only who reaches everything founds it."""
    above = locked(actor, parent) if parent is not None else None
    if above is None and not actor.may_at(MAY, "/"):
        raise OutOfReach("unit")
    if above is not None and (above.until is not None or since < above.since):
        raise rules.PeriodWrong(day=since, since=above.since, until=above.until)
    unit = create(kind, name, since, above, territory, ownership, levels)
    _record(unit, "founded", since, actor, at, name=unit.name, path=unit.path)
    return facts(unit)


def create(kind: str, name: str, since: date, above: Unit | None, territory: int | None, ownership: int,
           levels: Sequence[str], reorganisation: Reorganisation | None = None) -> Unit:  # fmt: skip
    """Write a unit and its first version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('org_unit', 'id'))")
        number: int = cursor.fetchone()[0]
    unit = Unit.objects.create(
        pk=number, kind=kind, sector=KINDS[kind].sector, name=tidy(name), search_name=search_key(name),
        parent=above, path=f"{above.path if above else '/'}{number}/", territory_id=territory,
        ownership=ownership, levels=list(levels), since=since,
    )  # fmt: skip
    _add_version(unit, since, reorganisation)
    return unit


def _add_version(unit: Unit, since: date, reorganisation: Reorganisation | None, reason: str = "") -> None:
    values = {name: getattr(unit, name) for name in VERSIONED}
    UnitVersion.objects.create(
        unit=unit, since=since, until=None, reorganisation=reorganisation, reason=reason, **values
    )


def change(
    unit: Unit, day: date, reorganisation: Reorganisation | None = None, reason: str = "", **values: Any
) -> None:
    """End the unit's last version and begin another with other values. Paths are not touched."""
    last = UnitVersion.objects.for_system("the unit is held").filter(unit=unit, until=None).one()
    rules.require_after(day, last.since, None)
    UnitVersion.objects.for_system("the unit is held").filter(pk=last.pk).update(until=day)
    for name, value in values.items():
        setattr(unit, name, value)
    unit.search_name = search_key(unit.name)
    unit.save()
    _add_version(unit, day, reorganisation, reason)


@transaction.atomic
def rename_unit(*, unit: int, name: str, day: date, actor: Actor, at: datetime) -> UnitFacts:
    """Give a unit another name from a day on."""
    row = locked(actor, unit)
    change(row, day, name=tidy(name))
    _record(row, "renamed", day, actor, at, name=row.name)
    return facts(row)


@transaction.atomic
def change_status(*, unit: int, status: str, day: date, actor: Actor, at: datetime) -> UnitFacts:
    """Suspend a unit, or let it work again. Closing is ``close_unit``."""
    if status not in ("active", "suspended"):
        raise ValueError(status)
    row = locked(actor, unit)
    change(row, day, status=status)
    _record(row, status, day, actor, at)
    return facts(row)


@transaction.atomic
def close_unit(*, unit: int, day: date, actor: Actor, at: datetime, reason: str = "") -> UnitFacts:
    """Close a unit below which nothing lives; its codes end too. The journal has the reason's digest.

    Refuses with ``OutOfReach``, ``PlanWrong`` (units below), ``PeriodWrong`` and ``StandsOnIt``.
    """
    row = locked(actor, unit)
    if Unit.objects.for_system("children of a held unit").filter(parent=row, until=None).exists():
        raise rules.PlanWrong(rule="nothing lives below a unit that closes", unit=row.name)
    rules.require_empty(row.name, standing_on(row.pk, day))
    close(row, day, None, reason.strip()[:MOST_REASON])
    why = {"reason": digest({"reason": reason.strip()})} if reason.strip() else {}
    _record(row, "closed", day, actor, at, **why)
    return facts(row)


def close(unit: Unit, day: date, reorganisation: Reorganisation | None, reason: str = "") -> None:
    """End a unit: its last version says closed, and its codes and sites end."""
    change(unit, day, reorganisation, reason, status="closed", until=day)
    for model in (UnitCode, Site):
        rows = model.objects.for_system("the unit is held").filter(unit=unit, until=None)
        rows.filter(since__lt=day).update(until=day)


@transaction.atomic
def move_unit(*, unit: int, parent: int, day: date, actor: Actor, at: datetime) -> UnitFacts:
    """Put a unit and all below it under another parent from a day on; grants at the branch follow."""
    rows = {one: locked(actor, one) for one in sorted({unit, parent})}
    row, above = rows[unit], rows[parent]
    if above.path.startswith(row.path) or above.until is not None:
        raise rules.PlanWrong(rule="a living parent that is not below the unit", unit=above.name)
    move(row, above, day, None, actor, at)
    _record(row, "moved", day, actor, at, path=row.path)
    return facts(row)


def move(unit: Unit, above: Unit, day: date, reorganisation: Reorganisation | None, actor: Actor,
         at: datetime) -> None:  # fmt: skip
    """Put a branch below another unit: one version of its root, and every path below in one statement."""
    change(unit, day, reorganisation, parent_id=above.pk)
    move_paths(unit.path, f"{above.path}{unit.pk}/", actor, at)
    unit.refresh_from_db(fields=["path"], from_queryset=Unit.objects.for_system("just moved"))


def move_paths(old: str, new: str, actor: Actor, at: datetime) -> int:
    """Rewrite the paths of a branch, and have the grants of the branch follow; answers how many units."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"old": old, "new": new})
        moved: int = cursor.rowcount
    move_reach(old_path=old, new_path=new, actor=actor, at=at)
    return moved


@transaction.atomic
def give_code(*, unit: int, issuer: str, code: str, since: date, actor: Actor, at: datetime) -> UnitFacts:
    """Give a unit a code. One unit may hold several; one code of an issuer has one holder at a time."""
    row = locked(actor, unit)
    if since < row.since or row.until is not None:
        raise rules.PeriodWrong(day=since, since=row.since, until=row.until)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"org code {issuer} {code}"])
    taken = UnitCode.objects.for_system("is the code free").filter(issuer=issuer, code=code)
    if taken.exclude(until__lte=since).exists():
        raise rules.CodeTaken(issuer=issuer, code=code, since=since)
    UnitCode.objects.create(unit=row, issuer=issuer, code=code, since=since)
    _record(row, "code given", since, actor, at, issuer=issuer, code=code)
    return facts(row, UnitCode.objects.for_system("the unit is held").filter(unit=row))


@transaction.atomic
def end_code(*, unit: int, issuer: str, code: str, day: date, actor: Actor, at: datetime) -> None:
    """End a code that a unit holds."""
    row = locked(actor, unit)
    held = UnitCode.objects.for_system("the unit is held").filter(
        unit=row, issuer=issuer, code=code, until=None
    )
    one = held.one()
    rules.require_after(day, one.since, None)
    held.update(until=day)
    _record(row, "code ended", day, actor, at, issuer=issuer, code=code)


@transaction.atomic
def add_site(*, unit: int, name: str, since: date, actor: Actor, at: datetime, territory: int | None = None,
             is_main: bool = False) -> None:  # fmt: skip
    """Write down a place where a unit teaches; a new main site takes the place of the old one."""
    row = locked(actor, unit)
    if is_main:
        Site.objects.for_system("the unit is held").filter(unit=row, is_main=True).update(is_main=False)
    Site.objects.create(unit=row, name=tidy(name), territory_id=territory, since=since, is_main=is_main)
    _record(row, "site added", since, actor, at, name=tidy(name))


def _record(unit: Unit, what: str, day: date, actor: Actor, at: datetime, **values: object) -> None:
    record(UnitChanged(f"unit:{unit.pk}", what, day, values), actor=actor, at=at)
