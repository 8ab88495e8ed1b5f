"""Issues: the list with its filters in the address, one issue, and what is done with one or many."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.journal.public import entries_of
from khuevan.people.public import named, person_references
from khuevan.quality import services
from khuevan.quality.contracts import IssuesHandled, Severity, State
from khuevan.quality.rules import NothingChosen, ReasonMissing, WaiverTooLong
from khuevan.quality.selectors import issues as selectors
from khuevan.quality.selectors.issues import Filters
from khuevan.quality.web.showing import SEVERITIES, STATES, issue_lines, unit_asked
from khuevan_kernel.identity import BadReference

SHOWN, EXPORTED = 50, 20_000
DONE = {
    "assigned": _("Đã giao"), "explained": _("Đã giải trình"), "waived": _("Đã bỏ qua"),
    "reopened": _("Đã mở lại"),
}  # fmt: skip
ACTIONS = [
    ("explain", _("Giải trình")), ("assign", _("Giao cho đơn vị có vấn đề")),
    ("take", _("Giao cho cơ quan của tôi")), ("waive", _("Bỏ qua đến một ngày")),
    ("reopen", _("Mở lại")),
]  # fmt: skip


class HandleForm(forms.Form):
    """What to do with the chosen issues."""

    action = forms.ChoiceField(label=_("Việc cần làm"), choices=ACTIONS)
    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cần khi giải trình, bỏ qua, mở lại."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Đến ngày"), required=False, help_text=_("Hạn xử lí khi giao; ngày hết khi bỏ qua."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


@needs(Permission.QUALITY_VIEW)
@require_safe
def issues(request: Request) -> HttpResponse:
    """The issues of a branch under the filters of the address; as CSV with ``format=csv``."""
    unit = unit_asked(request)
    asked = {name: request.GET.get(name, "")[:12] for name in ("rule", "severity", "state")}
    state = asked["state"] if asked["state"] in {*State, "all"} else State.OPEN
    mine = request.GET.get("mine") == "1"
    own = request.actor.office.strip("/").rpartition("/")[2]
    filters = Filters(
        path=unit.path, rule=asked["rule"],
        severity=asked["severity"] if asked["severity"] in {*Severity} else "",
        state="" if state == "all" else state, office=int(own) if mine and own.isdigit() else None,
    )  # fmt: skip
    if request.GET.get("format") == "csv":
        return _csv(issue_lines(request.actor, selectors.issues(
            actor=request.actor, filters=filters, limit=EXPORTED)))  # fmt: skip
    after = request.GET.get("after", "")
    found = selectors.issues(
        actor=request.actor, filters=filters, after=selectors.issue_number(after) if after else None,
        limit=SHOWN + 1,
    )  # fmt: skip
    counts = selectors.issue_counts(actor=request.actor, path=unit.path, state=filters.state)
    rules = selectors.words_of_rules()
    address = request.GET.copy()
    address["format"] = "csv"
    context = {
        "unit": unit, "filters": filters, "state": state, "mine": mine,
        "rows": issue_lines(request.actor, found[:SHOWN]), "form": HandleForm(auto_id="handle_%s"),
        "after": found[SHOWN - 1].ref if len(found) > SHOWN else "", "first": not after,
        "total": selectors.count_issues(actor=request.actor, filters=filters), "csv": address.urlencode(),
        "rules": [(code, n, selectors.words_of(rules, code, timezone.localdate(request.received_at)))
                  for code, n in counts.items()],
        "severities": [(one, SEVERITIES[one][0]) for one in Severity],
        "states": [*((one, STATES[one][0]) for one in State), ("all", _("Mọi tình trạng"))],
        "filtered": bool(asked["rule"] or asked["severity"] or asked["state"] or mine),
    }  # fmt: skip
    return render(request, "quality/issues.html", context)


def _csv(lines: list[dict[str, Any]]) -> HttpResponse:
    """Issues without names: codes of persons' records are found by their number on the pages alone."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(("rule", "since", "severity", "state", "unit", "unit_name", "record", "facts", "found_on",
                     "seen_on", "says"))  # fmt: skip
    for line in lines:
        one, unit = line["issue"], line["unit"]
        code = next((held.code for held in unit.codes if held.until is None), "")
        record = line["person"].code if line["person"] else one.subject
        row = (one.rule, one.since, one.severity, one.state, code, unit.name, record, line["facts"],
               one.found_on, one.seen_on, line["told"]["says"])  # fmt: skip
        writer.writerow(_plain(cell) for cell in row)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="quality-issues.csv"'
    return answer


