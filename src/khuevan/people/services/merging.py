"""Taking one record into another, and taking it out again exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from khuevan.access.public import Actor, OutOfReach, Permission, everywhere
from khuevan.journal.public import record
from khuevan.people.contracts.linkage import (
    MergeFacts,
    PairDecided,
    PairDetail,
    PersonsMerged,
    PersonsUnmerged,
)
from khuevan.people.following import Followed, followed
from khuevan.people.models import DuplicatePair, Merge, Person
from khuevan.people.rules import linkage as rules
from khuevan.people.selectors import merging as reading
from khuevan.people.selectors.tombstones import leads_to
from khuevan.people.services.records import read_record
from khuevan_kernel.log import digest

Kept = dict[str, Any]
NATIONAL = ("people_identifier", "person_id")


@transaction.atomic
def decide_pair(*, actor: Actor, reference: str, state: str, reason: str, at: datetime) -> str:
    """Say that two records are of different persons, that nobody can be sure yet, or that it is open again.

    Answers the state. Refuses with ``OutOfReach`` unless both records are in reach,
    ``rules.DecisionUnclear``, ``rules.WhyMissing`` or, where they were merged, ``rules.JoinedAlready``.
    """
    pair = reading.pair_in_charge(actor, reference, lock=True)
    if state not in rules.DECISIONS:
        raise rules.DecisionUnclear()
    rules.require_why(reason)
    if pair.state == "merged":
        raise rules.JoinedAlready()
    pair.state, pair.reason, pair.decided_at, pair.decided_by = state, reason.strip(), at, actor.id
    pair.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    told = digest({"reason": pair.reason})
    record(PairDecided(f"person:{pair.a}", pair.b, state, told), actor=actor, at=at)
    return pair.state


@transaction.atomic
def open_pair(*, actor: Actor, reference: str, at: datetime) -> PairDetail:
    """Look at two records side by side: each record in reach is read, and that is written down.

    Refuses with ``OutOfReach``.
    """
    detail = reading.pair(actor=actor, reference=reference)
    for side in (detail.a, detail.b):
        if side is not None:
            read_record(actor=actor, reference=side.reference, at=at)
    return detail


@transaction.atomic
def merge_persons(
    *,
    actor: Actor,
    staying: int,
    moving: int,
    keep: Mapping[str, str],
    reason: str,
    at: datetime,
    seen: str = "",
) -> MergeFacts:
    """Take the record ``moving`` into ``staying``: two numbers of persons who are one.

    ``keep`` says by field (``rules.CHOSEN``) whose value stands, ``staying`` where it says nothing.
    Everything that hangs on a person in any room follows. What only one person can have twice is settled by
    the room that keeps it, or refused. The number that is gone leads to the one that stays. ``seen`` is the
    version that was looked at (``selectors.merging.version``), where the decision is about one.

    Refuses with ``OutOfReach`` unless ``people.merge`` reaches both, and with ``rules.OneRecord``,
    ``JoinedAlready``, ``RecordsChanged``, ``WhyMissing``, ``DecisionUnclear``, ``BothHold``, ``BothSignIn``
    or what a room above refuses with.
    """
    rules.require_two(staying, moving)
    rules.require_why(reason)
    rules.require_choices(keep)
    stays, goes = _both_locked(actor, staying, moving)
    if seen and seen != reading.version(staying, moving):
        raise rules.RecordsChanged()
    with everywhere():
        kept = _absorb(stays, goes, keep)
        merge = Merge.objects.create(
            absorbed=moving, into=staying, survivor_id=staying, unit_id=goes.unit_id, kept=kept,
            reason=reason.strip(), merged_at=at, merged_by=actor.id,
        )  # fmt: skip
    _settle_pair(merge, actor, at)
    moved = sum(len(one["keys"]) for one in kept["moved"])
    aside = sum(len(one["rows"]) for one in kept["aside"])
    told = digest({"kept": json.dumps(kept, sort_keys=True), "reason": merge.reason})
    record(PersonsMerged(f"person:{staying}", moving, moved, aside, told), actor=actor, at=at)
    return reading.merge(actor=actor, reference=reading.merge_references().of(merge.pk))


@transaction.atomic
def unmerge_persons(*, actor: Actor, reference: str, reason: str, at: datetime) -> MergeFacts:
    """Take out again what a merge took in: the absorbed record stands as it was, with what hung on it.

    What was entered since stays with the record it was entered for; what was edited since keeps the edit.
    Refuses with ``OutOfReach``, ``rules.WhyMissing``, ``PartedAlready``, ``NotTheLast``, or
    ``TouchedSince`` where the merge's own change was changed again.
    """
    rules.require_why(reason)
    merge = reading.merge_in_charge(actor, reference, lock=True)
    if merge.undone_at is not None:
        raise rules.PartedAlready()
    if merge.survivor_id != merge.into:
        raise rules.NotTheLast()
    stays = Person.objects.visible_to(actor, Permission.PEOPLE_MERGE).select_for_update(of=("self",))
    stays.one(pk=merge.into)
    with everywhere():
        _restore(merge.into, merge.absorbed, merge.kept)
        merge.undone_at, merge.undone_by, merge.undone_because = at, actor.id, reason.strip()
        merge.save(update_fields=["undone_at", "undone_by", "undone_because"])
        _reopen_pair(merge)
    told = digest({"kept": json.dumps(merge.kept, sort_keys=True), "reason": merge.undone_because})
    record(PersonsUnmerged(f"person:{merge.into}", merge.absorbed, told), actor=actor, at=at)
    return reading.merge(actor=actor, reference=reference)


def _both_locked(actor: Actor, staying: int, moving: int) -> tuple[Person, Person]:
    """Both rows, locked in the order of their numbers, so that two officers do not wait for each other."""
    mine = Person.objects.visible_to(actor, Permission.PEOPLE_MERGE).select_for_update(of=("self",))
    rows = {row.pk: row for row in mine.filter(pk__in=[staying, moving]).order_by("pk")}
    gone = {staying, moving} - rows.keys()
    if any(leads_to(number) is not None for number in gone):
        raise rules.JoinedAlready()
    if gone:
        raise OutOfReach("person")
    return rows[staying], rows[moving]


def _absorb(stays: Person, goes: Person, keep: Mapping[str, str]) -> Kept:
    """Move everything and take the row away; answers what undoes it."""
    row = _rows("SELECT to_jsonb(p) FROM people_person p WHERE id = %s", goes.pk)[0]
    aside = [one for each in followed() for one in _set_aside(each, stays.pk, goes.pk, keep)]
    moved = []
    for one in _in_order(followed()):
        with _refusing(one.table):
            keys = _move(one, goes.pk, stays.pk, None)
        if keys:
            moved.append({"table": one.table, "column": one.column, "keys": keys})
    before, after = _choose(stays, row, keep)
    with _refusing("people_person"):
        _run("DELETE FROM people_person WHERE id = %s", goes.pk)
        _check_now()
    return {"row": row, "before": before, "after": after, "moved": moved, "aside": aside}


def _choose(stays: Person, row: Mapping[str, Any], keep: Mapping[str, str]) -> tuple[Kept, Kept]:
    """Write the chosen values of the absorbed row; answers the columns before and after."""
    columns = [
        name for field, names in rules.COLUMNS.items() if keep.get(field) == "moving" for name in names
    ]
    own = _rows("SELECT to_jsonb(p) FROM people_person p WHERE id = %s", stays.pk)[0]
    after = {name: row[name] for name in columns if row[name] != own[name]}
    if after:
        _write_columns(stays.pk, after)
    return {name: own[name] for name in after}, after


def _set_aside(one: Followed, staying: int, moving: int, keep: Mapping[str, str]) -> Iterator[Kept]:
    """Take away the rows that do not fit beside their like; each is kept whole, or loses its person only."""
    both = [_held(one, number) for number in (staying, moving)]
    losing: list[Mapping[str, Any]] = []
    if one.meet is not None and one.settle is not None:
        for own in both[0]:
            for other in both[1]:
                if all(own[column] == other[column] for column in one.meet):
                    row = own if one.settle(own, other) == "staying" else other
                    losing += [] if row in losing else [row]
    if (one.table, one.column) == NATIONAL:
        losing += [row for row in _numbers_not_kept(both, keep) if row not in losing]
    if not losing:
        return
    keys = [{key: row[key] for key in one.keys} for row in losing]
    sides = ["staying" if row[one.column] == staying else "moving" for row in losing]
    if one.release:
        for key in keys:
            _run(f"UPDATE {one.table} SET {one.column} = NULL WHERE {_where(one)}", *key.values())
        yield {"table": one.table, "column": one.column, "release": True, "rows": keys, "sides": sides}
        return
    with _refusing(one.table):
        for row in losing:
            where = f"{_where(one)} AND {one.column} = %s".removeprefix(" AND ")
            _run(f"DELETE FROM {one.table} WHERE {where}", *[row[key] for key in one.keys], row[one.column])
    yield {"table": one.table, "column": one.column, "release": False, "rows": losing, "sides": sides}


def _numbers_not_kept(both: list[list[Any]], keep: Mapping[str, str]) -> list[Any]:
    """Of two records' national numbers, those of the side that was not chosen, where both have one."""
    own, other = (
        [row for row in rows if row["scheme"] == "national" and row["until"] is None] for rows in both
    )
    if not own or not other:
        return []
    if {row["value"] for row in own} == {row["value"] for row in other}:
        return other
    return own if keep.get("national") == "moving" else other


