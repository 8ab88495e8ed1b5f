"""Reading units. Institutions and offices are public facts: these reads are open to all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.org.contracts import CodeFacts, Kind, Sector, SiteFacts, UnitFacts
from khuevan.org.models import Reorganisation, Site, Unit, UnitCode, UnitVersion
from khuevan_kernel.identity import BadReference, References, search_key

PUBLIC = "institutions are public facts"


def references() -> References:
    """Turns a unit's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "unit")


def on(day: date, prefix: str = "") -> Q:
    """That a dated row holds on a day."""
    open_end = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    return Q(**{f"{prefix}since__lte": day}) & open_end


def facts(unit: Unit, codes: Iterable[UnitCode] = ()) -> UnitFacts:
    """A unit as its own row has it."""
    return UnitFacts(
        id=unit.pk, ref=references().of(unit.pk), kind=unit.kind, sector=unit.sector, name=unit.name,
        path=unit.path, parent=unit.parent_id, territory=unit.territory_id, ownership=unit.ownership,
        levels=tuple(unit.levels), status=unit.status, since=unit.since, until=unit.until,
        codes=tuple(CodeFacts(one.issuer, one.code, one.since, one.until) for one in codes),
    )  # fmt: skip


def with_codes(units: QuerySet[Unit]) -> list[UnitFacts]:
    """Units in their order, each with every code that it has or had."""
    found = list(units)
    codes: dict[int, list[UnitCode]] = {}
    rows = UnitCode.objects.for_system(PUBLIC).filter(unit__in=[unit.pk for unit in found])
    for code in rows.order_by("issuer", "since", "code"):
        codes.setdefault(code.unit_id, []).append(code)
    return [facts(unit, codes.get(unit.pk, ())) for unit in found]


def units(numbers: Iterable[int]) -> list[UnitFacts]:
    """Units by their row numbers, in their order; those that do not exist are left out."""
    asked = list(numbers)
    found = {one.id: one for one in with_codes(Unit.objects.for_system(PUBLIC).filter(pk__in=asked))}
    return [found[number] for number in asked if number in found]


def holders(code: str) -> list[UnitFacts]:
    """The units that hold a code today, whoever gave it."""
    held = UnitCode.objects.for_system(PUBLIC).filter(code__in=[code, code.upper()], until=None)
    return with_codes(Unit.objects.for_system(PUBLIC).filter(pk__in=held.values("unit")).order_by("pk"))


def branch_names(paths: Iterable[str]) -> dict[str, str]:
    """What branches of the tree are called, by their paths: the name of the unit at the top of each."""
    found = Unit.objects.for_system(PUBLIC).filter(path__in=list(paths))
    return dict(found.values_list("path", "name"))


