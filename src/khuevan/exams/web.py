"""The pages of the exams room: public figures by year, subject and council."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from khuevan.access.public import OutOfReach, Request, open_to_all
from khuevan.exams import selectors
from khuevan.exams.charts import draw
from khuevan.exams.contracts import ExamYear, SubjectSpread
from khuevan.exams.rules import FEWEST_SHOWN, hidden
from khuevan_kernel.exams import LANGUAGES, MEASURES, SUBJECTS, Measure, as_text, decisive_day


@open_to_all
@require_safe
def exams(request: Request) -> HttpResponse:
    """The years of which results are loaded."""
    return render(request, "exams/years.html", {"years": selectors.years()})


@open_to_all
@require_safe
def year_page(request: Request, year: int) -> HttpResponse:
    """A year: every subject with its figures and the shape of its distribution."""
    held, council = _year(year), _council(request, year)
    measure = MEASURES.on(decisive_day(year)).says
    unseen = _unseen(year, measure) if council else {}
    rows = [
        _row(one, measure, council, unseen.get((one.subject, one.language)))
        for one in selectors.spreads(year, council=council)
    ]
    context = _frame(held, council) | {
        "rows": [row for row in rows if not row["language"]],
        "languages": [row for row in rows if row["language"]],
    }
    return render(request, "exams/year.html", context)


@open_to_all
@require_safe
def subject_page(request: Request, year: int, subject: str) -> HttpResponse:
    """A subject: its distribution drawn and as a table, and its figures council by council."""
    held, council = _year(year), _council(request, year)
    measure = MEASURES.on(decisive_day(year)).says
    found = {one.subject: one for one in selectors.spreads(year, council=council) if not one.language}
    if subject not in SUBJECTS or (subject not in found and not council):
        raise OutOfReach("subject")
    context = _frame(held, council) | {"name": _name(subject), "subject": subject}
    if subject in found:
        unseen = _unseen(year, measure)[subject, ""] if council else None
        context |= _drawn(found[subject], measure, council, unseen)
    if not council:
        context["by_council"] = _by_council(year, subject, measure)
    return render(request, "exams/subject.html", context)


def _year(year: int) -> ExamYear:
    held = next((one for one in selectors.years() if one.year == year), None)
    if held is None:
        raise OutOfReach("year")
    return held


def _council(request: Request, year: int) -> str:
    code = request.GET.get("council", "")
    if code and code not in selectors.candidates(year):
        raise OutOfReach("council")
    return code


def _frame(held: ExamYear, council: str) -> dict[str, object]:
    names, sizes = selectors.council_names(held.year), selectors.candidates(held.year)
    return {
        "held": held,
        "year": str(held.year),
        "council": council,
        "council_name": names.get(council, council),
        "candidates": sizes.get(council, 0) if council else held.candidates,
        "councils": [(code, names.get(code, code)) for code in sizes],
    }


@dataclass(frozen=True, slots=True)
class Unseen:
    """Councils whose row, tens or failing marks are not shown: small, or giving a small one away."""

    rows: frozenset[str]
    tens: frozenset[str]
    fails: frozenset[str]


def _unseen(year: int, measure: Measure) -> dict[tuple[str, str], Unseen]:
    """What is not shown of each subject and language, on every page of the year alike."""
    found = {}
    for key, councils in selectors.cells(year, measure.fail_at_most).items():
        rows = hidden({council: counts[0] for council, counts in councils.items()})
        tens, fails = (
            hidden({council: counts[place] for council, counts in councils.items()}, rows) for place in (1, 2)
        )
        found[key] = Unseen(rows, tens, fails)
    return found


def _row(
    one: SubjectSpread, measure: Measure, council: str = "", unseen: Unseen | None = None
) -> dict[str, object]:
    """A subject's figures; of a council, what must not be shown is ``None``, or the row is ``small``."""
    spread = one.spread
    small = bool(unseen and council in unseen.rows) or (bool(council) and spread.count < FEWEST_SHOWN)
    row: dict[str, object] = {
        "subject": one.subject, "language": one.language, "small": small,
        "name": _language_name(one.language) if one.language else _name(one.subject),
    }  # fmt: skip
    if small:
        return row
    return row | {
        "count": spread.count,
        "mean": _decimal(spread.mean),
        "median": _decimal(spread.median),
        "sd": _decimal(spread.sd),
        "tens": None if unseen and council in unseen.tens else spread.tens,
        "fails": None if unseen and council in unseen.fails else spread.at_most(measure.fail_at_most),
        "drawing": None if one.language else draw(spread, measure.step_of(one.subject), measure.fail_at_most),
    }


def _drawn(one: SubjectSpread, measure: Measure, council: str, unseen: Unseen | None) -> dict[str, object]:
    row = _row(one, measure, council, unseen)
    if row["small"]:
        return {"row": row}
    step = measure.step_of(one.subject)
    return {
        "row": row,
        "drawing": draw(one.spread, step, measure.fail_at_most, _bars(one, measure, council, unseen)),
        "step": _decimal(as_text(step)),
    }


def _bars(one: SubjectSpread, measure: Measure, council: str, unseen: Unseen | None) -> frozenset[str]:
    """The bars of a council that are not shown: also those that tell its hidden tens or fails."""
    if unseen is None:
        return frozenset()
    steps = one.spread.steps(measure.step_of(one.subject))
    tens = [1000] if council in unseen.tens else []
    fails = [lower for lower, _ in steps if lower <= measure.fail_at_most] if council in unseen.fails else []
    return hidden({as_text(lower): count for lower, count in steps}, map(as_text, tens + fails))


def _by_council(year: int, subject: str, measure: Measure) -> list[dict[str, object]]:
    names, unseen = selectors.council_names(year), _unseen(year, measure).get((subject, ""))
    return [
        {"code": code, "place": names.get(code, code)} | _row(one, measure, code, unseen)
        for code, one in selectors.spreads_by_council(year, subject).items()
    ]


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _name(subject: str) -> str:
    said = SUBJECTS[subject]
    return said.name_vi if (get_language() or "vi").startswith("vi") else said.name_en


def _language_name(language: str) -> str:
    said = LANGUAGES[language]
    return said.name_vi if (get_language() or "vi").startswith("vi") else said.name_en


urlpatterns: list[URLPattern] = [
    path("exams", exams, name="exams"),
    path("exams/<int:year>", year_page, name="exam-year"),
    path("exams/<int:year>/<slug:subject>", subject_page, name="exam-subject"),
]
