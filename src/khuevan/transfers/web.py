"""The pages of transfers: an office's lists, one transfer with its steps, and the family's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import OutOfReach, Permission, Request, needs, signed_in
from khuevan.journal.public import receipt
from khuevan.org.public import find as find_units
from khuevan.people.public import children, person, person_references
from khuevan.schooling.public import classes
from khuevan.transfers import rules, selectors, services
from khuevan.transfers.contracts import Side, State, Step, TransferFacts
from khuevan_kernel.law import Refusal

REASON = {
    "residence": _("Gia đình chuyển nơi ở"), "hardship": _("Hoàn cảnh gia đình khó khăn"),
    "closure": _("Trường đang học ngừng hoạt động"), "other": _("Lý do khác"),
}  # fmt: skip
TONES = {
    State.ASKED: "warn", State.CONSENTED: "warn", State.OBJECTED: "bad", State.RELEASED: "warn",
    State.ADMITTED: "good", State.REFUSED: "off", State.WITHDRAWN: "off",
}  # fmt: skip
SIDES = [("", _("Đến và đi")), ("in", _("Chuyển đến")), ("out", _("Chuyển đi"))]
SHOWN = [
    ("open", _("Chưa xong")), ("absent", _("Đã cho đi, chưa đến")),
    *((one, _(said)) for one, said in rules.STATES.items()), ("all", _("Tất cả")),
]  # fmt: skip
HOW = {
    "school": _("trường đang học cho chuyển"), "silence": _("quá hạn không trả lời, coi như cho chuyển"),
    "authority": _("cấp trên quyết định"),
}  # fmt: skip
WHO = {
    Side.SENDING: _("trường đang học"), Side.RECEIVING: _("trường tiếp nhận"), Side.FAMILY: _("gia đình"),
    Side.AUTHORITY: _("cấp trên"),
}  # fmt: skip
MOST_SCHOOLS = 8
MOST_ASKED = 30


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Ghi chú"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gia đình và hai trường đều đọc được."),
    )  # fmt: skip


class AskForForm(forms.Form):
    """The learner whom a family brings, by what the family tells. Sent as a form: it stands in no address."""

    code = forms.CharField(
        label=_("Mã học sinh hoặc số định danh cá nhân"), max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Mã 11 chữ số trên hồ sơ của gia đình, hoặc 12 chữ số của số định danh."),
    )  # fmt: skip
    birth_date = forms.DateField(label=_("Ngày sinh"), widget=forms.DateInput(attrs={"autocomplete": "off"}))
    reason = forms.ChoiceField(label=_("Lý do"), choices=list(REASON.items()))
    note = _note()


class AskForm(forms.Form):
    """A learner that goes: which school, and why."""

    school = forms.CharField(
        label=_("Trường muốn đến"), max_length=100, help_text=_("Tên hoặc mã của trường.")
    )
    reason = forms.ChoiceField(label=_("Lý do"), choices=list(REASON.items()))
    note = _note()


@needs(Permission.SCHOOLING_VIEW)
@require_GET
def transfers(request: Request) -> HttpResponse:
    """The transfers to and from the schools within one's reach."""
    if not selectors.in_charge(request.actor):
        raise OutOfReach("transfers")
    side, state = request.GET.get("side", ""), request.GET.get("state", "open")
    side = side if side in dict(SIDES) else ""
    state = state if state in dict(SHOWN) else "open"
    found = selectors.transfers(
        actor=request.actor, side=side, state="" if state == "all" else state, on=_today(request)
    )
    context = {
        "rows": [_row(one) for one in found], "side": side, "state": state, "sides": SIDES, "states": SHOWN,
        "most": selectors.MOST, "may_ask": selectors.school_of(request.actor) is not None,
    }  # fmt: skip
    return render(request, "transfers/transfers.html", context)