def branch_of(typed: str) -> str | None:
    """The path of the one living unit that holds the code, or has the name, that somebody typed."""
    found = [one.path for one in holders(typed.strip())]
    if not found:
        named = Unit.objects.for_system(PUBLIC).filter(search_name=search_key(typed), until=None)
        found = list(named.values_list("path", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def number_of(reference: str) -> int:
    """The row number behind a unit's reference, or ``OutOfReach``."""
    try:
        return references().number(reference)
    except BadReference:
        raise OutOfReach("unit") from None


def unit(number: int) -> UnitFacts:
    """A unit as it is today, or ``OutOfReach``."""
    found = units([number])
    if not found:
        raise OutOfReach("unit")
    return found[0]


def provinces_of_units() -> dict[int, str]:
    """The province code of every unit by its row number; empty for what is directly under the ministry."""
    code = Case(
        When(
            Q(parent__isnull=True) | (Q(parent__kind=Kind.MINISTRY) & ~Q(kind=Kind.PROVINCE)), then=Value("")
        ),
        default=Coalesce("territory__parent__code", "territory__code", Value("")),
    )
    return dict(Unit.objects.for_system(PUBLIC).values_list("pk", code))


def institution_counts(*, actor: Actor, day: date) -> list[tuple[str, str, str, int]]:
    """Active institutions whose review the actor may see: sector, province code, kind, and how many."""
    reached = Unit.objects.visible_to(actor, Permission.REVIEW_VIEW).filter(on(day), status="active")
    provinces = provinces_of_units()
    found: Counter[tuple[str, str, str]] = Counter()
    for number, sector, kind in reached.exclude(sector=Sector.OFFICE).values_list("pk", "sector", "kind"):
        found[sector, provinces[number], kind] += 1
    return [(*place, count) for place, count in sorted(found.items())]


def unit_as_of(number: int, day: date) -> UnitFacts | None:
    """A unit as it was on a day: that day's version and codes; ``None`` before it was and after it ended."""
    version = (
        UnitVersion.objects.for_system(PUBLIC).select_related("unit").filter(on(day), unit=number).first()
    )
    if version is None:
        return None
    codes = UnitCode.objects.for_system(PUBLIC).filter(on(day), unit=number).order_by("issuer", "code")
    today = facts(version.unit, codes)
    return UnitFacts(
        id=today.id, ref=today.ref, kind=today.kind, sector=today.sector, name=version.name, path=today.path,
        parent=version.parent_id, territory=version.territory_id, ownership=version.ownership,
        levels=tuple(version.levels), status=version.status, since=version.since, until=version.until,
        codes=today.codes,
    )  # fmt: skip


def unit_by_code(issuer: str, code: str, day: date) -> UnitFacts | None:
    """The unit that held a code of an issuer on a day, as it was that day."""
    held = UnitCode.objects.for_system(PUBLIC).filter(on(day), issuer=issuer, code=code).first()
    return None if held is None else unit_as_of(held.unit_id, day)


def history(number: int) -> list[UnitFacts]:
    """Every version of a unit, newest first."""
    today = unit(number)
    return [
        UnitFacts(
            id=today.id, ref=today.ref, kind=today.kind, sector=today.sector, name=one.name, path=today.path,
            parent=one.parent_id, territory=one.territory_id, ownership=one.ownership,
            levels=tuple(one.levels), status=one.status, since=one.since, until=one.until,
        )
        for one in UnitVersion.objects.for_system(PUBLIC).filter(unit=number).order_by("-since")
    ]  # fmt: skip


def reorganised(number: int) -> list[tuple[str, UnitFacts, date]]:
    """What reorganisations, not undone, made of a unit: how, the other unit, and the day; oldest first.

    ``took`` and ``went into`` of a merger, ``gave`` and ``came from`` of a split.
    """
    touched = UnitVersion.objects.for_system(PUBLIC).filter(unit=number, reorganisation__isnull=False)
    found = []
    for done in Reorganisation.objects.filter(pk__in=touched.values("reorganisation")).order_by("day", "pk"):
        first, rest = done.plan["units"][0], [*done.plan["units"][1:], *done.undo["new"]]
        how = ("took", "went into") if done.kind == "merge" else ("gave", "came from")
        if number == first:
            found += [(how[0], other, done.day) for other in units(rest)]
        elif number in rest:
            found += [(how[1], other, done.day) for other in units([first])]
    return found


def sites(number: int) -> list[SiteFacts]:
    """The places where a unit teaches or taught, the main one first."""
    rows = Site.objects.for_system(PUBLIC).filter(unit=number).select_related("territory")
    return [
        SiteFacts(
            one.name, one.is_main, one.territory.full_name if one.territory else "", one.since, one.until
        )
        for one in rows.order_by("-is_main", "name")[:200]
    ]


def below_unit(number: int, limit: int = 50) -> list[UnitFacts]:
    """The units directly below one, by name."""
    rows = (
        Unit.objects.for_system(PUBLIC).filter(parent=number, status="active").order_by("search_name", "pk")
    )
    return [facts(one) for one in rows[:limit]]


def above_unit(path: str) -> list[UnitFacts]:
    """The units on the way from the ministry down to a unit, without the unit itself."""
    return units([int(part) for part in path.strip("/").split("/")][:-1])


def unit_in_reach(actor: Actor, number: int, may: Permission) -> UnitFacts:
    """A unit where the actor has a permission, or ``OutOfReach``."""
    return facts(Unit.objects.visible_to(actor, may).one(pk=number))
