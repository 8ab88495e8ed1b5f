"""A merger or a split of units as one operation: seen before, applied at once, undone exactly.

What it takes to undo is kept as the rows themselves, as they were: every unit, version, code and site that
the operation touches, and the paths of every branch it moves. ``fingerprint`` is the digest of those rows.
The undo compares the rows as the operation left them with the rows as they are; any difference is a later
change that stands on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from khuevan.access.public import Actor, OutOfReach
from khuevan.journal.public import record
from khuevan.org import rules
from khuevan.org.contracts import Plan, Preview, Reorganised, UnitFacts, UnitsReorganised
from khuevan.org.models import Reorganisation, Unit
from khuevan.org.selectors.units import facts
from khuevan.org.services.units import MAY, change, close, create, locked, move, move_paths
from khuevan_kernel.identity import BadReference, References

TABLES = {"org_unit": "id", "org_unitversion": "unit_id", "org_unitcode": "unit_id", "org_site": "unit_id"}
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('org reorganisation', 0))"
Rows = dict[str, list[dict[str, Any]]]


def references() -> References:
    """Turns a reorganisation's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "reorganisation")


def preview_reorganisation(*, plan: Plan, actor: Actor, at: datetime) -> Preview:
    """What a plan would change, without changing it. Refuses with ``PlanWrong`` or ``PeriodWrong``."""
    del at
    units, moving = _decide(plan, actor, lock=False)
    return _preview(plan, units, moving)


@transaction.atomic
def apply_reorganisation(*, plan: Plan, fingerprint: str, actor: Actor, at: datetime) -> Reorganised:
    """Do what a preview showed, or refuse with ``PlanStale`` where something changed since."""
    _lock()
    units, moving = _decide(plan, actor, lock=True)
    if _preview(plan, units, moving).fingerprint != fingerprint:
        raise rules.PlanStale(units=len(units))
    touched = [*plan.units, *(unit.pk for unit in moving)]
    before = _rows(touched)
    operation = Reorganisation.objects.create(
        kind=plan.kind,
        day=plan.day,
        plan=_plain(plan),
        undo={},
        decision=plan.decision.strip(),
        applied_at=at,
    )
    new = _merge(plan, units, moving, operation, actor, at) if plan.kind == "merge" else _split(
        plan, units[0], moving, operation, actor, at
    )  # fmt: skip
    after = _rows([*touched, *new])
    operation.undo = {"before": before, "after": after, "moving": [one.pk for one in moving], "new": new}
    operation.save(update_fields=["undo"])
    return _tell(operation, actor, at)


@transaction.atomic
def undo_reorganisation(*, reference: str, actor: Actor, at: datetime) -> Reorganised:
    """Put every row back as it was. ``ChangesStandOnIt`` names the units that changed since."""
    _lock()
    operation = _operation(reference, actor, lock=True)
    if operation.undone_at is not None:
        raise rules.PlanStale(undone_at=operation.undone_at)
    undo = operation.undo
    touched = [row["id"] for row in undo["after"]["org_unit"]]
    for number in sorted(touched):
        locked(actor, number)
    _require_untouched(touched, undo)
    for number in undo["moving"]:
        paths = [next(row["path"] for row in undo[when]["org_unit"] if row["id"] == number)
                 for when in ("after", "before")]  # fmt: skip
        move_paths(paths[0], paths[1], actor, at)
    try:
        with transaction.atomic():
            _restore(touched, undo["before"])
    except IntegrityError:  # rows of other registers name a unit that would cease to be
        raise rules.ChangesStandOnIt(units=", ".join(str(number) for number in undo["new"])) from None
    operation.undone_at = at
    operation.save(update_fields=["undone_at"])
    return _tell(operation, actor, at)


def reorganisations(actor: Actor, limit: int = 20) -> list[Reorganised]:
    """The newest reorganisations all of whose units the actor may manage."""
    newest = Reorganisation.objects.order_by("-pk")[: limit * 5]
    return [_told(one) for one in newest if _in_reach(one, actor)][:limit]


def reorganisation(reference: str, actor: Actor) -> Reorganised:
    """One reorganisation in reach, or ``OutOfReach``."""
    return _told(_operation(reference, actor, lock=False))


def _decide(plan: Plan, actor: Actor, *, lock: bool) -> tuple[list[Unit], list[Unit]]:
    """The units of a plan in its order, and those that move; held in the order of their numbers."""
    asked = Unit.objects.visible_to(actor, MAY)
    asked = asked.select_for_update() if lock else asked
    found = {one.pk: one for one in asked.filter(pk__in=[*plan.units, *plan.moving]).order_by("pk")}
    if set(plan.units) | set(plan.moving) != set(found):
        raise OutOfReach("unit")
    units = [found[number] for number in plan.units]
    moving = [found[number] for number in plan.moving]
    if plan.kind == "merge":
        below = asked.filter(parent__in=plan.units[1:], until=None)
        moving = list(below.order_by("pk"))
    rules.require_plan(plan, [facts(one) for one in units], [facts(one) for one in moving])
    return units, moving


