"""The pages of the operations room: the six-month review, public and printable."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from khuevan.access.public import OutOfReach, Request, open_to_all
from khuevan.operations import rules, selectors
from khuevan.operations.contracts import Kept, ReviewFigure
from khuevan.operations.publishing import published
from khuevan.org.public import KINDS, tree_on
from khuevan_kernel.law import NotInForce

CSV_HEADINGS = ("code", "as_of", "counted_at", "province_code", "province", "kind", "kind_name", "value")


@open_to_all
@require_safe
def review(request: Request) -> HttpResponse:
    """The review of today, or of the day in the address: figures of the country."""
    today, day = _days(request)
    kept = published(reader=request.actor, on=day, at=request.received_at)
    if kept is None:
        return render(request, "operations/counting.html", {"day": day})
    found = selectors.review(kept)
    asked = f"?on={day}" if request.GET.get("on") else ""
    rows = [_figure(one) | {"on": asked if one.code in rules.REGISTER else ""} for one in found.figures]
    sentences = rules.sentences(found, get_language() or "vi")
    context = {"review": found, "rows": rows, "sentences": sentences, "today": today}
    return render(request, "operations/review.html", context)


@open_to_all
@require_safe
def figure(request: Request, code: str) -> HttpResponse:
    """The counts that a figure of the register is the sum of, by province and kind; also as CSV."""
    today, day = _days(request)
    if code not in rules.REGISTER:
        raise OutOfReach("figure")
    kept = published(reader=request.actor, on=day, at=request.received_at)
    if kept is None:
        return render(request, "operations/counting.html", {"day": day})
    if request.GET.get("format") == "csv":
        return _csv(kept, code, today)
    told = next(one for one in selectors.review(kept).figures if one.code == code)
    context = _figure(told) | {"review": kept, "today": today, "table": _table(kept, code, today)}
    return render(request, "operations/figure.html", context)


def _days(request: Request) -> tuple[date, date]:
    """Today, and the day that is asked for: not one to come, nor one before there were definitions."""
    today = timezone.localdate(request.received_at)
    text = request.GET.get("on", "")
    try:
        day = date.fromisoformat(text) if text else today
        rules.DEFINITIONS.on(day)
    except (ValueError, NotInForce):
        raise OutOfReach("day") from None
    if day > today:
        raise OutOfReach("day")
    return today, day


def _vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


def _figure(one: ReviewFigure) -> dict[str, object]:
    if _vietnamese():
        return {"figure": one, "name": one.name_vi, "definition": one.definition, "source": one.source}
    return {"figure": one, "name": one.name_en, "definition": one.definition_en, "source": one.source_en}


def _kinds(code: str) -> dict[str, str]:
    """The kinds that a figure is counted by, in the order of their columns, and their words."""
    words = {kind: (said.vi, said.en) for kind, said in KINDS.items()}
    chosen = words if code.endswith(".institutions") else rules.KIND_WORDS
    return {kind: said[0 if _vietnamese() else 1] for kind, said in chosen.items()}


def _provinces(today: date) -> dict[str, str]:
    """The provinces of today by their code, and before them what is under the ministry itself."""
    found = {"": rules.UNDER_MINISTRY[0 if _vietnamese() else 1]}
    return found | {one.code: one.name for one in tree_on(today, "province")}


def _table(kept: Kept, code: str, today: date) -> dict[str, object]:
    """Counts by province (rows) and kind (columns) with their sums, which end in the figure."""
    parts = {(one.province, one.kind): one.value for one in kept.counts if one.code == code}
    words, names = _kinds(code), _provinces(today)
    order = list(words)
    kinds = sorted({kind for _, kind in parts}, key=lambda kind: order.index(kind) if kind in words else 99)
    rows = []
    for province in sorted({province for province, _ in parts}):
        cells = [parts.get((province, kind), 0) for kind in kinds]
        rows.append({"name": names.get(province, province), "cells": cells, "sum": sum(cells)})
    sums = [sum(value for (_, of_kind), value in parts.items() if of_kind == kind) for kind in kinds]
    return {"kinds": [words.get(kind, kind) for kind in kinds], "rows": rows, "sums": sums, "sum": sum(sums)}


def _csv(kept: Kept, code: str, today: date) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_HEADINGS)
    words, names = _kinds(code), _provinces(today)
    for one in kept.counts:
        if one.code == code:
            writer.writerow([
                code, kept.as_of, kept.counted_at.isoformat(), one.province, names.get(one.province, ""),
                one.kind, words.get(one.kind, one.kind), one.value,
            ])  # fmt: skip
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}-{kept.as_of}.csv"'
    return answer


urlpatterns: list[URLPattern] = [
    path("review", review, name="review"),
    path("review/<str:code>", figure, name="review-figure"),
]
