"""Finding units by code or name, and leafing through all of them. They are public facts: open to all.

What people type is mostly a kind of school and a name. The kind says little, half of all schools share it:
order is by how near the proper name is; the kind only decides between equals.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from khuevan.org.contracts import Sector, UnitFacts
from khuevan.org.models import Unit, UnitCode
from khuevan.org.selectors.units import PUBLIC, with_codes
from khuevan_kernel.identity import search_key

# Longer ones first: the first that fits is taken.
GENERIC = sorted(
    (
        "truong", "thpt", "thcs", "tieu hoc", "trung hoc", "trung hoc co so", "trung hoc pho thong",
        "mam non", "mau giao", "nha tre", "nhom tre", "lop mam non", "lop mam non doc lap", "doc lap",
        "tu thuc", "pho thong", "lien cap", "dai hoc", "hoc vien", "cao dang", "trung cap", "trung tam",
        "giao duc thuong xuyen", "gdtx", "gdnn", "so giao duc", "so giao duc va dao tao", "so gd&dt",
        "phong giao duc", "phong giao duc va dao tao", "phong van hoa – xa hoi", "phong van hoa - xa hoi",
        "phong van hoa xa hoi", "phong van hoa", "phuong", "xa", "dac khu", "va", "&", "-", "–",
    ),
    key=len, reverse=True,
)  # fmt: skip
_PHRASES = "|".join(map(re.escape, GENERIC))
_GENERIC_WORDS = re.compile(rf"(?<!\S)(?:{_PHRASES})(?!\S)")
_GENERIC_HEAD = rf"^((?:{_PHRASES})\s+)+"


class Page(NamedTuple):
    """A page of units, its number from 1, and how many units there are in all."""

    units: list[UnitFacts]
    number: int
    total: int


def find_units(text: str, limit: int = 20) -> list[UnitFacts]:
    """Units by a code of theirs, or by words of their name with or without tone marks; the nearest first."""
    if len(search_key(text)) < 2:
        return []
    return with_codes(_found(text)[:limit])


def browse_units(
    *, text: str = "", province: str = "", kind: str = "", number: int = 1, size: int = 30
) -> Page:
    """Units under filters: words or a code, a province's code, a kind. Institutions before offices.

    With words the nearest come first, else by name. A page beyond the last is the last.
    """
    rows = _found(text) if len(search_key(text)) >= 2 else _by_name(Unit.objects.for_system(PUBLIC))
    if province:
        within = Coalesce("territory__parent__code", "territory__code", Value(""))
        rows = rows.alias(province=within).filter(province=province)
    if kind:
        rows = rows.filter(kind=kind)
    total = rows.count()
    number = max(1, min(number, -(-total // size)))
    return Page(with_codes(rows[(number - 1) * size : number * size]), number, total)


def _found(text: str) -> QuerySet[Unit]:
    everything = Unit.objects.for_system(PUBLIC)
    holders = UnitCode.objects.for_system(PUBLIC).filter(code=text.strip().upper()).values("unit")
    by_code = everything.filter(pk__in=holders)
    if by_code.exists():
        return _by_name(by_code)
    key = search_key(text)
    name = " ".join(_GENERIC_WORDS.sub(" ", key).split())
    if not name:
        return _by_name(everything.filter(_holding(key)))
    # What is looked for is looked for in the proper name: every commune office is one of culture (văn hóa).
    bare = Func(F("search_name"), Value(_GENERIC_HEAD), Value(""), function="regexp_replace")
    named = everything.alias(bare=bare).filter(_holding(name), _holding(name, "bare"))
    kind_too = named.filter(_holding(key))
    return _nearest(kind_too if kind_too.exists() else named, key, name)


def _holding(words: str, column: str = "search_name") -> Q:
    every = Q()
    for word in words.split():
        every &= Q(**{f"{column}__contains": word})
    return every


def _nearest(found: QuerySet[Unit], key: str, name: str) -> QuerySet[Unit]:
    """The proper name itself, then names that begin with it, hold it, hold its words, or their beginnings."""
    whole, begun = Q(), Q()
    for word in name.split():
        whole &= Q(spaced__contains=f" {word} ")
        begun &= Q(spaced__contains=f" {word}")
    nearness = Case(
        When(bare=name, then=0),
        When(bare__startswith=f"{name} ", then=1),
        When(spaced__contains=f" {name} ", then=2),
        When(whole, then=3),
        When(bare__startswith=name, then=4),
        When(begun, then=5),
        default=6,
        output_field=IntegerField(),
    )
    kinds = [Q(search_name__contains=kind) for kind in _GENERIC_WORDS.findall(key)]
    unlike = sum((Case(When(kind, then=0), default=1) for kind in kinds), Value(0))
    spaced = found.alias(spaced=Concat(Value(" "), "search_name", Value(" ")))
    return _by_name(spaced.alias(nearness=nearness, unlike=unlike), "nearness", "unlike")


def _by_name(rows: QuerySet[Unit], *before: str) -> QuerySet[Unit]:
    office = Case(When(sector=Sector.OFFICE, then=1), default=0, output_field=IntegerField())
    return rows.alias(office=office).order_by(
        *before, "office", F("until").desc(nulls_first=True), "search_name", "pk"
    )
