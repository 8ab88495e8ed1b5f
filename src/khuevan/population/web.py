"""The pages of population: what differs, one person's answer, and how far verification is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.org.public import above_unit, unit, unit_in_reach, unit_references
from khuevan.people.public import named, record_to_edit
from khuevan.population import selectors, services
from khuevan.population.connecting import adapter
from khuevan.population.contracts import FIELDS, Evidence, Progress
from khuevan.population.words import FIELDS as WORDS
from khuevan.population.words import OUTCOMES, RESOLUTIONS, RESULTS, SECTORS, SEXES

CHOICES = [
    ("", _("Mọi chỗ khác")),
    *((name, WORDS[name]) for name in FIELDS),
    ("not_found", OUTCOMES["not_found"][0]),
]


class ResolveForm(forms.Form):
    """What a difference means, and why."""

    resolution = forms.ChoiceField(
        label=_("Xử lý"), widget=forms.RadioSelect,
        choices=[
            ("accepted", _("Dữ liệu dân cư đúng: hỏi lại và sửa hồ sơ theo đó")),
            ("kept", _("Hồ sơ đúng: giữ nguyên")),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nêu giấy tờ đã xem. Người có hồ sơ đọc được."),
    )  # fmt: skip


@needs(Permission.PEOPLE_EDIT)
@require_GET
def differences(request: Request) -> HttpResponse:
    """The records in reach that differ from the population database."""
    field = request.GET.get("field", "")
    field = field if field in dict(CHOICES) else ""
    school = request.GET.get("school", "")
    place = (
        unit_in_reach(request.actor, unit_references().number(school), Permission.PEOPLE_EDIT)
        if school
        else None
    )
    after = int(after) if (after := request.GET.get("after", "")).isdigit() and after.isascii() else 0
    rows = selectors.differences(
        actor=request.actor, field=field, path=place.path if place else "", after=min(after, 2**62),
        limit=selectors.PAGE + 1,
    )  # fmt: skip
    shown = rows[: selectors.PAGE]
    persons = named(actor=request.actor, numbers=[one.person for one in shown])
    listed = [
        {"one": one, "person": persons[one.person], "outcome": OUTCOMES[one.outcome],
         "wrong": [WORDS[name] for name, result in one.fields.items() if result == "mismatch"]}
        for one in shown if one.person in persons
    ]  # fmt: skip
    context = {
        "rows": listed, "choices": CHOICES, "field": field, "place": place, "school": school,
        "first": not after,
        "after": str(shown[-1].number) if len(rows) > selectors.PAGE else "",
    }  # fmt: skip
    return render(request, "population/differences.html", context)


@needs(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def difference(request: Request, reference: str) -> HttpResponse:
    """One difference: what the record says, what is known of the other side, and what to do."""
    one = selectors.difference(actor=request.actor, reference=reference)
    person = named(actor=request.actor, numbers=[one.person]).get(one.person)
    if person is None:
        raise OutOfReach("person")
    form = ResolveForm(request.POST if request.method == "POST" else None)
    if one.outcome == "not_found":  # there is nothing that the record could be changed to
        form.fields["resolution"].choices = form.fields["resolution"].choices[1:]  # type: ignore[attr-defined]
    if form.is_valid():
        services.resolve(
            actor=request.actor, reference=reference, adapter=adapter(), at=request.received_at,
            **form.cleaned_data,
        )  # fmt: skip
        messages.success(request, _("Đã xử lý. Việc này nằm trong lịch sử hồ sơ."))
        return HttpResponseRedirect(reverse("population-differences"))
    context = _told(request, person.reference, one) | {"form": form}
    return render(request, "population/difference.html", context, status=422 if form.errors else 200)


@needs(Permission.PEOPLE_EDIT)
@require_GET
def person(request: Request, reference: str) -> HttpResponse:
    """What the population database last said about a person, and the way to ask it again."""
    record = record_to_edit(actor=request.actor, reference=reference)
    return render(
        request, "population/person.html", _told(request, reference, selectors.latest(record.number))
    )


@needs(Permission.PEOPLE_EDIT)
@require_POST
def ask(request: Request, reference: str) -> HttpResponse:
    """Ask about one person now."""
    services.ask_about(actor=request.actor, reference=reference, adapter=adapter(), at=request.received_at)
    messages.success(request, _("Đã hỏi. Kết quả ở dưới."))
    return HttpResponseRedirect(reverse("population-person", args=[reference]))


def _told(request: Request, reference: str, one: Evidence | None) -> dict[str, Any]:
    record = record_to_edit(actor=request.actor, reference=reference)
    rows = [
        {"label": WORDS[name], "result": RESULTS[result], "own": _said(name, getattr(record.facts, name)),
         "theirs": _said(name, one.shown.get(name, ""))}
        for name, result in (one.fields.items() if one else ()) if one
    ]  # fmt: skip
    return {
        "record": record, "one": one, "rows": rows,
        "outcome": OUTCOMES[one.outcome] if one else None,
        "resolution": RESOLUTIONS.get(one.resolution) if one else None,
        "open": one is not None and one.outcome != "verified" and not one.resolution,
    }  # fmt: skip


def _said(field: str, value: Any) -> Any:
    if field == "sex":
        return SEXES.get(str(value), "")
    return "/".join(reversed(value.split("-"))) if field == "birth" else value


@needs(Permission.PEOPLE_VIEW)
@require_GET
def progress(request: Request) -> HttpResponse:
    """How far verification is: by sector, and for each unit just below."""
    asked = request.GET.get("unit", "")
    place = (
        unit_in_reach(request.actor, unit_references().number(asked), Permission.PEOPLE_VIEW)
        if asked
        else _own(request)
    )
    whole, below = selectors.progress(actor=request.actor, unit=place.id if place else None)
    context = {
        "place": place, "above": next(reversed(above_unit(place.path)), None) if place and asked else None,
        "whole": [_figures(one) for one in whole], "total": _sum(whole),
        "below": [_sum(list(group)) for group in _grouped(below)], "counted_at": selectors.counted_at(),
    }  # fmt: skip
    return render(request, "population/progress.html", context)


def _own(request: Request) -> Any:
    """Where one's reach begins; nothing for the country."""
    branch = min(request.actor.reaches.get(Permission.PEOPLE_VIEW, ()), key=len, default="/")
    ends = [part for part in branch.split("/") if part]
    return unit(int(ends[-1])) if len(ends) > 1 else None


def _grouped(rows: list[Progress]) -> list[list[Progress]]:
    groups: dict[int, list[Progress]] = {}
    for one in rows:
        groups.setdefault(one.unit, []).append(one)
    return [*groups.values()]


def _sum(rows: list[Progress]) -> dict[str, Any]:
    names = ("persons", "numbered", "verified", "mismatch", "not_found")
    total: dict[str, Any] = {name: sum(getattr(one, name) for one in rows) for name in names}
    total["share"] = Decimal(total["verified"]) / total["persons"] if total["persons"] else None
    return total | ({"name": rows[0].name, "reference": rows[0].reference} if rows else {})


def _figures(one: Progress) -> dict[str, Any]:
    return _sum([one]) | {"sector": SECTORS.get(one.sector, one.sector)}


urlpatterns = [
    path("population", progress, name="population"),
    path("population/differences", differences, name="population-differences"),
    path("population/differences/<str:reference>", difference, name="population-difference"),
    path("population/persons/<str:reference>", person, name="population-person"),
    path("population/persons/<str:reference>/ask", ask, name="population-ask"),
]
