"""Asked once: what is held, the requests there are, what they cost schools, and asking for something new."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import Permission, Request, needs
from khuevan.org.public import KINDS, Sector, units
from khuevan.quality import services
from khuevan.quality.contracts import Answer, Burden, Held
from khuevan.quality.rules import AlreadyHeld, AskedAlready, AskUnclear, ReasonMissing
from khuevan.quality.rules.asking import LEVELS, SECONDS
from khuevan.quality.selectors import asked as selectors
from khuevan.quality.web.showing import english, unit_asked

SHOWN = 60
LEVEL_WORDS = {
    "learner": _("mỗi người học"), "class": _("mỗi lớp"), "staff": _("mỗi nhân sự"),
    "school": _("mỗi trường"),
}  # fmt: skip
STATES = {
    "waiting": (_("Chờ Bộ duyệt"), "warn"), "approved": (_("Đã duyệt"), "good"),
    "declined": (_("Không duyệt"), "bad"), "ended": (_("Đã thôi"), "off"),
}  # fmt: skip
SCHOOLS = [kind for kind, words in KINDS.items() if words.sector != Sector.OFFICE]


class AskForm(forms.Form):
    """What is asked for, by what right, of whom, how often and by when."""

    title = forms.CharField(label=_("Tên yêu cầu, biểu mẫu"), max_length=200)
    purpose = forms.CharField(
        label=_("Dùng để làm gì"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    legal_basis = forms.CharField(label=_("Căn cứ pháp lí"), max_length=300)
    wanted = forms.CharField(
        label=_("Các trường cần hỏi"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một trường, ví dụ: ngày sinh; khoảng cách từ nhà đến trường."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Hỏi theo"), choices=[(one, LEVEL_WORDS[one]) for one in LEVELS])
    kinds = forms.MultipleChoiceField(
        label=_("Loại trường"), choices=[], widget=forms.SelectMultiple(attrs={"size": 6})
    )
    times_a_year = forms.IntegerField(label=_("Mỗi năm mấy lần"), min_value=1, max_value=52, initial=1)
    due = forms.DateField(
        label=_("Hạn trả lời"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind, _kind(kind)) for kind in SCHOOLS]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What was asked for."""
        lines = [line.strip() for line in self.cleaned_data["wanted"].splitlines()]
        told = {name: value for name, value in self.cleaned_data.items() if name != "wanted"}
        return told | {"fields": [line for line in dict.fromkeys(lines) if line]}


class SettleForm(forms.Form):
    """The ministry's answer."""

    state = forms.ChoiceField(label=_("Trả lời"), widget=forms.RadioSelect, choices=[])
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = {"waiting": ("approved", "declined"), "approved": ("ended",)}.get(standing, ())
        self.fields["state"].choices = [(one, STATES[one][0]) for one in ways]  # type: ignore[attr-defined]


def _kind(kind: str) -> str:
    return KINDS[kind].en if english() else KINDS[kind].vi


def _held(held: Held) -> dict[str, Any]:
    return {
        "held": held, "title": held.en if english() else held.vi,
        "where": held.where_en if english() else held.where_vi, "href": reverse(held.route, args=held.given),
    }  # fmt: skip


def _answers(told: tuple[Answer, ...]) -> list[dict[str, Any]]:
    return [{"answer": one, "held": [_held(held) for held in one.held]} for one in told]


def _burdens(told: tuple[Burden, ...]) -> list[dict[str, Any]]:
    return [{"kind": _kind(one.kind), "burden": one, "hours": one.minutes // 60} for one in told]


@needs(Permission.QUALITY_VIEW)
@require_safe
def asked(request: Request) -> HttpResponse:
    """What the system holds under some words, the requests there are, and what they cost schools."""
    words, today = request.GET.get("q", "")[:100].strip(), timezone.localdate(request.received_at)
    found = selectors.search_catalogue(text=words, day=today)
    once = {one.code: one for one in found}
    requests = selectors.asks(actor=request.actor)
    context = {
        "q": words, "found": [_held(one) for one in list(once.values())[:SHOWN]] if words else [],
        "held": len(once) if not words else 0,
        "asks": [(one, *STATES[one.state]) for one in requests],
        "ledger": [(year, _kind(kind), count, minutes, each)
                   for year, kind, count, minutes, each in selectors.ledger(actor=request.actor)],
        "seconds": SECONDS.on(today),
    }  # fmt: skip
    return render(request, "quality/asked.html", context)


@needs(Permission.QUALITY_VIEW)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask for something: first what is held already and what the rest costs, then the request itself."""
    form = AskForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "unit": unit_asked(request)}
    status = 200
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                return _ask(request, form, context)
        except (AlreadyHeld, AskedAlready, AskUnclear) as refusal:
            form.add_error("wanted", " ".join(refusal.told(gettext, localize)))
            if not isinstance(refusal, AskUnclear):
                context |= _previewed(request, form, context)
    return render(request, "quality/ask_new.html", context, status=status)


def _previewed(request: Request, form: AskForm, context: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in form.told().items() if name != "purpose"}
    answers, cost = services.preview_ask(
        actor=request.actor, unit=context["unit"].id, today=timezone.localdate(request.received_at), **told
    )
    return {
        "answers": _answers(answers), "cost": _burdens(cost), "minutes": sum(one.minutes for one in cost),
        "rest": sum(not one.already for one in answers),
    }  # fmt: skip


def _ask(request: Request, form: AskForm, context: dict[str, Any]) -> HttpResponse:
    if request.POST.get("do") != "send":
        context |= _previewed(request, form, context)
        return render(request, "quality/ask_new.html", context)
    at = request.received_at
    made = services.ask(
        actor=request.actor, at=at, today=timezone.localdate(at), unit=context["unit"].id, **form.told()
    )
    messages.success(request, _("Đã gửi. Bộ xem và trả lời."))
    return HttpResponseRedirect(reverse("quality-ask", args=[made.ref]))


@needs(Permission.QUALITY_VIEW)
@require_http_methods(["GET", "POST"])
def ask(request: Request, reference: str) -> HttpResponse:
    """A request, what it costs and what was answered; the ministry approves, declines or ends it."""
    found = selectors.ask_facts(selectors.ask_row(reference))
    ministry = request.actor.may(Permission.QUALITY_RULE)
    form = SettleForm(request.POST or None, standing=found.state)
    status = 200
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                services.settle_ask(
                    actor=request.actor, at=request.received_at, reference=reference, **form.cleaned_data
                )
                return HttpResponseRedirect(reverse("quality-ask", args=[reference]))
        except ReasonMissing as refusal:
            form.add_error("reason", refusal.told(gettext)[0])
    context = {
        "ask": found, "state": STATES[found.state][0], "tone": STATES[found.state][1], "form": form,
        "unit": units([found.unit])[0], "kinds": [_kind(kind) for kind in found.kinds],
        "level": LEVEL_WORDS[found.level], "cost": _burdens(found.burden), "answers": _answers(found.answers),
        "settles": ministry and found.state in {"waiting", "approved"},
    }  # fmt: skip
    return render(request, "quality/ask.html", context, status=status)
