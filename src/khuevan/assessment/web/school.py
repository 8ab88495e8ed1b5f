"""How far a school is with its marks, and when they may be entered."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from khuevan.access.public import Permission, Request, needs
from khuevan.assessment import selectors, services
from khuevan.assessment.contracts import HOMEROOM
from khuevan.assessment.web import words
from khuevan.assessment.web.home import current_term
from khuevan.org.public import number_of, unit_in_reach
from khuevan.schooling.public import classes, latest_year
from khuevan_kernel.law import Refusal


@needs(Permission.SCHOOLING_VIEW)
@require_http_methods(["GET", "POST"])
def progress(request: Request, reference: str) -> HttpResponse:
    """Entered of what is due, by class and subject; computing the school's results is a post."""
    place = unit_in_reach(actor=request.actor, number=number_of(reference), may=Permission.SCHOOLING_VIEW)
    on = timezone.localdate(request.received_at)
    year = latest_year(on)
    if request.method == "POST":
        done = services.compute_school(
            actor=request.actor, unit=place.id, school_year=year, at=request.received_at
        )
        said = gettext("Đã tính: %(complete)s/%(pupils)s học sinh đủ kết quả cả năm.")
        messages.success(
            request, said % {"complete": done.complete, "pupils": done.pupils}, extra_tags="good"
        )
        return HttpResponseRedirect(request.path)
    windows = selectors.windows_of(path=place.path, school_year=year)
    asked = request.GET.get("term", "")
    term = int(asked) if asked in {"1", "2"} else min(current_term(windows, on), 2)
    found = [one for one in classes(actor=request.actor, unit=place.id, school_year=year) if one.grade > 0]
    done_by = selectors.progress(found, term)
    grades: dict[int, list[tuple[object, list[tuple[str, str, int | None]], int | None]]] = {}
    heads: dict[int, list[tuple[str, str]]] = {}
    for grade in sorted({one.grade for one in found}):
        of_grade = [one for one in found if one.grade == grade]
        codes = list(dict.fromkeys(sheet for one in of_grade for n, sheet in done_by if n == one.number))
        codes.sort(key=lambda code: code == HOMEROOM)
        heads[grade] = [(code, words.subject_name(code, grade, year)) for code in codes]
        grades[grade] = [
            (
                one,
                [(code, name, _share([done_by.get((one.number, code))])) for code, name in heads[grade]],
                _share([done_by[one.number, code] for code in codes if (one.number, code) in done_by]),
            )
            for one in of_grade
        ]
    return render(request, "assessment/school.html", {
        "place": place, "reference": reference, "term": term, "year": year, "windows": windows.get(term),
        "tabs": [(number, words.TERMS[number], number == term) for number in (1, 2)],
        "grades": [(grade, heads[grade], rows) for grade, rows in grades.items()],
        "share": _share(list(done_by.values())), "homeroom": HOMEROOM,
        "may_compute": request.actor.office == place.path
        and request.actor.may_at(Permission.SCHOOLING_EDIT, place.path),
        "may_open": request.actor.may_at(Permission.MARKS_OPEN, place.path),
    })  # fmt: skip


def _share(parts: list[tuple[int, int] | None]) -> int | None:
    """Hundredths, rounded down: 100 is all. Nothing where nothing is due."""
    known = [one for one in parts if one is not None]
    whole = sum(due for _, due in known)
    return 100 * sum(there for there, _ in known) // whole if whole else None


class WindowForm(forms.Form):
    """The first and the last day on which marks of a term may be entered."""

    term = forms.ChoiceField(label=_("Học kì"), choices=[*words.TERMS.items()])
    opens = forms.DateField(
        label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes = forms.DateField(
        label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Muốn đóng ngay, chọn hôm qua."),
    )  # fmt: skip


@needs(Permission.MARKS_OPEN)
@require_http_methods(["GET", "POST"])
def windows(request: Request, reference: str) -> HttpResponse:
    """When marks may be entered at a unit and below it, and the exceptions that hold."""
    place = unit_in_reach(actor=request.actor, number=number_of(reference), may=Permission.MARKS_OPEN)
    on = timezone.localdate(request.received_at)
    year = latest_year(on)
    held = selectors.windows_of(path=place.path, school_year=year)
    first = held.get(1)
    initial = {"term": 1, "opens": first.opens, "closes": first.closes} if first else {"term": 1, "opens": on}
    form = WindowForm(request.POST or None, initial=initial)
    if form.is_valid():
        asked = form.cleaned_data | {"term": int(form.cleaned_data["term"])}
        try:
            services.set_window(
                actor=request.actor, unit=reference, school_year=year, at=request.received_at, **asked
            )
        except Refusal as refusal:
            form.add_error("closes", " ".join(refusal.told(gettext)))
        else:
            messages.success(request, _("Đã đặt đợt nhập điểm."), extra_tags="good")
            return HttpResponseRedirect(request.path)
    extensions = selectors.extensions_of(actor=request.actor, unit=place.id, on=on)
    return render(request, "assessment/windows.html", {
        "place": place, "reference": reference, "form": form, "year": year, "on": on,
        "rows": [(words.TERMS[term], held.get(term)) for term in words.TERMS],
        "extensions": [
            (one, words.subject_name(one.subject, 0, year) if one.subject else gettext("Mọi sổ của lớp"),
             words.TERMS[one.term])
            for one in extensions
        ],
    }, status=422 if form.errors else 200)  # fmt: skip
