"""The year's cycle: data frozen at 31/12, finance at 31/3, results published by 30/6."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.higher import rules
from khuevan.higher.contracts.events import StandardsPublished, YearFrozen
from khuevan.higher.contracts.institutions import Assessment, Institution, Known, Published
from khuevan.higher.models import Freeze, Publication
from khuevan.higher.selectors import standards
from khuevan.higher.selectors.institutions import institutions
from khuevan.journal.public import record
from khuevan_kernel.law import Citation
from khuevan_kernel.log import digest
from khuevan_kernel.standards import CYCLE

_FROM_FINANCE = ("revenue.", "spending.", "fees.", "science.revenue.")


@transaction.atomic
def freeze_year(*, actor: Actor, institution: Institution, year: int, stage: str, at: datetime) -> Assessment:
    """Keep an institution's facts of a year as they stand, with what the standard says of them.

    ``data`` from 31/12 on; ``finance`` from 31/3 on: the data as frozen with the finance of now. The actor
    needs ``higher.edit`` there. Refuses with ``rules.TooEarly``, ``rules.FrozenAlready`` or
    ``rules.NothingFrozen``.
    """
    may = Permission.HIGHER_EDIT
    _in_turn(institution.unit, year)
    own = Freeze.objects.visible_to(actor, may).filter(unit=institution.unit, year=year)
    standing = {one.stage: one for one in own.select_for_update(of=("self",))}
    today = timezone.localdate(at)
    rules.require_frozen_in_turn(year=year, stage=stage, today=today, standing=standing)
    found = standards.known(actor=actor, institution=institution, year=year)
    if stage == "finance":
        found = _with_finance(standing["data"], found)
    results = standards.results_of(found, year)
    kept = {"facts": dict(found.facts), "status": dict(found.status), "counts": dict(found.counts)}
    freeze = Freeze(
        unit_id=institution.unit,
        year=year,
        stage=stage,
        frozen_at=at,
        digest=digest(kept),
        results={one.criterion: one.verdict.value for one in results},
        **kept,
    )
    event = YearFrozen(f"unit:{institution.unit}", institution.unit, year, stage, freeze.digest)
    freeze.save()
    record(event, actor=actor, at=at, because=[_cites(year)])
    return Assessment(institution, year, found, results, {stage: at}, freeze.digest)


@transaction.atomic
def freeze_everything(*, actor: Actor, year: int, stage: str, at: datetime) -> list[Assessment]:
    """Freeze a year of every institution in reach that is not frozen yet; finance where the data are."""
    may = Permission.HIGHER_EDIT
    standing = standards.freezes(actor=actor, year=year)
    done = {one.unit_id for one in standing if one.stage == stage}
    ready = {one.unit_id for one in standing if one.stage == "data"}
    found = institutions(actor=actor, on=timezone.localdate(at), may=may)
    return [
        freeze_year(actor=actor, institution=one, year=year, stage=stage, at=at)
        for one in found
        if one.unit not in done and (stage == "data" or one.unit in ready)
    ]


@transaction.atomic
def publish_year(*, actor: Actor, year: int, at: datetime) -> Published:
    """Make a year's frozen results public, by whoever reaches the country.

    Refuses with ``OutOfReach``, ``rules.NothingFrozen`` or ``rules.FrozenAlready``.
    """
    if not rules.reaches_the_country(actor.reaches.get(Permission.HIGHER_EDIT, ())):
        raise OutOfReach("country")
    _in_turn(0, year)
    if Publication.objects.filter(year=year).exists():
        raise rules.FrozenAlready(year=str(year))
    found = [one for one in standards.freezes(actor=actor, year=year) if one.stage == "finance"]
    if not found:
        raise rules.NothingFrozen(year=str(year))
    content = digest({str(one.unit_id): one.digest for one in found})
    published = Publication(year=year, published_at=at, institutions=len(found), digest=content)
    published.save()
    event = StandardsPublished(f"standards:{year}", year, len(found), content)
    record(event, actor=actor, at=at, because=[_cites(year)])
    return Published(year, at, len(found), content)


def differences(then: Known, now: Known) -> list[tuple[str, str, str]]:
    """Facts that are not today what they were when frozen: name, then, now; empty where there was none."""
    names = sorted({*then.facts, *now.facts})
    pairs = [(name, then.facts.get(name, ""), now.facts.get(name, "")) for name in names]
    return [one for one in pairs if one[1] != one[2]]


def _with_finance(data: Freeze, now: Known) -> Known:
    facts = {name: value for name, value in data.facts.items() if not name.startswith(_FROM_FINANCE)}
    facts |= {name: value for name, value in now.facts.items() if name.startswith(_FROM_FINANCE)}
    return Known(facts, data.status, data.counts)


def _in_turn(unit: int, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"higher cycle {unit} {year}"]
        )


def _cites(year: int) -> Citation:
    return CYCLE.on(date(year, 12, 31)).cites
