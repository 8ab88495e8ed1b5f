"""Runs and scores as they may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.conf import settings
from django.db.models import Count, Q

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.org.public import unit_in_reach, unit_rows
from khuevan.quality.contracts import RunFacts, ScoreFacts
from khuevan.quality.models import Run, Score
from khuevan_kernel.identity import BadReference, References


def run_references() -> References:
    """Turns a run's number into its reference in addresses, and back."""
    return References(settings.SECRET_KEY, "quality run")


def run_facts(row: Run) -> RunFacts:
    """A run as others see it."""
    pieces = row.pieces.aggregate(all=Count("pk"), done=Count("pk", filter=Q(done=True)))
    return RunFacts(
        row.pk, run_references().of(row.pk), row.path, row.day, row.state, pieces["all"], pieces["done"],
        row.rows, row.new, row.still, row.gone, row.reopened, row.asked_at, row.finished_at,
    )  # fmt: skip


def run(*, actor: Actor, reference: str) -> RunFacts:
    """A run in the actor's reach, or ``OutOfReach``."""
    try:
        number = run_references().number(reference)
    except BadReference:
        raise OutOfReach("run") from None
    return run_facts(Run.objects.visible_to(actor, Permission.QUALITY_VIEW).one(pk=number))


def unfinished() -> list[int]:
    """The runs that wait, or whose worker may be gone, the oldest first."""
    rows = Run.objects.for_system("work that has to go on").exclude(state="done")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def run_on(*, path: str, day: date) -> RunFacts | None:
    """The run over exactly this branch that waits or runs."""
    row = Run.objects.for_system("one run at a time").filter(path=path, day=day).exclude(state="done").first()
    return None if row is None else run_facts(row)


def runs(*, actor: Actor, path: str, limit: int = 12) -> list[RunFacts]:
    """The newest runs over a branch or around it that the actor may see."""
    rows = Run.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(path__startswith=path)
    return [run_facts(row) for row in rows.order_by("-pk")[:limit]]


def pieces(*, actor: Actor, path: str, most: int) -> list[list[int]]:
    """The units of a branch in pieces of so many, in the order of the tree; universities one by one."""
    units = unit_rows(actor=actor, may=Permission.QUALITY_VIEW, path=path)
    found: list[list[int]] = []
    rest: list[int] = []
    for number, sector in units.select("unit", "unit_sector").rows():
        if sector == "higher":
            found.append([number])
            continue
        rest.append(number)
        if len(rest) == most:
            found.append(rest)
            rest = []
    return [*found, rest] if rest else found


def latest_scores(*, actor: Actor, units: Iterable[int]) -> dict[int, ScoreFacts]:
    """The newest finished score of each of some units that the actor may see."""
    rows = Score.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(
        unit__in=list(units), run__state="done"
    )
    newest = rows.order_by("unit", "-run").distinct("unit").select_related("run")
    return {row.unit_id: score_facts(row) for row in newest}


def scores_below(*, actor: Actor, unit: int) -> list[ScoreFacts]:
    """The newest scores of the units directly below one, the lowest first, if they have rows."""
    rows = Score.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(
        unit__parent=unit, run__state="done", records__gt=1
    )
    newest = rows.order_by("unit", "-run").distinct("unit").select_related("run")
    return sorted((score_facts(row) for row in newest), key=lambda one: (one.score, one.unit))


def lowest_scores(*, actor: Actor, path: str, run: int, limit: int = 50) -> list[ScoreFacts]:
    """The institutions of a branch with the lowest scores of a run; without a limit of 0, so many."""
    rows = Score.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(
        run=run, unit__path__startswith=path
    )
    rows = rows.exclude(unit__sector="office").select_related("run").order_by("score", "unit")
    return [score_facts(row) for row in (rows[:limit] if limit else rows)]


def trend(*, actor: Actor, unit: int, limit: int = 24) -> list[ScoreFacts]:
    """A unit's scores by run, the oldest first."""
    rows = Score.objects.visible_to(actor, Permission.QUALITY_VIEW).filter(unit=unit, run__state="done")
    newest = rows.order_by("-run").select_related("run")[:limit]
    return [score_facts(row) for row in newest][::-1]


def score_facts(row: Score) -> ScoreFacts:
    """A score as others see it."""
    assert row.score is not None
    return ScoreFacts(
        row.unit_id, row.run_id, row.run.day, row.records, row.errors, row.warnings, row.notices, row.score
    )


def branch(*, actor: Actor, unit: int) -> pl.DataFrame:
    """The units of a branch where the actor may see quality; the branch itself has to be in reach."""
    path = unit_in_reach(actor, unit, Permission.QUALITY_VIEW).path
    return unit_rows(actor=actor, may=Permission.QUALITY_VIEW, path=path)
