"""Pairs that may be one person, side by side, and merges."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from khuevan.access.public import Actor, Permission, ScopedQuerySet
from khuevan.org.public import units
from khuevan.people.contracts import sector_code
from khuevan.people.contracts.linkage import MergeFacts, PairDetail, PairSummary, RecordFacts, Side
from khuevan.people.following import followed
from khuevan.people.models import DuplicatePair, Guardian, Identifier, Merge, Person
from khuevan.people.rules.linkage import proposed
from khuevan.people.selectors.naming import named
from khuevan.people.selectors.records import person_references
from khuevan_kernel.identity import References
from khuevan_kernel.linkage import CERTAIN
from khuevan_kernel.log import digest

PAGE = 50
_MAY = Permission.PEOPLE_MERGE
# What hangs on a person and is not worth a line of its own beside the records.
_OWN = {
    "people_identifier", "people_guardian", "people_change", "people_edit", "people_merge",
    "people_correctionrequest", "people_place",
}  # fmt: skip


def pair_references() -> References:
    """The references of pairs."""
    return References(settings.SECRET_KEY, "pair")


def merge_references() -> References:
    """The references of merges."""
    return References(settings.SECRET_KEY, "merge")


def duplicates(
    *,
    actor: Actor,
    state: str = "open",
    certain: bool | None = None,
    elsewhere: bool | None = None,
    after: tuple[int, int] | None = None,
    limit: int = PAGE,
) -> list[PairSummary]:
    """Pairs with a record in the actor's reach, the likeliest first, from behind ``after`` (score, number).

    ``certain``: only those more likely one person than not, or only the others. ``elsewhere``: only those
    with one record beyond reach, or only those whole in reach.
    """
    rows = _seen(actor).filter(state=state)
    if certain is not None:
        threshold = Q(score__gte=int(CERTAIN * 10))
        rows = rows.filter(threshold if certain else ~threshold)
    if elsewhere is not None:
        both = _within(actor, "unit_a__path") & _within(actor, "unit_b__path")
        rows = rows.filter(~both if elsewhere else both)
    if after is not None:
        rows = rows.filter(Q(score__lt=after[0]) | Q(score=after[0], pk__gt=after[1]))
    return _summaries(actor, list(rows.order_by("-score", "pk")[:limit]))


def waiting(*, actor: Actor, most: int = PAGE) -> int:
    """How many certain pairs wait for the actor's decision, counted up to ``most`` and one."""
    both = _within(actor, "unit_a__path") & _within(actor, "unit_b__path")
    return len(_seen(actor).filter(both, state="open", score__gte=0).values_list("pk")[: most + 1])


def place_of(*, reference: str) -> tuple[int, int]:
    """Where a pair stands in the order of the list: score and number. For the page after it."""
    number = pair_references().number(reference)
    rows = DuplicatePair.objects.for_system("the place in a list that was shown")
    row = rows.one(pk=number)
    return row.score, row.pk


def pair(*, actor: Actor, reference: str) -> PairDetail:
    """Two records side by side as far as they are in reach, or ``OutOfReach``."""
    row = _seen(actor).one(pk=pair_references().number(reference))
    [summary] = _summaries(actor, [row])
    a = _facts(row.a) if summary.a.within else None
    b = _facts(row.b) if summary.b.within else None
    seen, merge = "", ""
    if a and b:
        seen = version(row.a, row.b)
    if row.state == "merged":
        numbers = Merge.objects.for_system("of a pair in reach").filter(
            undone_at=None, absorbed__in=[row.a, row.b]
        )
        found = numbers.filter(into__in=[row.a, row.b]).values_list("pk", flat=True).first()
        merge = merge_references().of(found) if found else ""
    survivor = row.a
    if a and b and sum(b.rows.values()) > sum(a.rows.values()):
        survivor = row.b
    return PairDetail(summary, a, b, seen, survivor, row.decided_at, row.reason, merge)


def keeping(detail: PairDetail, staying: int) -> dict[str, str]:
    """Which side's value is proposed, field by field, where ``staying`` is the record that stays."""
    assert detail.a is not None and detail.b is not None
    own, other = (detail.a, detail.b) if detail.a.number == staying else (detail.b, detail.a)
    return proposed(own.values, other.values)


def version(*numbers: int) -> str:
    """What records hold now, as one digest: they and what hangs on them in this room."""
    held = []
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute(
                "SELECT to_jsonb(p)::text, (SELECT jsonb_agg(i ORDER BY i.id) FROM people_identifier i"
                " WHERE i.person_id = p.id)::text, (SELECT jsonb_agg(g ORDER BY g.id) FROM people_guardian g"
                " WHERE g.child_id = p.id)::text FROM people_person p WHERE p.id = %s",
                [number],
            )
            held.append([value or "" for row in cursor.fetchall() for value in row])
    return digest({"records": json.dumps(held)})


def pair_in_charge(actor: Actor, reference: str, *, lock: bool = False) -> DuplicatePair:
    """The row of a pair whose both records are in reach, or ``OutOfReach``."""
    rows = _seen(actor).filter(_within(actor, "unit_b__path"), _within(actor, "unit_a__path"))
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.one(pk=pair_references().number(reference))


def merge_in_charge(actor: Actor, reference: str, *, lock: bool = False) -> Merge:
    """The row of a merge whose both records are in reach, or ``OutOfReach``."""
    rows = Merge.objects.visible_to(actor, _MAY).filter(_within(actor, "unit__path"))
    if lock:
        rows = rows.select_for_update(of=("self",))
    return rows.one(pk=merge_references().number(reference))