def _restore(staying: int, moving: int, kept: Kept) -> None:
    """Undo what ``_absorb`` did, the other way round."""
    columns = _columns("people_person")
    _run(
        f"INSERT INTO people_person ({columns}) SELECT {columns} FROM people_person p,"
        " jsonb_populate_record(p, %s::jsonb) AS r WHERE p.id = %s".replace(
            f"SELECT {columns}", "SELECT " + ", ".join(f"r.{name}" for name in columns.split(", "))
        ),
        json.dumps(kept["row"]), staying,
    )  # fmt: skip
    own = _rows("SELECT to_jsonb(p) FROM people_person p WHERE id = %s", staying)[0]
    if any(own[name] != value for name, value in kept["after"].items()):
        raise rules.TouchedSince(what="people_person")
    known = {(one.table, one.column): one for one in followed()}
    for moved in reversed(kept["moved"]):
        one = known.get((moved["table"], moved["column"]))
        if one is None:
            raise rules.TouchedSince(what=moved["table"])
        if len(_move(one, staying, moving, moved["keys"])) != len(moved["keys"]):
            raise rules.TouchedSince(what=one.table)
    for aside in kept["aside"]:
        _put_back(known.get((aside["table"], aside["column"])), aside, staying, moving)
    if kept["before"]:
        _write_columns(staying, kept["before"])
    try:
        with transaction.atomic():
            _check_now()
    except IntegrityError:
        raise rules.TouchedSince(what="people_person") from None


