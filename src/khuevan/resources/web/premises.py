"""Premises: the list of institutions, one of them, and its form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.org.public import Sector, UnitFacts, number_of, unit_in_reach, units
from khuevan.resources import rules, selectors, services
from khuevan.resources.contracts import FACTS, GROUPS, ROOMS
from khuevan.resources.selectors.premises import room_total
from khuevan.resources.services.premises import MOST, MOST_AREA
from khuevan.resources.web import asking
from khuevan_kernel.identity import search_key

SHOWN = 50
STATES = {
    "told": _("Đã khai"), "untold": _("Chưa khai"), "temporary": _("Có phòng tạm, phòng mượn"),
    "lacking": _("Thiếu điện, nước, mạng, chỗ rửa tay hoặc nhà vệ sinh"),
}  # fmt: skip


class PremisesForm(forms.Form):
    """Every fact of premises, and the reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in FACTS:
            label = asking.fact_word(fact)
            if fact.flag:
                self.fields[fact.name] = forms.BooleanField(label=label, required=False)
                continue
            most = MOST_AREA if "area" in fact.name else MOST
            self.fields[fact.name] = forms.IntegerField(
                label=label, min_value=0, max_value=most, initial=0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Lý do"), max_length=300,
            help_text=_("Ví dụ: khai đầu năm học, xây thêm dãy nhà, kiểm kê lại."),
        )  # fmt: skip
        self.fields["seen"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(asking.word(words), [self[fact.name] for fact in facts]) for words, facts in GROUPS.items()]

    def held(self) -> dict[str, int | bool]:
        """What was written, by fact."""
        return {fact.name: self.cleaned_data[fact.name] for fact in FACTS}


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def sheet(request: Request) -> HttpResponse:
    """The institutions in reach with their premises, under the filters of the address; also as a file."""
    may = Permission.SCHOOLING_VIEW
    below = request.GET.get("in", "")
    number = number_of(below) if below else asking.home(request.actor, may)
    head = unit_in_reach(request.actor, number, may)
    kind = asking.one_of(request, "kind", asking.INSTITUTIONS)
    state = asking.one_of(request, "state", [*STATES])
    words, year = request.GET.get("q", "").strip()[:100], asking.year_of(request)
    as_file = request.GET.get("format") in {"csv", "xlsx"}
    found = selectors.premises_below(
        actor=request.actor, unit=number, school_year=year, on=asking.day_of(request), kind=kind, state=state,
        words=search_key(words), number=asking.page_of(request), size=0 if as_file else SHOWN,
    )  # fmt: skip
    titles = {"code": gettext("Mã trường"), "name": gettext("Tên trường")}
    titles |= {fact.name: asking.fact_word(fact) for fact in FACTS}
    name = f"co-so-vat-chat-{year}"
    if (answer := asking.file_of(request, found.rows, titles, name=name)) is not None:
        return answer
    rows = found.rows.with_columns(rooms=room_total())
    refs = {one.id: one.ref for one in units(rows["unit"].to_list())}
    context = {
        "head": head, "above": asking.above(request.actor, head, may), "year": year,
        "years": asking.years(request), "kind": kind, "kinds": asking.kinds(), "state": state,
        "states": STATES, "q": words, "within": below, "found": found,
        "rows": [row | {"ref": refs[row["unit"]]} for row in rows.iter_rows(named=True)],
        "page": Paginator(range(found.total), SHOWN).get_page(asking.page_of(request)),
        "rooms": sum(found.sums[f"rooms_{name}"] for name, *_ in ROOMS),
        "filtered": bool(kind or state or words), "csv": asking.with_filter(request, format="csv"),
        "xlsx": asking.with_filter(request, format="xlsx"), "solid": found.sums["rooms_above"],
    }  # fmt: skip
    return render(request, "resources/premises.html", context)


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def one(request: Request, reference: str) -> HttpResponse:
    """The premises of one institution in a school year, and what stood before."""
    number, year = number_of(reference), asking.year_of(request)
    unit = _institution(request, number, Permission.SCHOOLING_VIEW)
    held = selectors.premises(actor=request.actor, unit=number, school_year=year)
    said = [
        (asking.word(words), [(asking.fact_word(fact), fact, held.held[fact.name]) for fact in facts])
        for words, facts in GROUPS.items()
    ] if held else []  # fmt: skip
    context = {
        "unit": unit, "above": asking.above(request.actor, unit, Permission.SCHOOLING_VIEW), "year": year,
        "years": asking.years(request), "held": held, "groups": said,
        "may_edit": request.actor.may_at(Permission.SCHOOLING_EDIT, unit.path),
        "before": _changes(request, number, year, held.held if held else {}),
    }  # fmt: skip
    return render(request, "resources/premises_of.html", context)


def _institution(request: Request, number: int, may: Permission) -> UnitFacts:
    """An institution in reach; an office has no premises here."""
    unit = unit_in_reach(request.actor, number, may)
    if unit.sector not in {Sector.PRESCHOOL, Sector.GENERAL}:
        raise OutOfReach("institution")
    return unit


def _changes(request: Request, number: int, year: int, now: Any) -> list[dict[str, Any]]:
    """What changed each time: fact, what stood, and what came in its place; newest first."""
    found, after = [], now
    for until, held in selectors.before(actor=request.actor, unit=number, school_year=year):
        changed = [
            (asking.fact_word(fact), fact.flag, held[fact.name], after[fact.name])
            for fact in FACTS
            if held[fact.name] != after[fact.name]
        ]
        found.append({"at": until, "changed": changed})
        after = held
    return found


@needs(Permission.SCHOOLING_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Write an institution's premises down, or correct them."""
    number, year = number_of(reference), asking.year_of(request)
    unit = _institution(request, number, Permission.SCHOOLING_EDIT)
    standing = selectors.premises(actor=request.actor, unit=number, school_year=year)
    start = {**standing.held, "seen": standing.fingerprint} if standing else {}
    form = PremisesForm(request.POST if request.method == "POST" else None, initial=start)
    theirs: list[tuple[str, object, object]] = []
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.change_premises(
                actor=request.actor, unit=number, school_year=year, held=form.held(),
                reason=told["reason"], seen=told["seen"], at=request.received_at,
            )  # fmt: skip
        except rules.PremisesContradict as refusal:
            for name in rules.contradictions(form.held()):
                form.add_error(name, gettext(refusal.words[name]))
        except rules.ChangedMeanwhile as refusal:
            now = standing.held if standing else {}
            theirs = [
                (asking.fact_word(fact), now.get(fact.name), form.held()[fact.name])
                for fact in FACTS
                if now.get(fact.name) != form.held()[fact.name]
            ]
            form.add_error(None, " ".join(refusal.told(gettext)))
            seen = standing.fingerprint if standing else ""
            form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Đã ghi cơ sở vật chất."))
            return HttpResponseRedirect(reverse("premises-of", args=[reference]) + f"?year={year}")
    context = {"unit": unit, "form": form, "year": year, "theirs": theirs, "first": standing is None}
    return render(request, "resources/premises_edit.html", context, status=422 if form.errors else 200)
