"""Every read of this room: the review, of figures that other rooms count."""

from __future__ import annotations

from datetime import date, datetime

from khuevan.access.public import Actor, reaching
from khuevan.exams import public as exams
from khuevan.higher import public as higher
from khuevan.operations.contracts import Kept, Review, ReviewFigure
from khuevan.operations.models import Snapshot
from khuevan.operations.rules import DEFINITIONS, REGISTER
from khuevan.schooling import public as schooling
from khuevan_kernel.figure import Count, Figure, summed


def count(*, actor: Actor, on: date, at: datetime) -> Kept:
    """The register's counts of a day within the actor's reach, counted now.

    Runs in the caller's transaction: the reach of the second wall is set for it.
    """
    reaching(actor)
    counts = [*schooling.counts(actor=actor, on=on), *higher.counts(actor=actor, on=on)]
    return Kept(on, at, tuple(counts))


def kept(on: date) -> Kept | None:
    """The country's counts of a day as they were last counted; ``None`` where they never were."""
    row = Snapshot.objects.filter(as_of=on).first()
    return Kept(on, row.counted_at, tuple(Count(*part) for part in row.counts)) if row else None


def review(found: Kept) -> Review:
    """The figures that counts add up to, and those of the exams, each with its definition of that day.

    ``NotInForce`` where no definition is in force on the day.
    """
    law = DEFINITIONS.on(found.as_of)
    cites = str(law.cites)
    figures = [
        _told(one, found.counted_at, law.says[one.code], "", cites) for one in summed(REGISTER, found.counts)
    ]
    for year in exams.totals():
        if year.year > found.as_of.year:
            continue
        for what in ("candidates", "marks", "tens", "fails"):
            figure = Figure(f"exams.{year.year}.{what}", getattr(year, what))
            figures.append(_told(figure, year.loaded_at, law.says[f"exams.{what}"], str(year.year), cites))
    return Review(found.as_of, found.counted_at, tuple(figures))


def _told(figure: Figure, at: datetime, words: dict[str, str], year: str, cites: str) -> ReviewFigure:
    suffix = f" {year}" if year else ""
    return ReviewFigure(
        figure.code, words["vi"] + suffix, words["en"] + suffix, figure.value,
        words["definition_vi"], words["definition_en"], words["source_vi"], words["source_en"], at,
        f"/exams/{year}" if year else f"/review/{figure.code}", cites,
    )  # fmt: skip
