"""One report: its figures, its signing, its versions, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.intake.public import table_csv, table_xlsx
from khuevan.journal.public import receipt
from khuevan.org.public import UnitFacts, above_unit, unit, units
from khuevan.reports import rules, selectors, services
from khuevan.reports.contracts import (
    IN_FORCE,
    TOTAL,
    Cell,
    Draft,
    Figures,
    Key,
    Level,
    Report,
    Section,
    Since,
)
from khuevan.reports.selectors.progress import title_of
from khuevan.reports.web import words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MISSING_SHOWN = 50
ROWS_SHOWN = 300


class SignForm(forms.Form):
    """The fingerprint of what was looked at, and a remark."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("Nhận xét, giải trình"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """Why a report is given back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đơn vị đọc được. Nêu ô số liệu cần xem lại."),
    )  # fmt: skip


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def report(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """A report: live while nothing is signed, the version in force or one asked for otherwise."""
    key = words.key_of(reference, form, year, period)
    return _shown(request, key)


@needs(Permission.REPORTS_SIGN)
@require_http_methods(["GET", "POST"])
def sign(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """Look at what would be signed, and sign it off in the name of one's office."""
    key = words.key_of(reference, form, year, period)
    here, level = selectors.report_unit(request.actor, key, Permission.REPORTS_SIGN)
    if request.actor.office != here.path:
        raise OutOfReach("office")
    on = words.day_of(request)
    held = selectors.draft(actor=request.actor, key=key, on=on)
    filled = SignForm(request.POST if request.method == "POST" else None, initial={"seen": held.fingerprint})
    if filled.is_valid():
        try:
            services.sign_report(
                actor=request.actor, key=key, on=on, at=request.received_at, **filled.cleaned_data
            )
        except (rules.FiguresMoved, rules.RemarkNeeded) as refusal:
            filled.add_error(None, " ".join(refusal.told(gettext, localize)))
            filled.data = {**filled.data.dict(), "seen": held.fingerprint}  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Đã kí. Số liệu được giữ nguyên từ lúc này."))
            return HttpResponseRedirect(reverse("report", args=[reference, form, year, period]))
    context = _frame(request, key, here, level) | {
        "sections": _sections(key, held.figures, None), "form": filled, "checks": _checks(key, held),
        "missing": units(held.missing[:MISSING_SHOWN]), "missing_count": len(held.missing), "draft": held,
    }  # fmt: skip
    return render(request, "reports/sign.html", context, status=422 if filled.errors else 200)


@needs(Permission.REPORTS_SIGN)
@require_http_methods(["GET", "POST"])
def give_back(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """Give a report below one's office back, for a reason."""
    key = words.key_of(reference, form, year, period)
    here, level = selectors.report_unit(request.actor, key, Permission.REPORTS_SIGN)
    if here.parent is None or request.actor.office != unit(here.parent).path:
        raise OutOfReach("office")
    filled = ReturnForm(request.POST if request.method == "POST" else None)
    if filled.is_valid():
        services.return_report(actor=request.actor, key=key, at=request.received_at, **filled.cleaned_data)
        messages.success(request, _("Đã trả lại. Bản đã kí vẫn còn để xem."))
        return HttpResponseRedirect(reverse("report", args=[reference, form, year, period]))
    context = _frame(request, key, here, level) | {"form": filled}
    return render(request, "reports/return.html", context, status=422 if filled.errors else 200)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def compare(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """Two signed versions beside each other: the cells in which they differ."""
    key = words.key_of(reference, form, year, period)
    here, level = selectors.report_unit(request.actor, key)
    held = selectors.versions(actor=request.actor, key=key)
    if len(held) < 2:
        raise OutOfReach("versions")
    numbers = [str(one.version) for one in held]
    newer = held[numbers.index(words.chosen(request, "b", numbers))]
    older = held[numbers.index(words.chosen(request, "a", [numbers[1], *numbers]))]
    context = _frame(request, key, here, level) | {
        "versions": held, "older": older, "newer": newer,
        "cells": _cells(key, rules.differing(older.figures, newer.figures)),
    }  # fmt: skip
    return render(request, "reports/compare.html", context)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def rows(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """What a figure is the sum of: rows of the register of today, or the reports below."""
    key = words.key_of(reference, form, year, period)
    here, level = selectors.report_unit(request.actor, key)
    line, column = request.GET.get("line", "")[:60], request.GET.get("column", TOTAL)[:20]
    held, below = selectors.sheet_rows(
        actor=request.actor, key=key, line=line, column=column, on=words.day_of(request)
    )
    sections = selectors.forms_of(year).of(form, period)
    section, one = next((x, y) for x in sections for y in x.lines if y.code == line)
    named = {x.id: x for x in units([number for number, _ in below])}
    context = _frame(request, key, here, level) | {
        "line": words.titled(one), "column": words.column_word(column), "measure": one.measure,
        "definition": one.definition_vi if words.vietnamese() else one.definition_en,
        "source": section.source_vi if words.vietnamese() else section.source_en,
        "below": [(named[number], value) for number, value in below if number in named],
        "rows": _grouped(held, one.measure, rules.decisive_day(year)),
        "total": held["value"].sum() if held.width else None,
    }  # fmt: skip
    return render(request, "reports/rows.html", context)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def signature(request: Request, reference: str, form: str, year: int, period: str) -> HttpResponse:
    """The log's receipt of a sign-off, as a file that anyone can check."""
    key = words.key_of(reference, form, year, period)
    selectors.report_unit(request.actor, key)
    asked = request.GET.get("version", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    held = selectors.version_in_reach(actor=request.actor, key=key, version=version)
    answer = JsonResponse(
        receipt(held.entry, held.content()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{held.digest[:12]}.json"'
    return answer


def _shown(request: Request, key: Key) -> HttpResponse:
    here, level = selectors.report_unit(request.actor, key)
    held = selectors.versions(actor=request.actor, key=key)
    asked = request.GET.get("version", "")
    one = next((x for x in held if str(x.version) == asked), None)
    if asked and one is None:
        raise OutOfReach("version")
    one = one or next((x for x in held if x.state in IN_FORCE), None)
    on = words.day_of(request)
    draft = None if one else selectors.draft(actor=request.actor, key=key, on=on)
    figures = one.figures if one else draft.figures if draft else {}
    since = selectors.since(key, here, level, on) if one and one.state in IN_FORCE else None
    if request.GET.get("format") in {"csv", "xlsx"}:
        return _file(request, key, here, figures, one)
    context = _frame(request, key, here, level) | {
        "one": one, "versions": held, "draft": draft, "since": since,
        "sections": _sections(key, figures, since), "moved": _cells(key, since.cells) if since else [],
        "checks": _checks(key, draft) if draft else [],
        "state": words.STATES[one.state if one else held[0].state if held else ""],
        "missing": units((one.missing if one else draft.missing if draft else ())[:MISSING_SHOWN]),
        "missing_count": len(one.missing if one else draft.missing if draft else ()),
        "below": len(one.children if one else draft.children if draft else ()),
        "may_sign": _may_sign(request, here, level, one, since, on, key),
        "may_return": _may_return(request, here, one),
        "returned": held[0] if held and not one else None,
    }  # fmt: skip
    return render(request, "reports/report.html", context)


def _may_sign(
    request: Request, here: UnitFacts, level: str, one: Report | None, since: Since | None, on: Any, key: Key
) -> bool:
    mine = request.actor.office == here.path and request.actor.may_at(Permission.REPORTS_SIGN, here.path)
    again = one is not None and one.state == "signed" and level != Level.SCHOOL and bool(since and since.rows)
    return mine and on >= rules.day_of(key.school_year, key.period, "opens") and (one is None or again)


def _may_return(request: Request, here: UnitFacts, one: Report | None) -> bool:
    if one is None or one.state not in IN_FORCE or here.parent is None:
        return False
    above = here.path.removesuffix(f"{here.id}/")
    return request.actor.office == above and request.actor.may_at(Permission.REPORTS_SIGN, here.path)


def _frame(request: Request, key: Key, here: UnitFacts, level: str) -> dict[str, Any]:
    opens = rules.day_of(key.school_year, key.period, "opens")
    return {
        "unit": here, "key": key, "title": title_of(key), "level": words.LEVELS[level],
        "is_school": level == Level.SCHOOL, "opens": opens, "open": words.day_of(request) >= opens,
        "last": selectors.deadline(here, key.school_year, key.period, level),
        "above": [one for one in above_unit(here.path)
                  if request.actor.may_at(Permission.SCHOOLING_VIEW, one.path)],
        "cites": rules.FORMS.on(rules.decisive_day(key.school_year)).cites,
    }  # fmt: skip


def _checks(key: Key, held: Draft) -> list[str]:
    found = rules.checks(held.figures, missing=len(held.missing), last_year=selectors.last_year(key))
    return [gettext(rules.CHECKS[code]) for code in found]


def _sections(key: Key, figures: Figures, since: Since | None) -> list[dict[str, Any]]:
    """The tables of a report: for each section its columns, and of each line its cells."""
    forms_held = selectors.forms_of(key.school_year)
    moved = {(cell.line, cell.column): cell for cell in since.cells} if since else {}
    found = []
    for section in forms_held.of(key.form, key.period):
        columns = _columns(section, forms_held.columns(section, key.form), figures, moved)
        names = [words.column_word(column, section.columns) for column in columns]
        lines = [
            {
                "title": words.titled(line), "code": line.code,
                "cells": [
                    (column, name, figures.get(line.code, {}).get(column, 0), moved.get((line.code, column)))
                    for column, name in zip(columns, names, strict=True)
                ],
            }
            for line in section.lines
        ]  # fmt: skip
        source = section.source_vi if words.vietnamese() else section.source_en
        found.append({"title": words.titled(section), "columns": names, "source": source, "lines": lines})
    return found


def _columns(
    section: Section, columns: tuple[str, ...], figures: Figures, moved: Container[tuple[str, str]]
) -> list[str]:
    """The columns of a section; of grades those alone in which something stands."""

    def stands(column: str) -> bool:
        return any(
            figures.get(line.code, {}).get(column) or (line.code, column) in moved for line in section.lines
        )

    return [TOTAL, *(column for column in columns if section.columns != "grades" or stands(column))]


def _cells(key: Key, cells: tuple[Cell, ...]) -> list[dict[str, Any]]:
    sections = selectors.forms_of(key.school_year).of(key.form, key.period)
    titles = {line.code: (section, line) for section in sections for line in section.lines}
    return [
        {"section": words.titled(titles[cell.line][0]), "line": words.titled(titles[cell.line][1]),
         "column": words.column_word(cell.column), "cell": cell}
        for cell in cells
        if cell.line in titles
    ]  # fmt: skip


def _grouped(held: pl.DataFrame, measure: str, on: date) -> list[dict[str, Any]]:
    """The rows behind a cell, by class where they are learners, else as they are."""
    if not held.width:
        return []
    by = {
        "classes": ["grade", "name"], "learners": ["grade", "name", "status"],
        "staff": ["role", "subject", "degree"], "results": ["grade", "study", "conduct"],
    }[measure]  # fmt: skip
    sums = held.group_by(by).agg(pl.col("value").sum()).sort(by)
    return [
        {"of": [words.cell_word(name, str(row[name]), on) for name in by], "value": row["value"]}
        for row in sums.head(ROWS_SHOWN).iter_rows(named=True)
    ]


def _file(request: Request, key: Key, here: UnitFacts, figures: Figures, one: Report | None) -> HttpResponse:
    """The report as a file: a row a cell that is not nought, with the digest of what was signed."""
    forms_held = selectors.forms_of(key.school_year)
    lines = [
        (words.titled(section), line.code, words.titled(line), column, words.column_word(column),
         figures.get(line.code, {}).get(column, 0))
        for section in forms_held.of(key.form, key.period)
        for line in section.lines
        for column in (TOTAL, *forms_held.columns(section, key.form))
    ]  # fmt: skip
    titles = {
        "section": gettext("Phần"), "code": gettext("Mã chỉ tiêu"), "line": gettext("Chỉ tiêu"),
        "column_code": gettext("Mã cột"), "column": gettext("Cột"), "value": gettext("Số liệu"),
        "digest": "SHA-256",
    }  # fmt: skip
    digest = one.digest if one else gettext("bản nháp, chưa kí")
    frame = pl.DataFrame([(*line, digest) for line in lines], schema=[*titles], orient="row")
    name = f"bao-cao-{key.form}-{key.school_year}-{key.period}-{one.digest[:12] if one else 'nhap'}"
    if request.GET["format"] == "csv":
        answer = HttpResponse(table_csv(frame, titles), content_type="text/csv; charset=utf-8")
    else:
        about = [(gettext("Đơn vị"), here.name), (gettext("Báo cáo"), title_of(key)), ("SHA-256", digest)]
        about += (
            [(gettext("Phiên bản"), str(one.version)), (gettext("Kí lúc"), one.signed_at.isoformat())]
            if one
            else []
        )
        answer = HttpResponse(
            table_xlsx(frame, titles, name=gettext("Báo cáo"), about=about), content_type=SHEET
        )
    ending = request.GET["format"]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
