"""The institution's home, the standard's criteria, the year's cycle, and what was published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from khuevan.access.public import Permission, Request, needs, open_to_all
from khuevan.higher import rules, selectors, services
from khuevan.higher.contracts import criteria
from khuevan.higher.contracts.institutions import Institution
from khuevan.higher.contracts.registers import REGISTERS
from khuevan.higher.web import words
from khuevan.higher.web.registers import chosen, today
from khuevan_kernel.identity import search_key

MOST = 500
FIRST_YEAR = 2024


def _year(request: Request) -> int:
    """The year in the address; else the last one that has ended."""
    last = today(request).year - 1
    asked = request.GET.get("year", "") or request.POST.get("year", "")
    found = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else last
    return min(max(found, FIRST_YEAR), last + 1)


@needs(Permission.HIGHER_VIEW)
@require_GET
def home(request: Request) -> HttpResponse:
    """An institution's registers and what is due there; for whoever reaches several, the list of them."""
    institution = chosen(request)
    if institution is None:
        return _choose(request)
    year = today(request).year - 1
    steps = selectors.cycle(actor=request.actor, unit=institution.unit, year=year)
    context = {
        "institution": institution,
        "year": year,
        "steps": [
            {
                "one": one,
                "title": words.STAGES[one.stage],
                "late": one.done is None and one.day < today(request),
            }
            for one in steps
        ],
        "next": next((one.stage for one in steps if one.done is None and one.stage != "published"), ""),
        "without_degree": selectors.without_degree(
            actor=request.actor, unit=institution.unit, on=today(request)
        ),
        "registers": [
            {
                "one": one,
                "title": words.said(one.description),
                "rows": selectors.counted(
                    actor=request.actor, register=one, wanted=selectors.Wanted({}, unit=institution.unit)
                ),
            }
            for one in REGISTERS.values()
        ],
        "may_edit": request.actor.may(Permission.HIGHER_EDIT),
        "several": len(selectors.institutions(actor=request.actor, on=today(request))) > 1,
    }
    return render(request, "higher/home.html", context)


def _choose(request: Request) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:100]
    found = selectors.institutions(actor=request.actor, on=today(request))
    if q:
        key = search_key(q)
        found = [one for one in found if key in search_key(one.name) or one.code.lower() == q.lower()]
    context = {
        "institutions": found[:MOST],
        "q": q,
        "total": len(found),
        "year": today(request).year - 1,
        "registers": [{"one": one, "title": words.said(one.description)} for one in REGISTERS.values()],
    }
    return render(request, "higher/institutions.html", context)


@needs(Permission.HIGHER_VIEW)
@require_GET
def standards(request: Request) -> HttpResponse:
    """The 20 criteria of an institution's year: by the register of now, or as they were frozen."""
    institution, year = chosen(request), _year(request)
    if institution is None:
        return HttpResponseRedirect(f"{reverse('higher-overview')}?year={year}")
    now = selectors.assessed(actor=request.actor, institution=institution, year=year)
    then = selectors.frozen(actor=request.actor, institution=institution, year=year)
    shown = then if then is not None and request.GET.get("as") == "frozen" else now
    criterion = request.GET.get("criterion", "")
    differences = services.differences(then.known, now.known) if then else []
    steps = selectors.cycle(actor=request.actor, unit=institution.unit, year=year)
    context = {
        "institution": institution,
        "year": year,
        "years": range(today(request).year, FIRST_YEAR - 1, -1),
        "shown": shown,
        "is_frozen": shown is then,
        "frozen": then,
        "standards": words.by_standard(shown.results),
        "totals": [
            (words.VERDICTS[name], many)
            for name, many in words.totals({one.criterion: one.verdict for one in shown.results}).items()
        ],
        "differences": [
            {"name": words.fact_words(name, year), "then": old, "now": new} for name, old, new in differences
        ],
        "drill": _drill(shown, criterion, institution, year),
        "next": next((one.stage for one in steps if one.done is None and one.stage != "published"), ""),
        "may_edit": request.actor.may(Permission.HIGHER_EDIT),
    }
    return render(request, "higher/standards.html", context)


def _drill(shown: Any, criterion: str, institution: Institution, year: int) -> dict[str, Any] | None:
    """What a criterion was computed from: each fact, its value, and the register with its rows."""
    result = next((one for one in shown.results if one.criterion == criterion), None)
    if result is None:
        return None
    names = dict.fromkeys(name for part in result.parts for name in (*part.inputs, *part.missing))
    facts = []
    for name in names:
        if name not in shown.known.facts and name in criteria.PARTS:
            continue  # 1.4 names the parts that cannot be computed
        slug = words.source_of(name)
        facts.append(
            {
                "title": words.fact_words(name, year),
                "value": shown.known.facts.get(name),
                "slug": slug,
                "register": words.said(REGISTERS[slug].description),
                "query": _query(slug, name, year),
            }
        )
    gaps = [words.said(criteria.PARTS[name]) for name in names if name in criteria.PARTS]
    return {"result": words.result_line(result), "facts": facts, "gaps": gaps if criterion == "1.4" else []}


