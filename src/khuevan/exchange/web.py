"""The pages of exchange: one's keys for programs, and what the interface offers."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import NOBODY, Permission, Request, needs, open_to_all
from khuevan.exchange import selectors, services
from khuevan.intake.public import registered

TOKEN = "khuevan.exchange.token"


class KeyForm(forms.Form):
    """What the key is for, and for how long."""

    name = forms.CharField(
        label=_("Phần mềm nào dùng khóa này?"), max_length=80,
        help_text=_("Ví dụ: sổ điểm của trường. Tên chỉ để bạn nhận ra khóa."),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("Có hiệu lực trong"), coerce=int,
        choices=[(30, _("30 ngày")), (90, _("90 ngày")), (365, _("365 ngày"))],
    )  # fmt: skip


@needs(Permission.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    """One's keys, and a new one. Its token is shown once, on the page that follows, and kept by nobody."""
    form = KeyForm(request.POST or None)
    if form.is_valid():
        until = request.received_at + timedelta(days=form.cleaned_data["days"])
        name = form.cleaned_data["name"]
        _key, token = services.give_key(name=name, until=until, actor=request.actor, at=request.received_at)
        request.session[TOKEN] = token
        return redirect("keys")
    token = request.session.pop(TOKEN, "")
    mine = selectors.own_keys(request.actor, request.received_at)
    context = {"form": form, "token": token, "keys": mine}
    return render(request, "exchange/keys.html", context, status=422 if form.errors else 200)


@needs(Permission.INTAKE_RUN)
@require_POST
def end_key(request: Request, reference: str) -> HttpResponse:
    """End one of one's keys."""
    ended = services.end_key(reference=reference, actor=request.actor, at=request.received_at)
    messages.success(request, gettext("Khóa “%(name)s” đã thôi hiệu lực.") % {"name": ended.name})
    return redirect("keys")


@open_to_all
@require_GET
def interface(request: Request) -> HttpResponse:
    """What programs can read and bring in, and how to begin."""
    found = [
        {"thing": one.description, "address": "/api/v1/" + one.description.name.replace(".", "/")}
        for one in registered()
    ]
    may = request.actor == NOBODY or request.actor.may(Permission.INTAKE_RUN)
    context = {"resources": found, "host": request.get_host(), "may_have_keys": may}
    return render(request, "exchange/interface.html", context)


urlpatterns = [
    path("interface", interface, name="interface"),
    path("me/keys", keys, name="keys"),
    path("me/keys/<str:reference>/end", end_key, name="end-key"),
]
