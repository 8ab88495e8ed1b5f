"""Every read of this room: the review, of figures that other rooms count."""

from __future__ import annotations

from datetime import date, datetime

from khuevan.access.public import Actor, reaching
from khuevan.exams import public as exams
from khuevan.higher import public as higher
from khuevan.operations.contracts import Review, ReviewFigure
from khuevan.operations.rules import DEFINITIONS
from khuevan.schooling import public as schooling
from khuevan_kernel.exams import MEASURES, decisive_day
from khuevan_kernel.figure import Figure


def review(*, actor: Actor, on: date, at: datetime) -> Review:
    """The figures of a day within the actor's reach, each with its definition of that day and its source.

    Runs in the caller's transaction: the reach of the second wall is set for it. ``NotInForce`` where no
    definition is in force on the day.
    """
    law = DEFINITIONS.on(on)
    reaching(actor)
    counted = [
        *schooling.figures(actor=actor, on=on),
        *higher.figures(actor=actor, on=on),
        *_exam_figures(on),
    ]
    return Review(on, at, tuple(_told(figure, law.says, str(law.cites)) for figure in counted))


def _exam_figures(on: date) -> list[Figure]:
    found: list[Figure] = []
    for held in exams.years():
        if held.year > on.year:
            continue
        measure = MEASURES.on(decisive_day(held.year)).says
        spreads = [one.spread for one in exams.spreads(held.year) if not one.language]
        counts = {
            "candidates": held.candidates,
            "marks": sum(spread.count for spread in spreads),
            "tens": sum(spread.tens for spread in spreads),
            "fails": sum(spread.at_most(measure.fail_at_most) for spread in spreads),
        }
        found += [
            Figure(
                f"exams.{held.year}.{what}",
                count,
                f"exams_result: year {held.year}, {held.councils} councils",
            )
            for what, count in counts.items()
        ]
    return found


def _told(figure: Figure, says: dict[str, dict[str, str]], cites: str) -> ReviewFigure:
    sector, _, what = figure.code.rpartition(".")
    year = sector.removeprefix("exams.") if sector.startswith("exams.") else ""
    words = says[f"exams.{what}" if year else figure.code]
    suffix = f" {year}" if year else ""
    link = f"/exams/{year}" if year else f"/review#{figure.code}"
    return ReviewFigure(
        figure.code, words["vi"] + suffix, words["en"] + suffix, figure.value,
        words["definition_vi"], words["definition_en"], figure.source, link, cites,
    )  # fmt: skip