@needs(Permission.SCHOOLING_EDIT)
@sensitive_post_parameters("code", "birth_date")
@require_http_methods(["GET", "POST"])
def ask_for(request: Request) -> HttpResponse:
    """A school asks for a learner whom a family brings."""
    if selectors.school_of(request.actor) is None:
        raise OutOfReach("office")
    form = AskForForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _too_often(request):
        form.add_error(None, _("Bạn đã hỏi quá nhiều lần trong một giờ. Hãy thử lại sau."))
    if form.is_valid():
        made = _tried(form, services.ask_for, request, **form.cleaned_data)
        if made:
            messages.success(request, _("Đã gửi. Bước tiếp theo: gia đình đồng ý."))
            return HttpResponseRedirect(reverse("transfer", args=[made.reference]))
    return render(request, "transfers/ask_for.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: Request, reference: str) -> HttpResponse:
    """The family, or the school where a learner is, asks for a place at another school, chosen first."""
    detail = person(actor=request.actor, reference=reference)
    if detail.as_ == "office" and selectors.school_of(request.actor) is None:
        raise OutOfReach("person")
    form = AskForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        said = form.cleaned_data
        found = [one for one in find_units(said["school"], 40) if one.sector in selectors.SCHOOLS]
        found = [one for one in found if one.status == "active"][:MOST_SCHOOLS]
        chosen = next((one for one in found if one.ref == request.POST.get("receiving")), None)
        if chosen:
            given = {"receiving": chosen.id, "reason": said["reason"], "note": said["note"]}
            made = _tried(form, services.ask, request, learner=reference, **given)
            if made:
                messages.success(request, _("Đã gửi."))
                return HttpResponseRedirect(reverse("transfer", args=[made.reference]))
        elif not found:
            form.add_error("school", _("Không thấy trường nào. Thử tên ngắn hơn, hoặc gõ đúng mã trường."))
    context = {"form": form, "detail": detail, "schools": found}
    return render(request, "transfers/ask.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def transfer(request: Request, reference: str) -> HttpResponse:
    """One transfer: where it stands, what happened, and what one can do now."""
    return _shown(request, reference)


@signed_in
@require_POST
def step(request: Request, reference: str) -> HttpResponse:
    """Take a step."""
    taken = STEPS.get(request.POST.get("step", ""))
    if taken is None:
        raise OutOfReach("step")
    form = forms.Form({})
    try:
        taken(request, reference)
    except Refusal as refusal:
        form.add_error(None, " ".join(refusal.told(gettext, localize)))
    except _DayUnread:
        form.add_error(None, _("Ngày không đọc được. Viết như 25/11/2026."))
    else:
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(reverse("transfer", args=[reference]))
    return _shown(request, reference, form, 422)


@signed_in
@require_GET
def my_transfers(request: Request) -> HttpResponse:
    """The transfers of one's children and one's own, and the way to ask for one."""
    found = selectors.of_my_family(actor=request.actor, on=_today(request))
    own = request.actor.person
    learners = [(one.reference, one.name) for one in children(actor=request.actor)]
    context = {
        "rows": [_row(one) for one in found], "learners": learners,
        "own": person_references().of(own) if own and not learners else "",
    }  # fmt: skip
    return render(request, "transfers/mine.html", context)


@signed_in
@require_GET
def transfer_receipt(request: Request, reference: str) -> HttpResponse:
    """The receipt of what the family sent, as a file."""
    one = selectors.transfer(actor=request.actor, reference=reference, on=_today(request))
    if not one.entry:
        raise OutOfReach("receipt")
    response = JsonResponse(
        receipt(one.entry, one.content()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{reference[:8]}.json"'
    return response


class _DayUnread(ValueError):
    """What was typed is no day."""


def _day(request: Request, name: str) -> date:
    try:
        found: date | None = forms.DateField().clean(request.POST.get(name, ""))
    except forms.ValidationError:
        found = None
    if found is None:
        raise _DayUnread
    return found


def _said(request: Request, name: str, most: int = 300) -> str:
    return request.POST.get(name, "")[:most]


def _call(service: Callable[..., TransferFacts], **read: Callable[[Request], Any]) -> Callable[..., None]:
    def taken(request: Request, reference: str) -> None:
        given = {name: how(request) for name, how in read.items()}
        service(actor=request.actor, reference=reference, at=request.received_at, **given)

    return taken


STEPS: dict[str, Callable[[Request, str], None]] = {
    Step.CONSENT: _call(services.consent, note=lambda request: _said(request, "note", 200)),
    Step.RELEASE: _call(services.release, last_day=lambda request: _day(request, "last_day")),
    Step.OBJECT: _call(services.object_to, reason=lambda request: _said(request, "reason")),
    Step.DECIDE: _call(
        services.decide, reason=lambda request: _said(request, "reason"),
        let_go=lambda request: request.POST.get("let_go") == "yes",
    ),
    Step.ADMIT: _call(
        services.admit, school_class=lambda request: _said(request, "school_class"),
        since=lambda request: _day(request, "since"),
    ),
    Step.REFUSE: _call(services.refuse, reason=lambda request: _said(request, "reason")),
    Step.WITHDRAW: _call(services.withdraw, reason=lambda request: _said(request, "reason")),
}  # fmt: skip


def _tried(
    form: forms.Form, service: Callable[..., TransferFacts], request: Request, **given: Any
) -> TransferFacts | None:
    try:
        return service(actor=request.actor, at=request.received_at, **given)
    except Refusal as refusal:
        form.add_error(None, " ".join(refusal.told(gettext, localize)))
        return None


def _shown(
    request: Request, reference: str, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    one = selectors.transfer(actor=request.actor, reference=reference, on=_today(request))
    fitting = []
    if Step.ADMIT in one.may:
        held = classes(
            actor=request.actor, unit=one.receiving.number, school_year=one.school_year,
            may=Permission.SCHOOLING_EDIT,
        )  # fmt: skip
        fitting = [each for each in held if each.grade == one.grade]
    context = _row(one) | {
        "form": form, "may": {each.value for each in one.may}, "classes": fitting, "today": _today(request),
        "how": HOW.get(one.released_how, ""), "who": WHO[one.asked_by],
        "family": one.entry > 0,
    }  # fmt: skip
    return render(request, "transfers/transfer.html", context, status=status)


def _too_often(request: Request) -> bool:
    """Nobody finds a child by trying codes and days: so many questions an account may ask in an hour."""
    key = f"transfers.sought.{request.actor.id}.{request.received_at:%Y%m%d%H}"
    asked = cache.get(key, 0) + 1
    cache.set(key, asked, 3600)
    return bool(asked > MOST_ASKED)


def _row(one: TransferFacts) -> dict[str, Any]:
    tone = "bad" if one.absent else TONES[one.state]
    reason = REASON.get(one.reason, one.reason)
    return {"one": one, "state": gettext(rules.STATES[one.state]), "tone": tone, "reason": reason}


def _today(request: Request) -> date:
    return timezone.localdate(request.received_at)


urlpatterns = [
    path("transfers", transfers, name="transfers"),
    path("transfers/new", ask_for, name="transfer-ask-for"),
    path("transfers/<str:reference>", transfer, name="transfer"),
    path("transfers/<str:reference>/step", step, name="transfer-step"),
    path("transfers/<str:reference>/receipt", transfer_receipt, name="transfer-receipt"),
    path("people/<str:reference>/transfer", ask, name="transfer-ask"),
    path("me/transfers", my_transfers, name="my-transfers"),
]
