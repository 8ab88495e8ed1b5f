"""Reports of one's own office, progress by territory, own deadlines, and reports that differ by now."""

from __future__ import annotations

from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.intake.public import table_csv, table_xlsx
from khuevan.org.public import Kind, number_of, unit_in_reach, units
from khuevan.reports import rules, selectors, services
from khuevan.reports.contracts import Key, Level
from khuevan.reports.selectors.progress import title_of
from khuevan.reports.web import words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
FILTERS = {"": _("Tất cả"), "missing": _("Chưa kí"), "late": _("Trễ hạn"), "done": _("Đã kí")}


class DeadlineForm(forms.Form):
    """A province's own last day."""

    period = forms.ChoiceField(label=_("Kì báo cáo"), choices=[*words.PERIODS.items()])
    level = forms.ChoiceField(
        label=_("Cấp"), choices=[(key, word) for key, word in words.LEVELS.items() if key != "ministry"]
    )
    day = forms.DateField(label=_("Hạn"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    decision = forms.CharField(label=_("Số văn bản"), max_length=200)


def _home(request: Request) -> int:
    """The unit one acts for, or the top of what one sees."""
    branches = sorted(request.actor.reaches.get(Permission.SCHOOLING_VIEW, ()), key=len)
    last = branches[0].strip("/").split("/")[-1] if branches else ""
    if not last:
        raise OutOfReach("unit")
    return int(last)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def home(request: Request) -> HttpResponse:
    """The reports of one's own office in a school year: what is due, until when, and how it stands."""
    unit = unit_in_reach(request.actor, _home(request), Permission.SCHOOLING_VIEW)
    year, on = words.year_of(request), words.day_of(request)
    owed = [
        {
            "one": one, "title": title_of(one.key), "state": words.STATES[one.state],
            "late": one.state not in {"signed", "locked"} and on > one.last, "open": on >= one.opens,
        }
        for one in selectors.mine(actor=request.actor, unit=unit, school_year=year)
    ]  # fmt: skip
    context = {
        "unit": unit, "year": year, "years": words.years(request), "owed": owed,
        "office": rules.level_of(unit.kind, unit.sector) not in {None, Level.SCHOOL},
        "differ": len(selectors.changed(actor=request.actor, limit=SHOWN)),
    }  # fmt: skip
    return render(request, "reports/home.html", context)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def progress(request: Request, reference: str) -> HttpResponse:
    """How far the reports below an office are: who has signed, who is late; also as a file."""
    year, on = words.year_of(request), words.day_of(request)
    form = words.chosen(request, "form", [*words.FORMS])
    period = words.chosen(request, "period", [*words.PERIODS])
    state = words.chosen(request, "state", [*FILTERS])
    key = Key(number_of(reference), form, year, period)
    found = selectors.progress(actor=request.actor, key=key, on=on)
    children = [one for one in found.children if _shown(state, one)]
    if request.GET.get("format") in {"csv", "xlsx"}:
        return _progress_file(request, children, f"tien-do-{form}-{year}-{period}")
    context = {
        "unit": found.unit, "found": found, "year": year, "years": words.years(request), "form": form,
        "forms": words.FORMS, "period": period, "periods": words.PERIODS, "state": state, "filters": FILTERS,
        "rows": [
            {"one": one, "state": words.STATES[one.state], "level": words.LEVELS[one.level],
             "office": one.level != Level.SCHOOL}
            for one in children[:SHOWN]
        ],
        "more": len(children) > SHOWN, "total": len(children),
        "done": sum(one.version > 0 for one in found.children),
        "may_set": found.unit.kind == Kind.PROVINCE and request.actor.office == found.unit.path,
        "asked": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "reports/progress.html", context)


def _shown(state: str, one: Any) -> bool:
    match state:
        case "missing":
            return not one.version
        case "late":
            return bool(one.late)
        case "done":
            return bool(one.version)
    return True


def _progress_file(request: Request, children: list[Any], name: str) -> HttpResponse:
    titles = {
        "unit": gettext("Đơn vị"), "level": gettext("Cấp"), "state": gettext("Tình trạng"),
        "signed_at": gettext("Kí lúc"), "late": gettext("Trễ hạn"), "signed": gettext("Trường đã kí"),
        "schools": gettext("Trường"),
    }  # fmt: skip
    rows = [
        (one.unit.name, str(words.LEVELS[one.level]), str(words.STATES[one.state][0]),
         one.signed_at.isoformat() if one.signed_at else None, "x" if one.late else "", one.signed,
         one.schools)
        for one in children
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=[*titles], orient="row")
    if request.GET["format"] == "csv":
        answer = HttpResponse(table_csv(frame, titles), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(table_xlsx(frame, titles, name=name), content_type=SHEET)
    ending = request.GET["format"]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@needs(Permission.REPORTS_SIGN)
@require_http_methods(["GET", "POST"])
def own_days(request: Request, reference: str) -> HttpResponse:
    """A province's own deadlines."""
    number = number_of(reference)
    unit = unit_in_reach(request.actor, number, Permission.REPORTS_SIGN)
    if unit.kind != Kind.PROVINCE:
        raise OutOfReach("province")
    year = words.year_of(request)
    form = DeadlineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.set_deadline(
                actor=request.actor, province=number, school_year=year, at=request.received_at,
                **form.cleaned_data,
            )  # fmt: skip
        except rules.DeadlineUnclear as refusal:
            form.add_error("day", " ".join(refusal.told(gettext)))
        else:
            messages.success(request, _("Đã ghi thời hạn."))
            return HttpResponseRedirect(reverse("reports-deadlines", args=[reference]) + f"?year={year}")
    held = selectors.deadlines(unit.path, year)
    own = {(period, level): decision for period, level, _, decision in selectors.own_deadlines(number, year)}
    table = [
        {"period": words.PERIODS[period], "level": words.LEVELS[level], "day": day,
         "own": own.get((period, level), "")}
        for (period, level), day in held.items()
    ]  # fmt: skip
    context = {"unit": unit, "form": form, "year": year, "table": table,
               "cites": rules.DEADLINES.on(rules.decisive_day(year)).cites}  # fmt: skip
    return render(request, "reports/deadlines.html", context, status=422 if form.errors else 200)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def changed(request: Request) -> HttpResponse:
    """The signed school reports in reach that differ from the registers of today."""
    found = selectors.changed(actor=request.actor, limit=SHOWN)
    named = {one.id: one for one in units([report.unit_id for report, _ in found])}
    rows = [
        {
            "unit": named[report.unit_id], "drift": drift, "report": report,
            "title": title_of(Key(report.unit_id, report.form, report.school_year, report.period)),
        }
        for report, drift in found
    ]  # fmt: skip
    return render(request, "reports/changed.html", {"rows": rows, "full": len(rows) == SHOWN})
