"""Statistics as machines read them: one entry a subject, every figure exact until it is written."""

from __future__ import annotations

from typing import Any

from khuevan.exams import selectors
from khuevan.exams.contracts import SubjectSpread
from khuevan_kernel.exams import LANGUAGES, MEASURES, SUBJECTS, Measure, as_text, decisive_day

NOTES = {
    "mean": "exact quotient, two decimals, half up",
    "median": "exact; of an even count the mean of the two middle marks",
    "sd": "population, four decimals, half up",
    "fails": "marks of at most 1.00",
    "histogram": "counts by [lower, lower + step), by its lower end; 10.00 is a step of its own",
}


def statistics(year: int, *, council: str = "") -> dict[str, Any]:
    """The figures of a year, of the nation or of one council. Exact: for those who run the installation."""
    sizes = selectors.candidates(year)
    names = selectors.council_names(year)
    measure = MEASURES.on(decisive_day(year)).says
    found = selectors.spreads(year, council=council)
    split = [_language(one, measure) for one in found if one.language]
    return {
        "year": year,
        "scope": council or "nation",
        "council_name": names.get(council),
        "candidates": sizes.get(council, 0) if council else sum(sizes.values()),
        "councils": [
            {"code": code, "name": names.get(code, code), "candidates": n} for code, n in sizes.items()
        ],
        "subjects": [_subject(one, measure) for one in found if not one.language],
        "foreign_languages": split,
        "notes": NOTES,
    }


def _subject(one: SubjectSpread, measure: Measure) -> dict[str, object]:
    subject = SUBJECTS[one.subject]
    named = {
        "code": subject.code, "column": subject.column, "name_vi": subject.name_vi,
        "name_en": subject.name_en,
    }  # fmt: skip
    return named | _figures(one, measure)


def _language(one: SubjectSpread, measure: Measure) -> dict[str, object]:
    language = LANGUAGES[one.language]
    named = {
        "code": language.code,
        "column": language.code,
        "name_vi": language.name_vi,
        "name_en": language.name_en,
    }
    return named | _figures(one, measure)


def _figures(one: SubjectSpread, measure: Measure) -> dict[str, object]:
    spread = one.spread
    width = measure.step_of(one.subject)
    return {
        "count": spread.count,
        "mean": spread.mean,
        "median": spread.median,
        "sd": spread.sd,
        "tens": spread.tens,
        "fails": spread.at_most(measure.fail_at_most),
        "words": dict(one.words),
        "histogram": {as_text(lower): count for lower, count in spread.steps(25)},
        "published": {"step": as_text(width), "counts": {as_text(low): n for low, n in spread.steps(width)}},
        "marks": {as_text(mark): count for mark, count in sorted(spread.counts.items())},
    }