def _plain(cell: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@" else cell


@needs(Permission.QUALITY_VIEW)
@require_safe
def issue(request: Request, reference: str) -> HttpResponse:
    """One issue: the rule, the record, what was done with it, and what can be done."""
    return _issue(request, reference, HandleForm())


def _issue(request: Request, reference: str, form: HandleForm, status: int = 200) -> HttpResponse:
    found = selectors.issue(actor=request.actor, reference=reference)
    history = [
        {"at": entry.recorded_at, "what": DONE.get(str(entry.facts["what"]), entry.facts["what"]),
         "reason": entry.facts["reason"], "until": entry.facts["until"]}
        for entry in entries_of([f"issue:{found.id}"], IssuesHandled.name)
    ]  # fmt: skip
    context = {"line": issue_lines(request.actor, [found])[0], "form": form, "history": history}
    return render(request, "quality/issue.html", context, status=status)


@needs(Permission.QUALITY_VIEW)
@require_POST
def handle(request: Request) -> HttpResponse:
    """Do one thing with the chosen issues."""
    form = HandleForm(request.POST)
    chosen = request.POST.getlist("issue")[:200]
    alone = chosen[0] if len(chosen) == 1 and request.POST.get("alone") else ""
    try:
        if form.is_valid():
            count = _done(request, form.cleaned_data, chosen)
            told = ngettext("Đã xử lí %(count)s vấn đề.", "Đã xử lí %(count)s vấn đề.", count)
            messages.success(request, told % {"count": count})
            back = reverse("quality-issue", args=[alone]) if alone else reverse("quality-issues")
            kept = request.POST.get("filters", "")
            return HttpResponseRedirect(back if alone or not kept else f"{back}?{_kept(kept)}")
    except (ReasonMissing, WaiverTooLong) as refusal:
        if not alone:
            raise
        form.add_error("reason" if isinstance(refusal, ReasonMissing) else "until", refusal.told(str)[0])
    if not alone:
        raise NothingChosen()
    return _issue(request, alone, form, status=422)


def _kept(filters: str) -> str:
    from django.http import QueryDict  # noqa: PLC0415

    return QueryDict(filters[:300]).urlencode()


def _done(request: Request, told: dict[str, Any], chosen: list[str]) -> int:
    actor, at, seen = request.actor, request.received_at, request.POST.get("seen", "")
    match told["action"]:
        case "explain":
            return services.explain_issues(
                actor=actor, at=at, references=chosen, reason=told["reason"], seen=seen
            )
        case "reopen":
            return services.reopen_issues(
                actor=actor, at=at, references=chosen, reason=told["reason"], seen=seen
            )
        case "waive":
            if told["until"] is None:
                raise WaiverTooLong()
            return services.waive_issues(
                actor=actor, at=at, today=timezone.localdate(at), references=chosen, reason=told["reason"],
                until=told["until"], seen=seen,
            )  # fmt: skip
        case _:
            own = actor.office.strip("/").rpartition("/")[2]
            to = int(own) if told["action"] == "take" and own.isdigit() else None
            return services.assign_issues(
                actor=actor, at=at, references=chosen, to=to, due=told["until"], seen=seen
            )


@needs(Permission.QUALITY_VIEW)
@require_http_methods(["GET", "POST"])
def person(request: Request, reference: str) -> HttpResponse:
    """What stands open about one person's record; posted, the rules are asked again at once."""
    try:
        number = person_references().number(reference)
    except BadReference:
        raise OutOfReach("person") from None
    who = named(actor=request.actor, numbers=[number]).get(number)
    if who is None:
        raise OutOfReach("person")
    if request.method == "POST":
        at = request.received_at
        services.check_person(actor=request.actor, person=number, day=timezone.localdate(at), at=at)
        messages.success(request, _("Đã kiểm tra lại hồ sơ."))
        return HttpResponseRedirect(reverse("quality-person", args=[reference]))
    found = selectors.issues_of_person(actor=request.actor, person=number)
    context = {"who": who, "rows": issue_lines(request.actor, found)}
    return render(request, "quality/person.html", context)