def _query(slug: str, name: str, year: int) -> str:
    """The filters of the list that holds a fact's rows, as far as they narrow it."""
    last = name.rpartition(".")[2]
    if slug in {"finance", "figures", "intakes"}:
        return f"&year={year - int(last) if last.isdigit() else year}"
    if slug == "students" and name.split(".")[-1] in {"full", "part", "distance"}:
        return f"&form={name.split('.')[-1]}"
    if slug == "assets":
        return "&kind=land" if name.startswith("land") else "&kind=building"
    return "&role=lecturer" if slug == "staff" else ""


@needs(Permission.HIGHER_EDIT)
@require_POST
def freeze(request: Request) -> HttpResponse:
    """Freeze a stage of an institution's year."""
    asked = request.POST.get("unit", "")
    institution = selectors.institution(
        actor=request.actor, reference=asked, on=today(request), may=Permission.HIGHER_EDIT
    )
    year, stage = _year(request), request.POST.get("stage", "")
    stage = stage if stage in {"data", "finance"} else "data"
    services.freeze_year(
        actor=request.actor, institution=institution, year=year, stage=stage, at=request.received_at
    )
    messages.success(request, _("Đã chốt. Thay đổi sau đó hiện thành chênh lệch."))
    return HttpResponseRedirect(f"{reverse('higher-standards')}?unit={institution.ref}&year={year}&as=frozen")


@needs(Permission.HIGHER_VIEW)
@require_GET
def overview(request: Request) -> HttpResponse:
    """All institutions in reach by criterion, as frozen; the address filters by criterion and verdict."""
    year = _year(request)
    criterion = (
        request.GET.get("criterion", "") if request.GET.get("criterion", "") in criteria.CRITERIA else ""
    )
    verdict = request.GET.get("verdict", "") if request.GET.get("verdict", "") in words.VERDICTS else ""
    verdicts = selectors.overview(actor=request.actor, year=year)
    rows = []
    for one in selectors.institutions(actor=request.actor, on=today(request)):
        own = verdicts.get(one.unit)
        asked = {own.get(criterion)} if own and criterion else set(own.values()) if own else set()
        if verdict and verdict not in asked:
            continue
        rows.append(
            {
                "one": one,
                "frozen": own is not None,
                "totals": words.totals(own) if own else None,
                "verdict": words.VERDICTS[own[criterion]] if own and criterion else None,
            }
        )
    context = {
        "year": year,
        "years": range(today(request).year, FIRST_YEAR - 1, -1),
        "rows": rows[:MOST],
        "criterion": criterion,
        "verdict": verdict,
        "total": len(rows),
        "criteria": [(code, words.said(one)) for code, one in criteria.CRITERIA.items()],
        "verdicts": [(name, one[0]) for name, one in words.VERDICTS.items()],
        "by_criterion": _by_criterion(verdicts),
        "published": year in selectors.published_years(),
        "may_publish": rules.reaches_the_country(request.actor.reaches.get(Permission.HIGHER_EDIT, ())),
    }
    return render(request, "higher/overview.html", context)


def _by_criterion(verdicts: dict[int, dict[str, str]]) -> list[dict[str, Any]]:
    """How many institutions have each verdict, by criterion."""
    found = []
    for code, one in criteria.CRITERIA.items():
        own = [results[code] for results in verdicts.values()]
        found.append(
            {"code": code, "title": words.said(one), **{name: own.count(name) for name in words.VERDICTS}}
        )
    return found if verdicts else []


@needs(Permission.HIGHER_EDIT, of_the_country=True)
@require_POST
def publish(request: Request) -> HttpResponse:
    """Make a year's results public."""
    year = _year(request)
    services.publish_year(actor=request.actor, year=year, at=request.received_at)
    messages.success(request, _("Đã công bố."))
    return HttpResponseRedirect(f"{reverse('higher-published')}?year={year}")


@open_to_all
@require_GET
def published(request: Request) -> HttpResponse:
    """The published results of a year."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    publication, rows = selectors.published(year=year)
    lines = [
        {
            "one": one,
            "cells": [
                (code, words.said(title), *words.VERDICTS[one.results[code]])
                for code, title in criteria.CRITERIA.items()
            ],
            "totals": words.totals(one.results),
        }
        for one in rows
    ]
    context = {
        "publication": publication,
        "rows": lines,
        "years": selectors.published_years(),
        "criteria": [(code, words.said(one)) for code, one in criteria.CRITERIA.items()],
    }
    return render(request, "higher/published.html", context)
