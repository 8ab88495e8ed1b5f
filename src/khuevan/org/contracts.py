"""What org tells the rooms above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, NamedTuple

from khuevan_kernel.event import Event


class Sector(StrEnum):
    """The parts of the sector that a unit can belong to."""

    OFFICE = "office"
    PRESCHOOL = "preschool"
    GENERAL = "general"
    HIGHER = "higher"


class Kind(StrEnum):
    """What a unit is. ``KINDS`` says its sector and its words."""

    MINISTRY = "ministry"
    DEPARTMENT = "department"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    NURSERY = "nursery"
    KINDERGARTEN = "kindergarten"
    PRESCHOOL = "preschool"
    GROUP = "group"
    PRIMARY = "primary"
    LOWER = "lower"
    UPPER = "upper"
    PRIMARY_LOWER = "primary_lower"
    LOWER_UPPER = "lower_upper"
    COMBINED = "combined"
    CENTRE = "centre"
    COLLEGE = "college"
    UNIVERSITY = "university"


class KindWords(NamedTuple):
    """The sector of a kind and what people call it."""

    sector: Sector
    vi: str
    en: str


KINDS: Mapping[str, KindWords] = {
    Kind.MINISTRY: KindWords(Sector.OFFICE, "Bộ", "Ministry"),
    Kind.DEPARTMENT: KindWords(Sector.OFFICE, "Đơn vị thuộc Bộ", "Ministry department"),
    Kind.PROVINCE: KindWords(Sector.OFFICE, "Sở giáo dục và đào tạo", "Provincial education office"),
    Kind.DISTRICT: KindWords(Sector.OFFICE, "Phòng giáo dục và đào tạo", "District education office"),
    Kind.COMMUNE: KindWords(Sector.OFFICE, "Phòng văn hóa – xã hội cấp xã", "Commune office"),
    Kind.NURSERY: KindWords(Sector.PRESCHOOL, "Nhà trẻ", "Nursery"),
    Kind.KINDERGARTEN: KindWords(Sector.PRESCHOOL, "Trường mẫu giáo", "Kindergarten"),
    Kind.PRESCHOOL: KindWords(Sector.PRESCHOOL, "Trường mầm non", "Preschool"),
    Kind.GROUP: KindWords(Sector.PRESCHOOL, "Cơ sở mầm non độc lập", "Independent preschool group"),
    Kind.PRIMARY: KindWords(Sector.GENERAL, "Trường tiểu học", "Primary school"),
    Kind.LOWER: KindWords(Sector.GENERAL, "Trường trung học cơ sở", "Lower-secondary school"),
    Kind.UPPER: KindWords(Sector.GENERAL, "Trường trung học phổ thông", "Upper-secondary school"),
    Kind.PRIMARY_LOWER: KindWords(Sector.GENERAL, "Trường tiểu học và THCS", "Primary and lower-secondary"),
    Kind.LOWER_UPPER: KindWords(Sector.GENERAL, "Trường THCS và THPT", "Lower and upper-secondary"),
    Kind.COMBINED: KindWords(Sector.GENERAL, "Trường phổ thông nhiều cấp", "School of all levels"),
    Kind.CENTRE: KindWords(Sector.GENERAL, "Trung tâm giáo dục thường xuyên", "Continuing education centre"),
    Kind.COLLEGE: KindWords(Sector.HIGHER, "Trường cao đẳng", "College"),
    Kind.UNIVERSITY: KindWords(Sector.HIGHER, "Cơ sở giáo dục đại học", "Higher education institution"),
}


class TerritoryFacts(NamedTuple):
    """A version of a province, district or commune. ``until`` is the day after its last."""

    id: int
    level: str
    code: str
    name: str
    full_name: str
    kind: str
    parent_code: str | None
    since: date
    until: date | None


class PlaceFound(NamedTuple):
    """A commune or province that people look for: its code, its name with its province's, and for one that
    is no more the day after its last."""

    code: str
    label: str
    until: date | None


class CodeFacts(NamedTuple):
    """A code of a unit, who gave it, and for what period."""

    issuer: str
    code: str
    since: date
    until: date | None


class SiteFacts(NamedTuple):
    """A place where a unit teaches."""

    name: str
    is_main: bool
    territory: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as it was on a day. ``ref`` stands in addresses; ``path`` is its place today."""

    id: int
    ref: str
    kind: str
    sector: str
    name: str
    path: str
    parent: int | None
    territory: int | None
    ownership: int
    levels: tuple[str, ...]
    status: str
    since: date
    until: date | None
    codes: tuple[CodeFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: every row read is in exactly one of the counts after ``read``."""

    digest: str
    already: bool
    read: int
    loaded: int
    banners: int
    duplicates: int
    refused: tuple[tuple[int, str], ...]
    remarks: tuple[tuple[int, str], ...]
    communes: int
    districts: int
    successions: int


@dataclass(frozen=True, slots=True)
class TerritoryLoaded(Event):
    """Territory has been written down. ``digest`` is that of its source."""

    name: ClassVar[str] = "org.territory_loaded"
    digest: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UnitChanged(Event):
    """A unit was founded or changed. ``what`` says how; ``facts`` are the new values."""

    name: ClassVar[str] = "org.unit_changed"
    what: str
    day: date
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class UnitsReorganised(Event):
    """Units were merged or split, or that was undone. Registers above follow their own rows."""

    name: ClassVar[str] = "org.units_reorganised"
    reorganisation: int
    kind: str
    day: date
    predecessors: tuple[int, ...]
    successors: tuple[int, ...]
    undone: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A merger or a split as somebody asks for it.

    ``merge``: every one of ``units`` after the first goes into the first. ``split``: ``name`` is founded
    beside the only one of ``units``, and those of ``moving`` that stand below it go to the new unit.
    """

    kind: str
    units: tuple[int, ...]
    day: date
    decision: str
    name: str = ""
    moving: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reorganisation will change, counted, before anything is."""

    plan: Plan
    keeps: tuple[UnitFacts, ...]
    closes: tuple[UnitFacts, ...]
    founds: str
    moved: int
    codes: int
    sites: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reorganised:
    """A reorganisation as it was applied or undone."""

    id: int
    ref: str
    kind: str
    day: date
    decision: str
    units: tuple[int, ...]
    undone: bool
