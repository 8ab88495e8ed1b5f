"""Decisions about a study or a degree, and the public look-up of a degree by its numbers."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from khuevan.access.public import OutOfReach, Permission, Request, needs, open_to_all
from khuevan.higher import rules, selectors, services
from khuevan.higher.contracts import lists
from khuevan.higher.contracts.registers import DEGREES, STUDENTS, RowFacts
from khuevan.higher.web import words
from khuevan.higher.web.registers import today


class DecisionForm(forms.Form):
    """A decision: what it does, its number and day, and a note."""

    kind = forms.ChoiceField(label=_("Quyết định"))
    number = forms.CharField(label=_("Số quyết định"), max_length=60)
    day = forms.DateField(label=_("Ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(
        label=_("Ghi chú"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def offer(self, kinds: list[tuple[str, str]], note: str = "") -> None:
        """Offer these kinds; ask for a note where it is named."""
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = kinds
        if note:
            self.fields["note"].label, self.fields["note"].required = note, True


class NumbersForm(forms.Form):
    """The two numbers that stand on a degree."""

    serial = forms.CharField(label=_("Số hiệu"), max_length=30, help_text=_("In ở góc văn bằng."))
    book_number = forms.CharField(label=_("Số vào sổ gốc cấp văn bằng"), max_length=30)


@needs(Permission.HIGHER_EDIT)
@require_http_methods(["GET", "POST"])
def decide(request: Request, reference: str) -> HttpResponse:
    """Record a decision about a study."""
    row = _editable(request, STUDENTS.slug, reference)
    kinds = [
        (one.value, words.said(one))
        for one in lists.DECISIONS
        if row.values["state"] in rules.STEPS[one.value][0]
    ]
    form = DecisionForm(request.POST or None, initial={"fingerprint": row.fingerprint, "day": today(request)})
    form.offer(kinds)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_study(
                actor=request.actor, reference=reference, at=request.received_at, **form.cleaned_data
            )
        except (rules.RowChanged, rules.StepWrong, rules.DayWrong) as refusal:
            form.add_error(None, " ".join(refusal.told(gettext, localize)))
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return HttpResponseRedirect(reverse("higher-row", args=[STUDENTS.slug, reference]))
    return _form(request, form, row, STUDENTS.slug, gettext("Quyết định về người học"))


@needs(Permission.HIGHER_EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: Request, reference: str) -> HttpResponse:
    """Correct, revoke or cancel a degree by a decision."""
    row = _editable(request, DEGREES.slug, reference)
    kinds = [(one.value, words.said(one)) for one in lists.DEGREE_STATES if one.value != "valid"]
    form = DecisionForm(request.POST or None, initial={"fingerprint": row.fingerprint, "day": today(request)})
    form.offer(kinds, gettext("Nội dung chỉnh sửa hoặc lý do"))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            services.change_degree(
                actor=request.actor,
                reference=reference,
                at=request.received_at,
                state=told.pop("kind"),
                **told,
            )
        except (rules.RowChanged, rules.DegreeEnded, rules.DayWrong, rules.ReasonMissing) as refusal:
            form.add_error(None, " ".join(refusal.told(gettext, localize)))
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return HttpResponseRedirect(reverse("higher-row", args=[DEGREES.slug, reference]))
    return _form(request, form, row, DEGREES.slug, gettext("Chỉnh sửa, thu hồi, hủy bỏ văn bằng"))


def _editable(request: Request, slug: str, reference: str) -> RowFacts:
    of = selectors.register_named(slug)
    row = selectors.row(actor=request.actor, register=of, reference=reference, on=today(request))
    if not request.actor.may_at(Permission.HIGHER_EDIT, selectors.path_of(row.unit)):
        raise OutOfReach("row")
    return row


def _form(request: Request, form: DecisionForm, row: RowFacts, slug: str, title: str) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "slug": slug,
        "title": title,
        "register": words.said(selectors.register_named(slug).description),
        "name": row.person.name if row.person else row.values.get("serial") or row.values.get("student_code"),
        "state": words.label((*lists.STUDY_STATES, *lists.DEGREE_STATES), row.values["state"]),
    }
    return render(request, "higher/decide.html", context, status=422 if request.method == "POST" else 200)


@open_to_all
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """Whether a degree stands, for whoever holds both of its numbers. Never whose it is."""
    form = NumbersForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        numbers = {name: value.strip() for name, value in form.cleaned_data.items()}
        found = [
            {
                "one": one,
                "level": words.label(lists.LEVELS, one.level),
                "state": words.label(lists.DEGREE_STATES, one.state),
                "tone": words.TONES[one.state],
            }
            for one in selectors.told_of_degree(**numbers)
        ]
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "higher/verify.html", {"form": form, "found": found}, status=status)
