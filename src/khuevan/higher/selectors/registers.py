"""The registers' rows: lists by filters and key, one row with its history, and what is exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Q

from khuevan.access.public import Actor, OutOfReach, Permission, ScopedQuerySet
from khuevan.higher import models
from khuevan.higher.contracts.lists import FIGURE_ITEMS, FINANCE_ITEMS
from khuevan.higher.contracts.registers import REGISTERS, Register, RowFacts
from khuevan.higher.selectors.institutions import in_reach
from khuevan.intake.public import Kind
from khuevan.people.public import find, named, person_references
from khuevan_kernel.identity import BadReference, References, search_key
from khuevan_kernel.log import digest

MOST_EXPORTED = 200_000
_FIELDS_OF_PERSONS = ("person", "name", "birth_date", "sex", "national_id")
_ITEMS = {"finance": FINANCE_ITEMS, "figures": FIGURE_ITEMS}


@dataclass(frozen=True, slots=True)
class Table:
    """Where a register's rows lie: the model, the order of its list, and columns that lie elsewhere."""

    model: Any
    order: tuple[str, ...]
    paths: Mapping[str, str]

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)


def _table(model: Any, *order: str, **paths: str) -> Table:
    return Table(model, (*order, "id"), paths)


TABLES: Mapping[str, Table] = {
    "programmes": _table(models.Programme, "search_name"),
    "intakes": _table(models.Intake, "unit_id", "year", programme="programme__code"),
    "fields": _table(models.OpenedField, "unit_id", "code"),
    "students": _table(models.Study, "unit_id", "student_code", programme="programme__code"),
    "staff": _table(models.Employment, "unit_id", "code"),
    "degrees": _table(models.Degree, "unit_id", "serial", student_code="study__student_code"),
    "units": _table(models.Department, "unit_id", "code"),
    "governance": _table(models.Post, "unit_id", "since"),
    "assets": _table(models.Asset, "unit_id", "code"),
    "finance": _table(models.YearValue, "unit_id", "year", "item"),
    "figures": _table(models.YearValue, "unit_id", "year", "item"),
    "projects": _table(models.Project, "unit_id", "code"),
    "profiles": _table(models.Profile, "unit_id", "since"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a register is asked for: filters by column, words, an institution, persons, where to go on."""

    filters: Mapping[str, str]
    words: str = ""
    unit: int | None = None
    persons: tuple[int, ...] | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a register; ``after`` is the reference to go on from, empty at the end."""

    rows: tuple[RowFacts, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Past:
    """A change of a row: when, why, and each column's value before and after, as they were stored."""

    at: datetime
    reason: str
    columns: tuple[tuple[str, Any, Any], ...]


def register_named(slug: str) -> Register:
    """A register by its slug, or ``OutOfReach``."""
    if slug not in REGISTERS:
        raise OutOfReach("register")
    return REGISTERS[slug]


def references(slug: str) -> References:
    """The references of a register's rows."""
    return References(settings.SECRET_KEY, f"higher {slug}")


def rows(*, actor: Actor, register: Register, wanted: Wanted, on: date, limit: int) -> Listed:
    """A page of a register within the actor's reach, in its order."""
    table = TABLES[register.slug]
    found = _asked(actor, register, wanted)
    if wanted.after:
        last = _values(_visible(actor, register), table).filter(pk=_number(register, wanted.after)).first()
        if last is not None:
            found = found.filter(_beyond(table.order, last))
    page = list(_values(found, table).order_by(*table.order)[: limit + 1])
    facts = _facts(actor, register, page[:limit], on)
    return Listed(facts, facts[-1].reference if len(page) > limit else "")


def counted(*, actor: Actor, register: Register, wanted: Wanted) -> int:
    """How many rows there are of what is asked for."""
    return _asked(actor, register, wanted).count()


def row(*, actor: Actor, register: Register, reference: str, on: date, lock: bool = False) -> RowFacts:
    """A row by its reference, or ``OutOfReach``; locked for a change where that is asked."""
    may = Permission.HIGHER_EDIT if lock else Permission.HIGHER_VIEW
    found = _visible(actor, register, may).filter(pk=_number(register, reference))
    if lock:
        found.select_for_update(of=("self",)).one()
    values = list(_values(found, TABLES[register.slug]))
    if not values:
        raise OutOfReach("row")
    return _facts(actor, register, values, on)[0]


def history(*, actor: Actor, register: Register, number: int) -> tuple[Past, ...]:
    """What a row was, the latest change first."""
    table = TABLES[register.slug].name
    found = models.Change.objects.visible_to(actor, Permission.HIGHER_VIEW).filter(table=table, row=number)
    return tuple(
        Past(
            one.at, one.reason, tuple((name, old, one.new.get(name)) for name, old in sorted(one.old.items()))
        )
        for one in found.order_by("-id")[:200]
    )


def as_of(*, facts: RowFacts, past: Iterable[Past], moment: datetime) -> dict[str, Any]:
    """A row's values at a moment: today's, with every later change taken back."""
    values = dict(facts.values)
    for change in past:
        if change.at > moment:
            values.update({name: old for name, old, _ in change.columns if name in values})
    return values


def exported(*, actor: Actor, register: Register, wanted: Wanted, on: date) -> pl.DataFrame:
    """What is asked for, in the columns of the register's file; at most ``MOST_EXPORTED`` rows."""
    table = TABLES[register.slug]
    found = _values(_asked(actor, register, wanted), table).order_by(*table.order)[:MOST_EXPORTED]
    facts = _facts(actor, register, list(found), on)
    return as_frame(register, facts)


def as_frame(register: Register, facts: Iterable[RowFacts]) -> pl.DataFrame:
    """Rows as a frame in the columns of the register's file, as texts."""
    names = [one.name for one in register.description.columns]
    lines = [[as_text(one.values.get(name)) for name in names] for one in facts]
    frame = pl.DataFrame(lines, schema=dict.fromkeys(names, pl.String()), orient="row")
    kinds = {one.name: one.kind for one in register.description.columns}
    dates = [pl.col(name).str.to_date("%Y-%m-%d") for name, kind in kinds.items() if kind is Kind.DATE]
    flags = [pl.col(name) == "true" for name, kind in kinds.items() if kind is Kind.BOOL]
    return frame.with_columns(*dates, *flags)


def as_text(value: Any) -> str | None:
    """A value as a file's cell holds it; nothing where there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def persons_found(*, actor: Actor, words: str) -> tuple[int, ...]:
    """The numbers of persons within reach that words tell of."""
    refs = person_references()
    return tuple(refs.number(one.reference) for one in find(actor=actor, text=words, limit=50))


def _visible(
    actor: Actor, register: Register, may: Permission = Permission.HIGHER_VIEW
) -> ScopedQuerySet[Any]:
    found: ScopedQuerySet[Any] = TABLES[register.slug].model.objects.visible_to(actor, may)
    if register.slug in _ITEMS:
        return found.filter(item__in=[one.value for one in _ITEMS[register.slug]])
    return found


def _asked(actor: Actor, register: Register, wanted: Wanted) -> ScopedQuerySet[Any]:
    found, table = _visible(actor, register), TABLES[register.slug]
    if wanted.unit is not None:
        found = found.filter(unit=wanted.unit)
    for name, value in wanted.filters.items():
        if name not in register.filters or not value:
            continue
        found = found.filter(_filter(register, table, name, value))
    if wanted.persons is not None:
        found = found.filter(person__in=wanted.persons)
    if wanted.words and not register.person:
        found = found.filter(_words(register, wanted.words))
    return found


def _filter(register: Register, table: Table, name: str, value: str) -> Q:
    if name == "year":
        year = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else 0
        day = {"students": "since", "degrees": "issued_on"}.get(register.slug)
        if day is None:
            return Q(year=year)
        return Q(**{f"{day}__gte": date(max(year, 1), 1, 1), f"{day}__lt": date(max(year, 1) + 1, 1, 1)})
    return Q(**{table.paths.get(name, name): value})


def _words(register: Register, words: str) -> Q:
    names = {one.name for one in register.description.columns}
    if register.search:
        return Q(**{f"{register.search}__contains": search_key(words)}) | Q(code__istartswith=words)
    asked = Q()
    for name in ("name", "code"):
        if name in names:
            asked |= Q(**{f"{name}__icontains": words})
    return asked


def _beyond(order: tuple[str, ...], last: Mapping[str, Any]) -> Q:
    """Rows after one in an order: a row value compared, column by column."""
    asked, same = Q(), Q()
    for name in order:
        asked |= same & Q(**{f"{name}__gt": last[name]})
        same &= Q(**{name: last[name]})
    # The first column alone is what an index can begin at.
    return Q(**{f"{order[0]}__gte": last[order[0]]}) & asked


def _values(found: ScopedQuerySet[Any], table: Table) -> Any:
    fields = [one.attname for one in table.model._meta.concrete_fields]
    return found.values(*dict.fromkeys([*fields, "unit__name", *table.paths.values()]))


def _number(register: Register, reference: str) -> int:
    try:
        return references(register.slug).number(reference)
    except BadReference:
        raise OutOfReach("row") from None


def _facts(actor: Actor, register: Register, page: list[dict[str, Any]], on: date) -> tuple[RowFacts, ...]:
    table, refs = TABLES[register.slug], references(register.slug)
    codes = dict(in_reach(actor, on, Permission.HIGHER_VIEW).select("unit", "code").iter_rows())
    persons = {one["person_id"] for one in page if one.get("person_id")} if register.person else set()
    known = named(actor=actor, numbers=persons) if persons else {}
    columns = [one.name for one in register.description.columns]
    extra = [name for name in register.shown if name not in columns]
    found = []
    for one in page:
        person = known.get(one.get("person_id") or 0)
        values = {
            name: one.get(table.paths.get(name, name))
            for name in (*columns, *extra)
            if not (register.person and name in _FIELDS_OF_PERSONS)
        }
        values = {name: _shown(value) for name, value in values.items()}
        values["institution"] = codes.get(one["unit_id"], "")
        if register.person:
            values |= _of_person(person)
        found.append(
            RowFacts(
                refs.of(one["id"]),
                one["id"],
                one["unit_id"],
                one["unit__name"],
                values,
                digest({name: as_text(value) for name, value in values.items()}),
                person,
            )
        )
    return tuple(found)


def _shown(value: Any) -> Any:
    whole = isinstance(value, Decimal) and value == value.to_integral()
    return value.quantize(Decimal(1)) if whole else value


def _of_person(person: Any) -> dict[str, Any]:
    if person is None:
        return {}
    born = person.birth_date.isoformat() if person.birth_date else None
    length = {"y": 4, "m": 7}.get(person.birth_precision, 10)
    return {
        "person": person.code,
        "name": person.name,
        "birth_date": born[:length] if born else None,
        "sex": str(person.sex) if person.sex else None,
    }
