"""What the system holds, by field; what is asked for; and what answering costs schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl
from django.conf import settings

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.intake.public import registered
from khuevan.org.public import unit_rows
from khuevan.quality.contracts import Answer, AskFacts, Burden, Held
from khuevan.quality.models import Ask
from khuevan.quality.rules import DATASETS
from khuevan.quality.rules.asking import held_for, key_of
from khuevan.schooling.public import latest_year, yearly_figures
from khuevan_kernel.identity import BadReference, References

STANDING = ("waiting", "approved")
_LEVELS = {
    "persons": "learner", "enrolments": "learner", "results": "learner", "guardians": "learner",
    "students": "learner", "classes": "class", "staff": "staff", "lecturers": "staff", "units": "school",
    "programmes": "school",
}  # fmt: skip
_MEASURES = {"learner": "learners", "class": "classes", "staff": "staff"}
_INNER = {"unit", "unit_status", "unit_kind", "unit_sector", "person", "school_class", "class_unit",
          "account_person", "programme_unit"}  # fmt: skip


def ask_references() -> References:
    """Turns a request's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "quality ask")


def catalogue() -> list[Held]:
    """Every field that the registers' datasets and the things that can be handed in hold."""
    found = [
        Held(f"{dataset.name}.{one.name}", one.vi, one.en, dataset.vi, dataset.en, _LEVELS[dataset.name],
             "quality-language")
        for dataset in DATASETS.values() for one in dataset.fields if one.name not in {*_INNER, dataset.key}
    ]  # fmt: skip
    for thing in registered():
        described = thing.description
        found += [
            Held(f"{described.name}.{one.name}", one.vi, one.en, described.vi, described.en, "school",
                 "intake-about", (described.name,))
            for one in described.columns
        ]  # fmt: skip
    return found


def _keyed(day: date) -> list[tuple[str, Held]]:
    keyed = []
    for held in catalogue():
        names = {held.vi.split(":")[0].split(",")[0].split("(")[0], held.en.split(":")[0].split(",")[0]}
        keyed += [(key_of(name, day), held) for name in names]
    return keyed


def search_catalogue(*, text: str, day: date) -> list[Held]:
    """What is held under some words, the nearest first; everything, by place, without words."""
    if not text.strip():
        return catalogue()
    return [
        held for answer in answers(fields=[text], level="", kinds=(), day=day) for held in answer.held
    ] + [held for held in catalogue() if key_of(text, day) in key_of(f"{held.vi} {held.en}", day)][:20]


def answers(*, fields: Sequence[str], level: str, kinds: Iterable[str], day: date) -> tuple[Answer, ...]:
    """What is answered about each field: what holds it already, or which standing request asks for it."""
    keyed = _keyed(day)
    rows = Ask.objects.for_system("whether somebody asks already").filter(state__in=STANDING, level=level)
    asked: dict[str, str] = {}
    for row in rows.filter(kinds__overlap=list(kinds)).order_by("-pk"):
        asked |= dict.fromkeys(row.keys, row.title)
    return tuple(
        Answer(field, held_for(field, level, keyed, day), asked.get(key_of(field, day), ""))
        for field in fields
    )


def counts_by_kind(
    *, kinds: Sequence[str], level: str, path: str, actor: Actor, day: date
) -> dict[str, tuple[int, int]]:
    """How many active schools of each kind a branch has, and how many learners, classes, staff or schools."""
    units = unit_rows(actor=actor, may=Permission.QUALITY_VIEW, path=path).filter(
        pl.col("unit_kind").is_in(list(kinds)), unit_status="active"
    )
    counted = units.group_by("unit_kind").len("schools").with_columns(count="schools")
    if level in _MEASURES and units.height:
        figures = yearly_figures(
            actor=actor, units=units["unit"].to_list(), school_year=latest_year(day), on=day
        ).filter(measure=_MEASURES[level])
        summed = (
            units.join(figures, on="unit", how="left")
            .group_by("unit_kind")
            .agg(schools=pl.len(), count=pl.col("value").fill_null(0).sum())
        )
        counted = summed
    return {
        kind: (schools, count)
        for kind, schools, count in counted.select("unit_kind", "schools", "count").rows()
    }


def asks(*, actor: Actor, limit: int = 100) -> list[AskFacts]:
    """The newest requests, told to everybody who could ask, so that nobody asks the same."""
    rows = Ask.objects.for_system("requests are told to all who could ask") if actor.may(
        Permission.QUALITY_VIEW) else Ask.objects.none()  # fmt: skip
    return [ask_facts(row) for row in rows.order_by("-pk")[:limit]]


def ask_row(reference: str, *, lock: bool = False) -> Ask:
    """The row behind a request's reference, or ``OutOfReach``."""
    rows = Ask.objects.for_system("requests are told to all who could ask")
    try:
        number = ask_references().number(reference)
    except BadReference:
        raise OutOfReach("ask") from None
    return (rows.select_for_update() if lock else rows).one(pk=number)


def ledger(*, actor: Actor) -> list[tuple[int, str, int, int, int]]:
    """What approved requests cost: year, kind of school, requests, minutes, and minutes a school."""
    minutes: Counter[tuple[int, str]] = Counter()
    requests: Counter[tuple[int, str]] = Counter()
    schools: defaultdict[tuple[int, str], int] = defaultdict(int)
    if actor.may(Permission.QUALITY_VIEW):
        for row in Ask.objects.for_system("what is asked of schools is public").filter(state="approved"):
            for one in row.burden:
                place = (row.year, one["kind"])
                minutes[place] += one["minutes"]
                requests[place] += 1
                schools[place] = max(schools[place], one["schools"])
    return [
        (year, kind, requests[year, kind], total, total // max(schools[year, kind], 1))
        for (year, kind), total in sorted(minutes.items(), reverse=True)
    ]


def ask_facts(row: Ask) -> AskFacts:
    """A request as others see it."""
    told = tuple(
        Answer(one["asked"], tuple(Held(**held | {"given": tuple(held["given"]), "fresh": None})
                                   for held in one["held"]), one["asked_by"])
        for one in row.answers
    )  # fmt: skip
    return AskFacts(
        ask_references().of(row.pk), row.title, row.purpose, row.legal_basis, tuple(row.fields), row.level,
        tuple(row.kinds), row.times_a_year, row.due, row.state, row.minutes,
        tuple(Burden(**one) for one in row.burden), told, row.unit_id, row.asked_at, row.reason,
    )  # fmt: skip