def merge(*, actor: Actor, reference: str) -> MergeFacts:
    """A merge whose both records are in reach, or ``OutOfReach``."""
    row = merge_in_charge(actor, reference)
    return _merges(actor, [row])[0]


def merges(*, actor: Actor, undone: bool = False, limit: int = PAGE) -> list[MergeFacts]:
    """The latest merges whose both records are in reach."""
    rows = Merge.objects.visible_to(actor, _MAY).filter(_within(actor, "unit__path"))
    rows = rows.filter(undone_at__isnull=not undone)
    return _merges(actor, list(rows.order_by("-pk")[:limit]))


def _merges(actor: Actor, rows: list[Merge]) -> list[MergeFacts]:
    known = named(actor=actor, numbers={row.survivor_id for row in rows})
    offices = {unit.id: unit.name for unit in units({one.unit for one in known.values()})}
    return [
        MergeFacts(
            reference=merge_references().of(row.pk), survivor=person_references().of(row.survivor_id),
            name=known[row.survivor_id].name if row.survivor_id in known else "",
            code=sector_code(row.survivor_id), absorbed_code=sector_code(row.absorbed),
            office=offices.get(known[row.survivor_id].unit, "") if row.survivor_id in known else "",
            moved={one["table"]: len(one["keys"]) for one in row.kept["moved"]}, reason=row.reason,
            merged_at=row.merged_at, undone_at=row.undone_at, undone_because=row.undone_because,
            last=row.survivor_id == row.into,
        )
        for row in rows
    ]  # fmt: skip


def _within(actor: Actor, path: str) -> Q:
    reach = Q(pk__in=())
    for branch in actor.reaches.get(_MAY, ()):
        reach |= Q(**{f"{path}__startswith": branch})
    return reach


def _seen(actor: Actor) -> ScopedQuerySet[DuplicatePair]:
    """Pairs with a record in reach, both of whose records are still there, or that were merged."""
    rows = DuplicatePair.objects.for_system("narrowed to the actor's reach in the same breath")
    rows = rows.filter(_within(actor, "unit_a__path") | _within(actor, "unit_b__path"))
    gone = Merge.objects.for_system("numbers that are gone").filter(
        Q(absorbed=OuterRef("a")) | Q(absorbed=OuterRef("b")), undone_at=None
    )
    return rows.filter(Q(state="merged") | ~Exists(gone)).select_related("unit_a", "unit_b")


def _summaries(actor: Actor, rows: list[DuplicatePair]) -> list[PairSummary]:
    merged = {row.a for row in rows} | {row.b for row in rows}
    known = named(actor=actor, numbers=merged)
    found = []
    for row in rows:
        sides = [
            _side(actor, number, unit, known) for number, unit in ((row.a, row.unit_a), (row.b, row.unit_b))
        ]
        ask = "" if all(one.within for one in sides) else _common(row.unit_a.path, row.unit_b.path)
        found.append(
            PairSummary(
                pair_references().of(row.pk), sides[0], sides[1], row.score >= CERTAIN * 10, row.score,
                row.evidence, row.state, ask,
            )
        )  # fmt: skip
    return found


def _side(actor: Actor, number: int, unit: Any, known: dict[int, Any]) -> Side:
    one = known.get(number)
    if one is None or not actor.may_at(_MAY, unit.path):
        return Side(False, unit.name)
    return Side(True, unit.name, one.reference, one.code, one.name, one.birth_date, one.birth_precision)


def _common(one: str, other: str) -> str:
    """The name of the lowest office that reaches both places."""
    shared: list[str] = []
    for left, right in zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False):
        if left != right:
            break
        shared.append(left)
    names = {unit.id: unit.name for unit in units([int(shared[-1])])} if shared else {}
    return next(iter(names.values()), "")


def _facts(number: int) -> RecordFacts | None:
    """A whole record. For readers whose right to merge it has been looked at."""
    row = Person.objects.for_system("of a pair in reach").select_related("unit").filter(pk=number).first()
    if row is None:
        return None
    numbers = Identifier.objects.for_system("of a pair in reach").filter(person=number).order_by("pk")
    guardians = Guardian.objects.for_system("of a pair in reach").filter(child=number).order_by("pk")
    held = tuple((one.scheme, one.value) for one in numbers)
    values: dict[str, object] = {
        "name": row.name, "birth_date": row.birth_date, "birth_precision": row.birth_precision,
        "sex": row.sex, "ethnicity": row.ethnicity, "nationality": row.nationality, "unit": row.unit.name,
        "national": next((value for scheme, value in held if scheme == "national"), ""),
    }  # fmt: skip
    return RecordFacts(
        number, person_references().of(number), sector_code(number), values, held,
        tuple((one.kinship, one.name, one.phone) for one in guardians), _hanging(number), row.unit.name,
    )  # fmt: skip


def _hanging(number: int) -> dict[str, int]:
    """How many rows of the rooms above hang on a person, by table."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for one in followed():
            if one.table in _OWN:
                continue
            cursor.execute(f"SELECT count(*) FROM {one.table} WHERE {one.column} = %s", [number])
            if many := cursor.fetchone()[0]:
                found[one.table] = found.get(one.table, 0) + many
    return found
