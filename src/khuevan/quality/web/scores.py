"""Scores of a branch with their parts, ranking and trend; runs."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from khuevan.access.public import Permission, Request, needs
from khuevan.org.public import UnitFacts, unit_in_reach, units
from khuevan.quality import services
from khuevan.quality.contracts import ScoreFacts
from khuevan.quality.publishing import go_on_later
from khuevan.quality.rules import WEIGHTS
from khuevan.quality.selectors import issues, runs
from khuevan.quality.web.showing import SEVERITIES, said, unit_asked

AT_ONCE = 1  # pieces that are checked while the page is asked for


@needs(Permission.QUALITY_VIEW)
@require_safe
def home(request: Request) -> HttpResponse:
    """A branch: its score and how it was worked out, what stands open by rule, places below, the trend."""
    unit, actor = unit_asked(request), request.actor
    trend = runs.trend(actor=actor, unit=unit.id)
    newest = trend[-1] if trend else None
    if request.GET.get("format") == "csv":
        rows = runs.lowest_scores(actor=actor, path=unit.path, run=newest.run, limit=0) if newest else []
        return _csv(rows)
    counts = issues.issue_counts(actor=actor, path=unit.path)
    words = issues.words_of_rules()
    today = timezone.localdate(request.received_at)
    by_rule = [
        said(rule) | {"count": count}
        for code, count in counts.items()
        if (rule := issues.words_of(words, code, today))
    ]
    below = runs.scores_below(actor=actor, unit=unit.id)
    lowest = runs.lowest_scores(actor=actor, path=unit.path, run=newest.run, limit=20) if newest else []
    context = {
        "unit": unit, "newest": newest, "trend": trend[::-1], "weights": WEIGHTS.on(today),
        "penalties": {one: Decimal(WEIGHTS.on(today).says[one]) / 100 for one in SEVERITIES},
        "severities": SEVERITIES, "by_rule": sorted(by_rule, key=_weight),
        "below": _named(below), "lowest": _named(lowest) if below else [],
        "running": next((one for one in runs.runs(actor=actor, path=unit.path, limit=1)
                         if one.state != "done"), None),
        "above": _above(request, unit),
    }  # fmt: skip
    return render(request, "quality/home.html", context)


def _weight(line: dict[str, object]) -> tuple[int, int]:
    order = list(SEVERITIES)
    return order.index(line["rule"].severity), -int(str(line["count"]))  # type: ignore[attr-defined]


def _named(scores: list[ScoreFacts]) -> list[tuple[UnitFacts, ScoreFacts]]:
    places = {one.id: one for one in units([one.unit for one in scores])}
    return [(places[one.unit], one) for one in scores]


def _above(request: Request, unit: UnitFacts) -> UnitFacts | None:
    if unit.parent is None or not request.actor.may_at(Permission.QUALITY_VIEW, unit.path):
        return None
    parent = unit.path.rstrip("/").rpartition("/")[0] + "/"
    if not request.actor.may_at(Permission.QUALITY_VIEW, parent):
        return None
    return unit_in_reach(request.actor, unit.parent, Permission.QUALITY_VIEW)


def _csv(scores: list[ScoreFacts]) -> HttpResponse:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(("code", "unit", "day", "records", "errors", "warnings", "notices", "score"))
    for place, one in _named(scores):
        code = next((held.code for held in place.codes if held.until is None), "")
        writer.writerow((code, place.name, one.day, one.records, one.errors, one.warnings, one.notices,
                         one.score))  # fmt: skip
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="quality-scores.csv"'
    return answer


@needs(Permission.QUALITY_VIEW)
@require_POST
def ask(request: Request) -> HttpResponse:
    """Run all rules over a branch: a school at once, a larger branch in the background."""
    unit, at = unit_asked(request), request.received_at
    run = services.ask_run(actor=request.actor, unit=unit.id, day=timezone.localdate(at), at=at)
    if run.chunks <= AT_ONCE:
        while run.state != "done":
            run = services.go_on(run=run.id, at=at)
    else:
        go_on_later(run.id)
    return HttpResponseRedirect(reverse("quality-run", args=[run.ref]))


@needs(Permission.QUALITY_VIEW)
@require_safe
def run(request: Request, reference: str) -> HttpResponse:
    """How far a run is, and what it changed; reloads itself until it is over."""
    found = runs.run(actor=request.actor, reference=reference)
    number = int(found.path.strip("/").rpartition("/")[2])
    unit = unit_in_reach(request.actor, number, Permission.QUALITY_VIEW)
    return render(request, "quality/run.html", {"run": found, "unit": unit})
