"""The turn-over of a school year: seen before it is done, done, taken back; for a branch by a job."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.people.public import named, person_references, sector_code
from khuevan.schooling import selectors, services
from khuevan.schooling.contracts import Balance
from khuevan.schooling.dispatch import run_later
from khuevan.schooling.selectors.turnover import sizes_of_branch
from khuevan.schooling.web.schools import school_of
from khuevan.schooling.web.words import WHY, grade_said, today, year_said

EDIT = Permission.SCHOOLING_EDIT
SHOWN = 200
PHASES = {
    "waiting": (_("đang chờ"), "warn"),
    "done": (_("xong"), "good"),
    "undone": (_("đã hoàn tác"), "off"),
}


def _year(request: Request) -> int:
    """The school year that turns over: in the address; else the one that ends or has just ended."""
    asked = request.POST.get("year") or request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and 1945 <= int(asked[:4]) <= 2200:
        return int(asked[:4])
    on = today(request)
    return on.year - 1 if on.month >= 4 else on.year - 2  # noqa: PLR2004  from April on the year's end is near


def lines(balance: Balance) -> list[tuple[object, int]]:
    """A balance as people read it; what all parts add up to is told beside them."""
    return [
        (_("Lên lớp"), balance.promoted), (_("Học lại lớp"), balance.repeated),
        (_("Hoàn thành cấp học"), balance.completed), (_("Đã rời trường"), balance.left),
        (_("Đang chờ"), balance.waiting),
    ]  # fmt: skip


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def of_school(request: Request, reference: str) -> HttpResponse:
    """What a turn-over of a school would do, with everybody who waits; and doing it."""
    found, year = school_of(request, reference, EDIT), _year(request)
    if request.method == "POST":
        done = services.turn_over_school(
            actor=request.actor, path=found.path, school_year=year, at=request.received_at
        )
        count = done.balance.placed
        told = ngettext("%(n)s học sinh có chỗ ở năm học mới.", "%(n)s học sinh có chỗ ở năm học mới.", count)
        messages.success(request, told % {"n": count})
        return redirect(f"{request.path}?year={year}")
    balance, waiting = selectors.balance_of_school(actor=request.actor, unit=found.id, school_year=year)
    known = named(actor=request.actor, numbers=[one.person for one in waiting[:SHOWN]])
    references = person_references()
    rows = [
        {"one": one, "name": known[one.person].name if one.person in known else sector_code(one.person),
         "reference": references.of(one.person), "why": WHY[one.why], "grade": grade_said(one.grade)}
        for one in waiting[:SHOWN]
    ]  # fmt: skip
    context: dict[str, Any] = {
        "school": found, "year": year, "year_said": year_said(year), "next_said": year_said(year + 1),
        "balance": balance, "lines": lines(balance), "rows": rows, "more": len(waiting) > SHOWN,
        "years": [(one, year_said(one)) for one in selectors.years_of(actor=request.actor, unit=found.id)],
    }  # fmt: skip
    return render(request, "schooling/turn_over.html", context)


@needs(EDIT)
@require_POST
def undo_school(request: Request, reference: str) -> HttpResponse:
    """Take back what turn-overs of the year wrote for a school."""
    found, year = school_of(request, reference, EDIT), _year(request)
    count = services.undo_turn_over(
        actor=request.actor, path=found.path, school_year=year, at=request.received_at
    )
    told = ngettext("Đã hoàn tác: %(n)s chỗ học.", "Đã hoàn tác: %(n)s chỗ học.", count)
    messages.success(request, told % {"n": count})
    return redirect("school-turn-over", reference)


@needs(EDIT)
@require_POST
def settle(request: Request, reference: str) -> HttpResponse:
    """Decide what follows from the year of a learner who waits."""
    found, year = school_of(request, reference, EDIT), _year(request)
    services.settle_outcome(
        actor=request.actor, person=person_references().number(request.POST.get("person", "")),
        school_year=year, outcome=request.POST.get("outcome", ""), reason=request.POST.get("reason", ""),
        at=request.received_at,
    )  # fmt: skip
    messages.success(request, _("Đã ghi quyết định."))
    return redirect(f"/schools/{found.ref}/turn-over?year={year}")


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def of_branch(request: Request) -> HttpResponse:
    """Turn-overs of a whole branch: counted first, then done, each by a job."""
    year, path = _year(request), request.actor.office
    if request.method == "POST":
        if not path:
            raise OutOfReach("branch")
        asked = services.ask_turn_over(
            actor=request.actor, path=path, school_year=year, at=request.received_at,
            preview=request.POST.get("do") != "run",
        )  # fmt: skip
        run_later(asked.number)
        return redirect("turn-over", asked.reference)
    rows = [
        {"one": one, "phase": phase, "tone": tone, "year": year_said(one.school_year)}
        for one in selectors.turn_overs(actor=request.actor)
        for phase, tone in (PHASES.get(one.phase, (one.phase, "")),)
    ]  # fmt: skip
    size = sizes_of_branch(actor=request.actor, path=path, school_year=year)
    context = {"year": year, "year_said": year_said(year), "rows": rows, "size": size}
    return render(request, "schooling/turn_overs.html", context)


@needs(EDIT)
@require_safe
def turn_over(request: Request, reference: str) -> HttpResponse:
    """A turn-over of a branch: how far it is, and what it counted by school."""
    one = selectors.turn_over(actor=request.actor, reference=reference)
    phase, tone = PHASES.get(one.phase, (one.phase, ""))
    context = {
        "one": one, "phase": phase, "tone": tone, "lines": lines(one.balance),
        "year_said": year_said(one.school_year),
        "next_said": year_said(one.school_year + 1),
        "may_run": one.preview and one.phase == "done" and one.path == request.actor.office,
    }  # fmt: skip
    return render(request, "schooling/turn_over_branch.html", context)


@needs(EDIT)
@require_POST
def undo_branch(request: Request, reference: str) -> HttpResponse:
    """Take back what turn-overs of the year wrote for a branch."""
    one = selectors.turn_over(actor=request.actor, reference=reference)
    services.undo_turn_over(
        actor=request.actor, path=one.path, school_year=one.school_year, at=request.received_at
    )
    messages.success(request, _("Đã hoàn tác."))
    return redirect("turn-over", reference)
