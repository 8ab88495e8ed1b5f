"""The pages of the journal room. Its guards come from the access room, which stands above this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from khuevan.journal import selectors
from khuevan.journal.sealing import log_keys, newest_head, stored
from khuevan_kernel.log import BadReceipt, UnknownKey, check_receipt, inclusion_proof

PAGE = 50
LARGEST_RECEIPT = 64 * 1024
Guard = Callable[[Callable[..., HttpResponse]], Callable[..., Any]]


class ReceiptForm(forms.Form):
    """A receipt as it was downloaded."""

    receipt = forms.FileField(
        label=gettext_lazy("Tệp biên nhận"), help_text=gettext_lazy("Tệp .json đã tải về. Không lưu lại gì.")
    )


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, with filters in the address."""
    asked = {name: request.GET.get(name, "")[:100] for name in ("event", "actor", "subject")}
    before = _number(request.GET.get("after", ""))
    found = selectors.entries(**asked, before=before, limit=PAGE + 1)
    after = str(found[PAGE - 1].number) if len(found) > PAGE else ""
    context = {"entries": found[:PAGE], "asked": asked, "after": after, "first": before is None}
    return render(request, "journal/entries.html", context)


@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with the proof of its place."""
    found = selectors.entry(number) if number < 2**63 else None
    if found is None:
        raise Http404
    head = newest_head()
    if head is not None and not 0 <= found.index < head.size:
        head = None
    proof = [step.hex() for step in inclusion_proof(found.index, head.size, stored)] if head else []
    return render(request, "journal/entry.html", {"entry": found, "head": head, "proof": proof})


@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    """The signed heads, for whoever wants to keep copies."""
    before = _number(request.GET.get("after", ""))
    found = selectors.heads(before=before, limit=PAGE + 1)
    after = str(found[PAGE - 1].size) if len(found) > PAGE else ""
    context = {"heads": found[:PAGE], "after": after, "first": before is None}
    return render(request, "journal/heads.html", context)


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of the log, for checking heads and receipts without this site."""
    return JsonResponse(log_keys().ring().published(), json_dumps_params={"indent": 1})


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt that somebody holds."""
    form = ReceiptForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        text = form.cleaned_data["receipt"].read(LARGEST_RECEIPT + 1)
        try:
            context["checked"] = check_receipt(text.decode(), log_keys().ring())
        except UnknownKey:
            context["why"] = _("Biên nhận do một khóa không phải của nhật ký này ký.")
        except (BadReceipt, UnicodeDecodeError):
            context["why"] = _("Nội dung không khớp với chữ ký, hoặc tệp không phải là biên nhận.")
    return render(request, "journal/check_receipt.html", context)


def pages(*, auditors: Guard, anyone: Guard) -> list[URLPattern]:
    """The room's addresses under the guards that are given: one for auditors, one for everybody."""
    return [
        path("journal", auditors(entries), name="journal"),
        path("journal/entries/<int:number>", auditors(entry), name="journal-entry"),
        path("journal/heads", anyone(heads), name="journal-heads"),
        path("receipts/check", anyone(check), name="check-receipt"),
        path(".well-known/khuevan-log-keys.json", anyone(keys), name="log-keys"),
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