def _put_back(one: Followed | None, aside: Kept, staying: int, moving: int) -> None:
    if one is None:
        raise rules.TouchedSince(what=aside["table"])
    try:
        with transaction.atomic():
            for row, side in zip(aside["rows"], aside["sides"], strict=True):
                if aside["release"]:
                    person = staying if side == "staying" else moving
                    where = f"{_where(one)} AND {one.column} IS NULL"
                    done = _run(
                        f"UPDATE {one.table} SET {one.column} = %s WHERE {where}", person, *row.values()
                    )
                    if done != 1:
                        raise rules.TouchedSince(what=one.table)
                else:
                    columns = _columns(one.table)
                    _run(
                        f"INSERT INTO {one.table} ({columns}) SELECT {columns}"
                        f" FROM jsonb_populate_record(NULL::{one.table}, %s::jsonb)", json.dumps(row)
                    )  # fmt: skip
    except IntegrityError:
        raise rules.TouchedSince(what=one.table) from None


def _move(one: Followed, source: int, target: int, these: list[Any] | None) -> list[Any]:
    """Give rows to another person; answers their keys."""
    if one.release:
        chosen = "" if these is None else f" AND {_where(one)}"
        answer = ", ".join(f"'{key}', {key}" for key in one.keys)
        found = []
        for key in [{}] if these is None else these:
            found += _rows(
                f"UPDATE {one.table} SET {one.column} = %s WHERE {one.column} = %s{chosen}"
                f" RETURNING jsonb_build_object({answer})", target, source, *key.values()
            )  # fmt: skip
        return found
    asked = None if these is None else json.dumps(these)
    given = (one.table, one.column, list(one.keys), source, target, asked)
    moved: list[Any] = _rows("SELECT people_move(%s, %s, %s, %s, %s, %s::jsonb)", *given)[0]
    return moved


def _in_order(every: list[Followed]) -> list[Followed]:
    """What keeps the history of other rows comes last: moving them adds to it."""
    return sorted(every, key=lambda one: (one.table == "people_change", one.table, one.column))


def _held(one: Followed, number: int) -> list[Any]:
    return _rows(
        f"SELECT to_jsonb(t) FROM {one.table} t WHERE {one.column} = %s ORDER BY to_jsonb(t)", number
    )


def _where(one: Followed) -> str:
    return " AND ".join(f"{key} = %s" for key in one.keys)


def _write_columns(number: int, values: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = r.{name}" for name in values)
    _run(
        f"UPDATE people_person p SET {names} FROM jsonb_populate_record(NULL::people_person, %s::jsonb) r"
        " WHERE p.id = %s", json.dumps(dict(values)), number
    )  # fmt: skip


def _columns(table: str) -> str:
    rows = _rows(
        "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''", table
    )  # fmt: skip
    return str(rows[0])


@contextmanager
def _refusing(table: str) -> Iterator[None]:
    """What the database would refuse is refused in words, and leaves the transaction whole."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        told = getattr(getattr(error.__cause__, "diag", None), "table_name", None) or table
        raise rules.BothHold(what=told) from None


def _check_now() -> None:
    """Ask now what the commit would ask of keys between the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _settle_pair(merge: Merge, actor: Actor, at: datetime) -> None:
    low, high = sorted((merge.into, merge.absorbed))
    pair = DuplicatePair.objects.for_system("of the two just merged").filter(a=low, b=high).first()
    if pair is None:
        return
    merge.kept["pair"] = {
        "id": pair.pk, "state": pair.state, "reason": pair.reason, "decided_by": pair.decided_by,
        "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
    }  # fmt: skip
    merge.save(update_fields=["kept"])
    pair.state, pair.reason, pair.decided_at, pair.decided_by = "merged", merge.reason, at, actor.id
    pair.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _reopen_pair(merge: Merge) -> None:
    if before := merge.kept.get("pair"):
        rows = DuplicatePair.objects.for_system("of the two just parted").filter(pk=before["id"])
        rows.update(**{name: value for name, value in before.items() if name != "id"})


def _rows(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_loaded(row[0]) for row in cursor.fetchall()]


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in "{[" else value


def _run(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
