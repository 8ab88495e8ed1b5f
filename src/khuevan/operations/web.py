"""The pages of the operations room: the six-month review, public and printable."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from khuevan.access.public import OutOfReach, Request, open_to_all, reaching, system
from khuevan.operations import rules, selectors
from khuevan.operations.contracts import Review
from khuevan_kernel.law import NotInForce

FRESH_SECONDS = 600


@open_to_all
@require_safe
def review(request: Request) -> HttpResponse:
    """The review of today, or of the day in the address: figures of the country, counted as the system."""
    today = timezone.localdate(request.received_at)
    found = _review(request, _day(request.GET.get("on", ""), today))
    language = get_language() or "vi"
    vietnamese = language.startswith("vi")
    rows = [
        {
            "figure": one,
            "name": one.name_vi if vietnamese else one.name_en,
            "definition": one.definition if vietnamese else one.definition_en,
        }
        for one in found.figures
    ]
    context = {"review": found, "rows": rows, "sentences": rules.sentences(found, language), "today": today}
    return render(request, "operations/review.html", context)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        raise OutOfReach("day") from None


def _review(request: Request, on: date) -> Review:
    """The review of a day, ten minutes old at most. The reader's own reach is put back."""
    kept: Review | None = cache.get(f"review.{on}")
    if kept is not None:
        return kept
    try:
        with transaction.atomic():
            found = selectors.review(actor=system("review"), on=on, at=request.received_at)
            reaching(request.actor)
    except NotInForce:
        raise OutOfReach("day") from None
    cache.set(f"review.{on}", found, FRESH_SECONDS)
    return found


urlpatterns: list[URLPattern] = [path("review", review, name="review")]