def _preview(plan: Plan, units: Sequence[Unit], moving: Sequence[Unit]) -> Preview:
    rows = _rows([*(one.pk for one in units), *(one.pk for one in moving)])
    closing = {one.pk for one in units[1:]} if plan.kind == "merge" else set()
    moved = sum(
        Unit.objects.for_system("counting what moves").filter(path__startswith=one.path).count()
        for one in moving
    )
    content = json.dumps([_plain(plan), rows], sort_keys=True, ensure_ascii=False)
    kept: list[UnitFacts] = [facts(one) for one in units]
    return Preview(
        plan=plan, keeps=tuple(one for one in kept if one.id not in closing),
        closes=tuple(one for one in kept if one.id in closing), founds=plan.name, moved=moved,
        codes=sum(row["unit_id"] in closing and row["until"] is None for row in rows["org_unitcode"]),
        sites=sum(row["unit_id"] in closing and row["until"] is None for row in rows["org_site"]),
        fingerprint=hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def _merge(plan: Plan, units: Sequence[Unit], moving: Sequence[Unit], operation: Reorganisation, actor: Actor,
           at: datetime) -> list[int]:  # fmt: skip
    keeper = units[0]
    for one in moving:
        move(one, keeper, plan.day, operation, actor, at)
    levels = sorted({level for one in units for level in one.levels})
    change(keeper, plan.day, operation, levels=levels)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO org_site (unit_id, name, is_main, territory_id, since)"
            " SELECT %s, name, false, territory_id, %s FROM org_site"
            " WHERE unit_id = ANY (%s) AND until IS NULL ORDER BY id",
            [keeper.pk, plan.day, list(plan.units[1:])],
        )
    for one in units[1:]:
        close(one, plan.day, operation)
    return []


def _split(plan: Plan, unit: Unit, moving: Sequence[Unit], operation: Reorganisation, actor: Actor,
           at: datetime) -> list[int]:  # fmt: skip
    above = Unit.objects.for_system("the parent of a held unit").one(pk=unit.parent_id)
    new = create(
        unit.kind, plan.name, plan.day, above, unit.territory_id, unit.ownership, unit.levels, operation
    )
    change(unit, plan.day, operation)
    for one in moving:
        move(one, new, plan.day, operation, actor, at)
    return [new.pk]


def _rows(units: Sequence[int]) -> Rows:
    """Everything org holds of some units, as the rows stand."""
    kept: Rows = {}
    with connection.cursor() as cursor:
        for table, column in TABLES.items():
            cursor.execute(
                f"SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]')::text FROM {table} t"
                f" WHERE t.{column} = ANY (%s)",
                [list(units)],
            )
            kept[table] = json.loads(cursor.fetchone()[0])
    return kept


def _require_untouched(touched: Sequence[int], undo: dict[str, Any]) -> None:
    now = _rows(touched)
    changed = {
        row[column]
        for table, column in TABLES.items()
        for row in (*now[table], *undo["after"][table])
        if (row in now[table]) != (row in undo["after"][table])
    }
    # A unit that went below one of these since, or was founded there, would be left without a place.
    below_then = set(undo["moving"])
    for closed_or_new in undo["new"]:
        children = Unit.objects.for_system("children of held units").filter(parent=closed_or_new)
        changed |= {one.pk for one in children if one.pk not in below_then}
    if changed:
        names = Unit.objects.for_system("naming what stands on it").filter(pk__in=changed)
        raise rules.ChangesStandOnIt(units=", ".join(sorted(one.name for one in names)))


def _restore(touched: Sequence[int], before: Rows) -> None:
    """Rows as they were: those that came later go, those that changed get their old values again."""
    with connection.cursor() as cursor:
        for table, column in reversed(TABLES.items()):
            cursor.execute(
                f"DELETE FROM {table} t WHERE t.{column} = ANY (%s) AND t.id <> ALL (%s)",
                [list(touched), [row["id"] for row in before[table]]],
            )
        for table in TABLES:
            cursor.execute(
                "SELECT string_agg(format('%%1$I = r.%%1$I', column_name), ', ')"
                " FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s AND column_name <> 'id'",
                [table],
            )
            columns = cursor.fetchone()[0]
            cursor.execute(
                f"UPDATE {table} t SET {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) r"
                " WHERE t.id = r.id",
                [json.dumps(before[table])],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _operation(reference: str, actor: Actor, *, lock: bool) -> Reorganisation:
    try:
        number = references().number(reference)
    except BadReference:
        raise OutOfReach("reorganisation") from None
    rows = Reorganisation.objects.select_for_update() if lock else Reorganisation.objects
    found = rows.filter(pk=number).first()
    if found is None or not _in_reach(found, actor):
        raise OutOfReach("reorganisation")
    return found


def _in_reach(operation: Reorganisation, actor: Actor) -> bool:
    numbers = operation.plan["units"]
    return Unit.objects.visible_to(actor, MAY).filter(pk__in=numbers).count() == len(numbers)


def _plain(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind, "units": list(plan.units), "day": plan.day.isoformat(),
        "decision": plan.decision.strip(), "name": plan.name, "moving": list(plan.moving),
    }  # fmt: skip


def _told(operation: Reorganisation) -> Reorganised:
    return Reorganised(
        operation.pk, references().of(operation.pk), operation.kind, operation.day, operation.decision,
        (*operation.plan["units"], *operation.undo["new"]), operation.undone_at is not None,
    )  # fmt: skip


def _tell(operation: Reorganisation, actor: Actor, at: datetime) -> Reorganised:
    units = operation.plan["units"]
    successors = units[:1] if operation.kind == "merge" else [*units, *operation.undo["new"]]
    event = UnitsReorganised(
        f"reorganisation:{operation.pk}", operation.pk, operation.kind, operation.day, tuple(units),
        tuple(successors), operation.undone_at is not None,
    )  # fmt: skip
    record(event, actor=actor, at=at)
    return _told(operation)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
