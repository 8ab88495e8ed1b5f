"""The numbers of a person beside the national one: which there are, another one, and the end of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.people import services
from khuevan.people.contracts.editing import IdentifierRecord
from khuevan.people.rules.identifiers import ENDINGS, SCHEMES, identifier_wrongs
from khuevan.people.selectors import editing as reading
from khuevan.people.web.facts import told
from khuevan.people.web.records import NUMBER_STATUSES
from khuevan.people.web.records import SCHEMES as WORDS
from khuevan_kernel.law import Refusal

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TONES = {"held": "good", "doubtful": "warn", "replaced": "off", "wrong": "bad"}


class IdentifierForm(forms.Form):
    """A number, who gave it, for how long, and why it is noted."""

    scheme = forms.ChoiceField(label=_("Loại số"), choices=[(one, WORDS[one]) for one in SCHEMES])
    value = forms.CharField(
        label=_("Số"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=200)
    since = forms.DateField(label=_("Cấp ngày"), required=False, widget=DAY)
    until = forms.DateField(
        label=_("Hết hạn ngày"), required=False, widget=DAY, help_text=_("Để trống nếu không có hạn.")
    )
    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nêu giấy tờ đã xem."),
    )  # fmt: skip


class EndForm(forms.Form):
    """How a number ends, from when, and why."""

    status = forms.ChoiceField(
        label=_("Kết thúc vì"),
        choices=[(one, NUMBER_STATUSES[one]) for one in ENDINGS],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(label=_("Không còn dùng từ ngày"), widget=DAY)
    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nêu giấy tờ đã xem."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput)


@needs(Permission.PEOPLE_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def identifiers(request: Request, reference: str) -> HttpResponse:
    """The numbers that a person holds and held, and noting another."""
    record = reading.record_to_edit(actor=request.actor, reference=reference)
    form = IdentifierForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        one = IdentifierRecord(0, **given)
        for wrong in identifier_wrongs(one, on=timezone.localdate(request.received_at))[1]:
            form.add_error(wrong.field, told(wrong.refusal))
        if not form.errors:
            try:
                services.add_identifier(
                    actor=request.actor, reference=reference, identifier=one, reason=reason,
                    at=request.received_at,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error("value", told(refusal))
            else:
                messages.success(request, _("Đã ghi số mới."))
                return HttpResponseRedirect(reverse("person-identifiers", args=[reference]))
    context = {"record": record, "form": form, "rows": _rows(request, reference)}
    return render(request, "people/identifiers.html", context, status=422 if form.errors else 200)


@needs(Permission.PEOPLE_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def end(request: Request, reference: str, identifier: str) -> HttpResponse:
    """A number is the person's no longer, or never was."""
    record = reading.record_to_edit(actor=request.actor, reference=reference)
    number = reading.identifier_references().number(identifier)
    held = {one.number: one for one in reading.identifiers(actor=request.actor, reference=reference)}
    if number not in held:
        raise OutOfReach("identifier")
    one = held[number]
    initial = {"until": timezone.localdate(request.received_at), "version": one.version}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.end_identifier(
                actor=request.actor, reference=reference, number=number, at=request.received_at,
                **form.cleaned_data,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, told(refusal))
        else:
            messages.success(request, _("Đã ghi. Số cũ còn trong lịch sử."))
            return HttpResponseRedirect(reverse("person-identifiers", args=[reference]))
    context = {"record": record, "form": form, "one": one, "scheme": WORDS.get(one.scheme, one.scheme)}
    return render(request, "people/identifier_end.html", context, status=422 if form.errors else 200)


def _rows(request: Request, reference: str) -> list[dict[str, Any]]:
    references = reading.identifier_references()
    return [
        {"one": one, "scheme": WORDS.get(one.scheme, one.scheme),
         "status": NUMBER_STATUSES.get(one.status, one.status), "tone": TONES.get(one.status, ""),
         "reference": references.of(one.number),
         "open": one.scheme != "national" and one.status not in ENDINGS}
        for one in reading.identifiers(actor=request.actor, reference=reference)
    ]  # fmt: skip


urlpatterns = [
    path("people/<str:reference>/identifiers", identifiers, name="person-identifiers"),
    path("people/<str:reference>/identifiers/<str:identifier>", end, name="person-identifier"),
]
