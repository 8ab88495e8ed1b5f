"""A class: everybody's results by subject, who teaches it, and exceptions for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from khuevan.access.public import Permission, Request, needs
from khuevan.assessment import selectors, services
from khuevan.assessment.contracts import HOMEROOM
from khuevan.assessment.selectors import sheets
from khuevan.assessment.web import words
from khuevan.assessment.web.home import current_term
from khuevan.schooling.public import ClassFacts, class_in_reach, colleagues, roll
from khuevan_kernel import grading
from khuevan_kernel.law import Refusal


@needs(Permission.SCHOOLING_VIEW)
@require_http_methods(["GET", "POST"])
def overview(request: Request, reference: str) -> HttpResponse:
    """All subjects and pupils of a class with what follows; computing it anew is a post."""
    if request.method == "POST":
        done = services.compute_class(actor=request.actor, reference=reference, at=request.received_at)
        said = gettext("Đã tính: %(complete)s/%(pupils)s học sinh đủ kết quả cả năm.")
        messages.success(
            request, said % {"complete": done.complete, "pupils": done.pupils}, extra_tags="good"
        )
        return HttpResponseRedirect(request.path)
    facts = class_in_reach(actor=request.actor, reference=reference, may=Permission.SCHOOLING_VIEW)
    on = timezone.localdate(request.received_at)
    term = _term(request, facts, on)
    subjects = selectors.subjects_of_classes([facts])[facts.number]
    by_subject, by_pupil = selectors.judged([facts])
    kept = {(one["person"], one["subject"]): one for one in by_subject.to_dicts()}
    whole = {one["person"]: one for one in by_pupil.to_dicts()}
    column = {1: "first", 2: "second", 0: "whole"}[term]
    there = sheets.so_far(facts, term) if term else {}
    rows = [
        {
            "pupil": one,
            "cells": [
                (
                    grading.as_text(kept.get((one.number, s.code), {}).get(column)),
                    there.get((one.number, s.code), ""),
                )
                for s in subjects
            ],
            **_levels(whole.get(one.number, {}), term),
        }
        for one in roll(actor=request.actor, school_class=facts.number)
        if one.status == "studying"
    ]
    return render(request, "assessment/class.html", {
        "facts": facts, "rows": rows, "term": term, "sheet_term": term or 2,
        "tabs": [
            (one, name, one == term)
            for one, name in ((1, words.TERMS[1]), (2, words.TERMS[2]), (0, gettext("Cả năm")))
        ],
        "subjects": [(one.code, one.vi if words.vietnamese() else one.en) for one in subjects],
        "homeroom": HOMEROOM, "secondary": facts.grade > 5,
        "teachers": [
            (words.subject_name(one.subject, one.grade, facts.school_year), one)
            for one in selectors.assignments_of_class(actor=request.actor, school_class=facts.number, on=on)
        ],
        "may_compute": request.actor.may_at(Permission.MARKS_ENTER, facts.path),
        "may_assign": request.actor.may_at(Permission.SCHOOLING_EDIT, facts.path),
        "may_open": request.actor.may_at(Permission.MARKS_OPEN, facts.path),
    })  # fmt: skip


def _term(request: Request, facts: ClassFacts, on: Any) -> int:
    asked = request.GET.get("term", "")
    if asked in {"0", "1", "2"}:
        return int(asked)
    windows = selectors.windows_of(path=facts.path, school_year=facts.school_year)
    return min(current_term(windows, on), 2)


def _levels(found: dict[str, Any], term: int) -> dict[str, Any]:
    name = {1: "study1", 2: "study2", 0: "study"}[term]
    conduct = {1: "conduct1", 2: "conduct2", 0: "conduct"}[term]
    return {
        "study": words.STUDY.get(found.get(name) or "", ""),
        "conduct": words.STUDY.get(found.get(conduct) or "", ""), "absences": found.get("absences"),
        "outcome": words.OUTCOMES.get(found.get("outcome") or "", ("", "")) if term == 0 else ("", ""),
    }  # fmt: skip


class AssignForm(forms.Form):
    """Who is to be responsible for what, since when."""

    subject = forms.ChoiceField(label=_("Môn hoặc việc"), required=False)
    teacher = forms.ChoiceField(label=_("Giáo viên"))
    since = forms.DateField(
        label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ExceptionForm(forms.Form):
    """Which sheet may be written on though the window is closed, by whom, until when, and why."""

    sheet = forms.ChoiceField(label=_("Sổ điểm"), required=False)
    term = forms.ChoiceField(label=_("Học kì"), choices=[*words.TERMS.items()])
    teacher = forms.ChoiceField(label=_("Ai được nhập"), required=False)
    until = forms.DateField(
        label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@needs(Permission.SCHOOLING_EDIT)
@require_http_methods(["GET", "POST"])
def teachers(request: Request, reference: str) -> HttpResponse:
    """Who teaches a class, and assigning somebody; ending an assignment is a post of its own button."""
    facts = class_in_reach(actor=request.actor, reference=reference, may=Permission.SCHOOLING_EDIT)
    on = timezone.localdate(request.received_at)
    if ending := request.POST.get("end"):
        services.end_assignment(actor=request.actor, reference=ending, until=on, at=request.received_at)
        messages.success(request, _("Đã kết thúc phân công."), extra_tags="good")
        return HttpResponseRedirect(request.path)
    form = AssignForm(request.POST or None, initial={"since": on})
    grade, year = facts.grade, facts.school_year
    form.fields["subject"].choices = [  # type: ignore[attr-defined]
        ("", gettext("Chủ nhiệm")),
        *((one.code, one.vi if words.vietnamese() else one.en) for one in grading.subjects(grade, year)),
    ]
    form.fields["teacher"].choices = [  # type: ignore[attr-defined]
        (one.reference, one.name) for one in colleagues(actor=request.actor, unit=facts.unit, on=on)
    ]
    if form.is_valid():
        try:
            services.assign(
                actor=request.actor, reference=reference, at=request.received_at, **form.cleaned_data
            )
        except Refusal as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Đã phân công."), extra_tags="good")
            return HttpResponseRedirect(request.path)
    held = selectors.assignments_of_class(actor=request.actor, school_class=facts.number, on=on)
    rows = [(words.subject_name(one.subject, grade, year), one) for one in held]
    context = {"facts": facts, "form": form, "rows": rows}
    return render(request, "assessment/teachers.html", context, status=422 if form.errors else 200)


@needs(Permission.MARKS_OPEN)
@require_http_methods(["GET", "POST"])
def exception(request: Request, reference: str) -> HttpResponse:
    """Let a class's marks be entered though the window is closed."""
    facts = class_in_reach(actor=request.actor, reference=reference, may=Permission.MARKS_OPEN)
    on = timezone.localdate(request.received_at)
    form = ExceptionForm(request.POST or None, initial={"until": on, "term": 1})
    subjects = selectors.subjects_of_classes([facts])[facts.number]
    codes = [HOMEROOM, *(one.code for one in subjects)]
    form.fields["sheet"].choices = [("", gettext("Mọi sổ của lớp"))] + [  # type: ignore[attr-defined]
        (code, words.subject_name(code, facts.grade, facts.school_year)) for code in codes
    ]
    form.fields["teacher"].choices = [("", gettext("Ai được phân công thì được nhập"))] + [  # type: ignore[attr-defined]
        (one.reference, one.name) for one in colleagues(actor=request.actor, unit=facts.unit, on=on)
    ]
    if form.is_valid():
        asked = form.cleaned_data | {"term": int(form.cleaned_data["term"])}
        try:
            services.extend(actor=request.actor, reference=reference, at=request.received_at, **asked)
        except Refusal as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Đã cho phép nhập bổ sung."), extra_tags="good")
            return HttpResponseRedirect(reverse("marks-class", args=[reference]))
    context = {"facts": facts, "form": form}
    return render(request, "assessment/exception.html", context, status=422 if form.errors else 200)


def _add(form: forms.Form, refusal: Refusal) -> None:
    said = " ".join([*refusal.told(gettext), *(f"({one})" for one in refusal.because)])
    form.add_error("teacher" if "teacher" in form.fields else None, said)
