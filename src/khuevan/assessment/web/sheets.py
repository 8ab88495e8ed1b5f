"""The grid of a class, a subject and a term: read, saved whole by a form, or cell by cell by a script."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.assessment import selectors, services
from khuevan.assessment.contracts import HOMEROOM, HOMEROOM_MID, KINDS, NOTE, SUMMER, TERMS, Cell, State, Told
from khuevan.assessment.selectors import sheets
from khuevan.assessment.web import words
from khuevan.intake.public import export_xlsx

MOST_CELLS = 4_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Permission.SCHOOLING_VIEW)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sheet(request: Request, reference: str, sheet: str, term: int) -> HttpResponse:
    """A sheet: shown, and saved whole by a form that works without a script."""
    require_term(term)
    on = timezone.localdate(request.received_at)
    found = sheets.sheet(actor=request.actor, reference=reference, name=sheet, term=term, on=on)
    if request.method == "GET":
        return render(request, "assessment/sheet.html", _context(request, found, {}))
    cells = _cells(request, found)
    told = services.enter(
        actor=request.actor, reference=reference, sheet=sheet, term=term, cells=cells, at=request.received_at
    )
    saved = sum(one.state is State.SAVED for one in told)
    if saved:
        count = ngettext("Đã lưu %(n)s ô.", "Đã lưu %(n)s ô.", saved) % {"n": saved}
        messages.success(request, count, extra_tags="good")
    open_ones = {
        (one.cell.person, f"{one.cell.subject}.{one.cell.kind}"): one
        for one in told
        if one.state in {State.CONFLICT, State.REFUSED}
    }
    if not open_ones:
        if not saved:
            messages.info(request, gettext("Không có ô nào thay đổi."))
        return HttpResponseRedirect(request.path)
    found = sheets.sheet(actor=request.actor, reference=reference, name=sheet, term=term, on=on)
    return render(request, "assessment/sheet.html", _context(request, found, open_ones), status=422)


@needs(Permission.MARKS_ENTER)
@sensitive_post_parameters()
@require_POST
def cell(request: Request, reference: str, sheet: str, term: int) -> HttpResponse:
    """One cell, as a script sends it when it is left. Sent again, it is the same."""
    require_term(term)
    sent = Cell(
        request.POST.get("person", ""), request.POST.get("subject", ""), request.POST.get("kind", ""),
        tuple(request.POST.getlist("was")), request.POST.get("value", "")[:2000],
    )  # fmt: skip
    (told,) = services.enter(
        actor=request.actor, reference=reference, sheet=sheet, term=term, cells=[sent], at=request.received_at
    )
    on = timezone.localdate(request.received_at)
    found = sheets.sheet(actor=request.actor, reference=reference, name=sheet, term=term, on=on)
    result = next((row.result for row in found.rows if row.pupil.reference == sent.person), "")
    filled, whole = found.filled
    return JsonResponse(_answer(told) | {"result": result, "filled": filled, "whole": whole})


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def file(request: Request, reference: str, sheet: str, term: int) -> HttpResponse:
    """A sheet as a workbook with codes, names and the marks there are: filled in, it can be handed in."""
    require_term(term)
    on = timezone.localdate(request.received_at)
    found = sheets.sheet(actor=request.actor, reference=reference, name=sheet, term=term, on=on)
    names = [column.name for column in services.DESCRIPTION.columns]
    kinds = {NOTE: "note"} | {kind: kind.lower() for kind in KINDS}
    rows = [
        {"code": row.pupil.code, "name": row.pupil.name, "subject": sheet, "term": term}
        | {kinds[one.kind]: text or None for one, text in zip(found.columns, row.texts, strict=True)}
        for row in found.rows
    ]
    frame = pl.DataFrame(rows, schema={name: pl.Int64() if name == "term" else pl.String() for name in names})
    response = HttpResponse(export_xlsx(frame, services.DESCRIPTION), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet}-{term}.xlsx"'
    return response


def require_term(term: int) -> None:
    """Other terms are no address."""
    if term not in {*TERMS, SUMMER}:
        raise OutOfReach("term")


def _answer(told: Told) -> dict[str, Any]:
    return {
        "state": told.state, "text": told.text, "who": told.who,
        "when": _moment(told.when),
        "says": told.says, "remedy": told.remedy, "rule": "; ".join(str(one) for one in told.because),
    }  # fmt: skip


def _moment(when: datetime | None) -> str:
    if when is None:
        return ""
    local = timezone.localtime(when)
    return f"{local:%H:%M}, {localize(local.date())}"


def _cells(request: Request, found: sheets.Sheet) -> list[Cell]:
    """The cells of the form that differ from what was shown, which it sends along."""
    kept: list[Cell] = []
    for number in range(min(len(request.POST), MOST_CELLS)):
        person = request.POST.get(f"p{number}")
        if person is None:
            break
        for column in found.columns:
            typed = request.POST.get(f"c{number}.{column.name}")
            was = request.POST.get(f"w{number}.{column.name}", "")
            if typed is not None and " ".join(typed.split()) != was:
                kept.append(Cell(person, column.subject, column.kind, (was,), typed))
    return kept


def _context(request: Request, found: sheets.Sheet, told: dict[tuple[str, str], Told]) -> dict[str, Any]:
    year, grade = found.facts.school_year, found.facts.grade
    rows = [
        {
            "pupil": row.pupil,
            "result": row.result,
            "cells": [
                _cell(number, column, text, told.get((row.pupil.reference, column.name)))
                for column, text in zip(found.columns, row.texts, strict=True)
            ],
            "told": [
                {"label": words.column_name(column), "told": one, "id": f"c{number}.{column.name}"}
                for column in found.columns
                if (one := told.get((row.pupil.reference, column.name)))
            ],
        }
        for number, row in enumerate(found.rows)
    ]
    subjects = selectors.subjects_of_classes([found.facts])[found.facts.number]
    rooms = [HOMEROOM, HOMEROOM_MID] if grade < 6 else [HOMEROOM]
    filled, whole = found.filled
    said, remedy = found.closed.told(gettext, localize) if found.closed else ("", "")
    return {
        "sheet": found, "rows": rows, "year": year, "title": words.subject_name(found.name, grade, year),
        "heads": [
            {"name": words.column_name(one), "column": one, "takes": ", ".join(rules_of(one))}
            for one in found.columns
        ],
        "terms": [(number, name, number == found.term) for number, name in words.TERMS.items()],
        "sheets": [(one.code, words.subject_name(one.code, grade, year)) for one in subjects]
        + [(one, words.subject_name(one, grade, year)) for one in rooms],
        "by_file": found.name not in rooms and found.term != SUMMER,
        "has_result": grade > 5 and found.term != SUMMER and found.name not in rooms,
        "filled": filled, "whole": whole, "said": said, "remedy": remedy, "told": told,
        "how": words.HOWS[found.how] if found.how else "", "own": found.how == "own",
        "who": hashlib.sha256(request.actor.id.encode()).hexdigest()[:12],
    }  # fmt: skip


def rules_of(column: Any) -> list[str]:
    """What a column takes, as its title says it."""
    if column.text:
        return []
    if column.count:
        return [gettext("số buổi")]
    numbers = [] if column.least is None else [gettext("0–10, nguyên") if column.whole else "0–10"]
    return numbers + ([column.takes] if column.words else [])


def _cell(number: int, column: Any, text: str, told: Told | None) -> dict[str, Any]:
    shown = text
    if told is not None:
        shown = told.cell.typed
    return {"name": column.name, "id": f"c{number}.{column.name}", "was": text, "text": shown,
            "wrong": told is not None, "long": column.text, "column": column}  # fmt: skip
