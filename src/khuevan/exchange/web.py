"""The pages of exchange: one's keys for programs, and what the interface offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import NOBODY, Permission, Request, needs, open_to_all
from khuevan.exchange import selectors, services
from khuevan.exchange.contracts import Fields, ProfileFacts
from khuevan.exchange.rules import ProfileEmpty
from khuevan.intake.public import Column, Description, importables, registered

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
    profile = forms.ChoiceField(
        label=_("Hồ sơ trường"), required=False,
        help_text=_("Không chọn: mọi trường trừ dữ liệu cá nhân nhạy cảm."),
    )  # fmt: skip
    careful = forms.BooleanField(label=_("Chỉ ghi khi gửi kèm phiên bản đã đọc (If-Match)"), required=False)

    def __init__(self, data: QueryDict | None, profiles: Sequence[ProfileFacts]) -> None:
        super().__init__(data)
        choice = cast(forms.ChoiceField, self.fields["profile"])
        choice.choices = [("", "—"), *((one.ref, one.name) for one in profiles)]


@needs(Permission.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    """One's keys, and a new one. Its token is shown once, on the page that follows, and kept by nobody."""
    form = KeyForm(request.POST or None, selectors.profiles_for(request.actor))
    if form.is_valid():
        said = form.cleaned_data
        _key, token = services.give_key(
            name=said["name"], until=request.received_at + timedelta(days=said["days"]),
            profile=said["profile"], careful=said["careful"], actor=request.actor, at=request.received_at,
        )  # fmt: skip
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


@needs(Permission.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def new_profile(request: Request) -> HttpResponse:
    """Name the columns that a kind of program may read and write."""
    refusal = None
    if request.method == "POST":
        try:
            made = services.make_profile(
                name=request.POST.get("name", "")[:80], fields=_ticked(request.POST), actor=request.actor,
                at=request.received_at,
            )  # fmt: skip
        except ProfileEmpty as empty:
            refusal = empty
        else:
            messages.success(request, gettext("Đã lưu hồ sơ trường “%(name)s”.") % {"name": made.name})
            return redirect("keys")
    context = {
        "things": [
            {"thing": one.description, "columns": _columns(one.description, request.POST)}
            for one in importables(request.actor)
        ],
        "refusal": refusal and refusal.told(gettext, localize), "name": request.POST.get("name", ""),
    }  # fmt: skip
    return render(request, "exchange/profile.html", context, status=422 if refusal else 200)


def _columns(thing: Description, said: QueryDict) -> list[tuple[Column, bool, bool]]:
    """The columns of a thing, with what is ticked so far."""
    reads, writes = ({*said.getlist(way)} for way in ("read", "write"))
    names = ((one, f"{thing.name}:{one.name}") for one in thing.columns)
    return [(one, name in reads, name in writes) for one, name in names]


def _ticked(said: QueryDict) -> dict[str, Fields]:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for at, way in enumerate(("read", "write")):
        for one in said.getlist(way):
            name, _colon, column = one.partition(":")
            found.setdefault(name, (set(), set()))[at].add(column)
    return {name: Fields(frozenset(reads), frozenset(writes)) for name, (reads, writes) in found.items()}


@open_to_all
@require_GET
def interface(request: Request) -> HttpResponse:
    """What programs can read and bring in, and how to begin."""
    found = [
        {
            "thing": one.description,
            "address": one.description.name.replace(".", "/"),
            "feed": bool(one.source and one.source.traces),
        }  # fmt: skip
        for one in registered()
    ]
    may = request.actor == NOBODY or request.actor.may(Permission.INTAKE_RUN)
    context = {
        "resources": found, "host": f"{request.scheme}://{request.get_host()}", "may_have_keys": may,
    }  # fmt: skip
    return render(request, "exchange/interface.html", context)


urlpatterns = [
    path("interface", interface, name="interface"),
    path("me/keys", keys, name="keys"),
    path("me/keys/profile", new_profile, name="new-profile"),
    path("me/keys/<str:reference>/end", end_key, name="end-key"),
]
