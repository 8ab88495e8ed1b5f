"""Changing a record, its history, and who is responsible for a child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import OutOfReach, Permission, Request, needs, signed_in
from khuevan.org.public import places_of_codes, units
from khuevan.people import rules, selectors, services
from khuevan.people.contracts.editing import GuardianRecord, PersonFacts
from khuevan.people.selectors import editing as reading
from khuevan.people.selectors.editing import PLACES
from khuevan.people.selectors.records import guardian_references
from khuevan.people.web.facts import LABELS, FactsForm, doubts_told, shown_day, shown_facts, told
from khuevan.people.web.records import KINSHIPS, NUMBER_STATUSES, SCHEMES, SEXES
from khuevan_kernel.identity import ethnicity
from khuevan_kernel.law import Refusal

SALT = "khuevan.people.seen"


class GuardianForm(forms.Form):
    """Somebody responsible for a child, their rights, and why they are changed."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    kinship = forms.ChoiceField(label=_("Quan hệ"), choices=[*KINSHIPS.items()])
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    national = forms.CharField(label=LABELS["national"], max_length=12, required=False)
    born_year = forms.IntegerField(label=_("Năm sinh"), required=False, min_value=1900, max_value=2100)
    job = forms.CharField(label=_("Nghề nghiệp"), max_length=100, required=False)
    custody = forms.BooleanField(label=_("Trẻ sống cùng người này"), required=False)
    consent = forms.BooleanField(label=_("Được quyết định thay trẻ"), required=False)
    may_see = forms.BooleanField(label=_("Được xem hồ sơ của trẻ"), required=False)
    contact_order = forms.IntegerField(label=_("Thứ tự liên hệ"), min_value=1, max_value=9)
    until = forms.DateField(
        label=_("Quyền kết thúc ngày"), required=False, 
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống nếu còn."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class UndoForm(forms.Form):
    """Why an edit is taken back."""

    reason = forms.CharField(label=_("Lý do hoàn lại"), max_length=1000)


@needs(Permission.PEOPLE_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Change a record. Where somebody else was faster, both versions stand side by side."""
    record = reading.record_to_edit(actor=request.actor, reference=reference)
    on = timezone.localdate(request.received_at)
    asked = _asked(request, reference)
    if request.method == "GET":
        facts = replace(record.facts, **_wished(asked, record.facts))
        given = shown_facts(facts) | signed_versions(base=record.facts, seen=record.facts)
        form = FactsForm(initial=given, on=on)
        return _edit_page(request, record, form, asked=asked)
    form, versions = FactsForm(request.POST, on=on), []
    if form.is_valid():
        mine = rules.tidied(form.facts())
        base, seen = (_unsigned(form.cleaned_data[name]) for name in ("base", "seen"))
        choices = {name: request.POST.get(f"choose-{name}", "") for name in rules.FACTS}
        facts, left = rules.chosen(base, mine, seen, choices)
        wrong = reading.what_is_wrong(facts=facts, kind=record.kind, on=on)
        for one in wrong:
            if one.field in rules.differing(seen, facts):
                form.add_error(one.field, told(one.refusal))
        if not form.errors and not left:
            try:
                services.edit_person(
                    actor=request.actor, reference=reference, version=seen.version, facts=facts,
                    reason=form.cleaned_data["reason"], at=request.received_at,
                )  # fmt: skip
            except rules.ChangedMeanwhile:
                seen, left = _as_it_stands(request, reference), ("",)
            except rules.NothingChanged as refusal:
                form.add_error(None, told(refusal))
            else:
                return _saved(request, reference, facts)
        if left:
            versions = _side_by_side(base, mine, seen, choices)
            form = _again(form, mine, base, seen, on)
    return _edit_page(request, record, form, versions=versions, asked=asked, status=422)


def _as_it_stands(request: Request, reference: str) -> PersonFacts:
    return reading.record_to_edit(actor=request.actor, reference=reference).facts


def _again(form: FactsForm, mine: PersonFacts, base: PersonFacts, seen: PersonFacts, on: date) -> FactsForm:
    """The form with what was sent, to be sent again together with the choices."""
    kept = shown_facts(mine) | signed_versions(base=base, seen=seen) | {"reason": form.cleaned_data["reason"]}
    return FactsForm(initial=kept, on=on)


def _edit_page(
    request: Request,
    record: Any,
    form: FactsForm,
    *,
    versions: Any = (),
    asked: Any = None,
    status: int = 200,
) -> HttpResponse:
    groups = [
        [form[name] for name in names]
        for names in (
            ("name", "family", "middle", "given"), ("birth", "sex", "ethnicity", "nationality", "national"),
            ("birthplace", "birthplace_detail", "hometown", "hometown_detail", "residence",
             "residence_detail"),
        )
    ]  # fmt: skip
    context = {"record": record, "form": form, "groups": groups, "versions": versions, "asked": asked}
    return render(request, "people/edit.html", context, status=status)


def _side_by_side(
    base: PersonFacts, mine: PersonFacts, seen: PersonFacts, choices: dict[str, str]
) -> list[dict[str, Any]]:
    rows = []
    for name in rules.differing(mine, seen):
        own, theirs = getattr(mine, name), getattr(seen, name)
        was = getattr(base, name)
        likely = choices.get(name) or ("theirs" if own == was else "mine" if theirs == was else "")
        rows.append({"field": name, "label": LABELS[name], "was": said(name, was), "mine": said(name, own),
                     "theirs": said(name, theirs), "likely": likely})  # fmt: skip
    return rows


def _saved(request: Request, reference: str, facts: PersonFacts) -> HttpResponse:
    messages.success(request, _("Đã sửa hồ sơ. Bản trước còn trong lịch sử."))
    if doubts := doubts_told(facts):
        messages.warning(request, doubts)
    return HttpResponseRedirect(reverse("person", args=[reference]))


def _asked(request: Request, reference: str) -> Any:
    """The request for correction that led here, where it is about this record."""
    named = request.GET.get("correction", "")
    if not named:
        return None
    one = selectors.correction_to_answer(actor=request.actor, reference=named)
    if one.person.reference != reference:
        raise OutOfReach("correction")
    return one.asked


def _wished(asked: Any, facts: PersonFacts) -> dict[str, Any]:
    """What a request for correction says it should be, for the fields that are plain text."""
    if asked is None:
        return {}
    field = {"name": "name", "birth_date": "birth", "identifier": "national"}.get(asked.field)
    return {field: asked.should_be} if field else {}


def signed_versions(**versions: PersonFacts) -> dict[str, str]:
    """Versions as a form carries them, so that nobody can change what was seen."""
    return {name: signing.dumps(one.fields(), salt=SALT, compress=True) for name, one in versions.items()}


def _unsigned(text: str) -> PersonFacts:
    try:
        return PersonFacts(**signing.loads(text, salt=SALT))
    except signing.BadSignature:
        raise OutOfReach("version") from None


def said(field: str, value: Any) -> str:
    """A value of a record in words."""
    if value in ("", None):
        return ""
    if field == "sex":
        return str(SEXES.get(value, value))
    if field == "ethnicity":
        return ethnicity(value, get_language() or "vi")
    if field == "identifier.scheme":
        return str(SCHEMES.get(value, value))
    if field == "identifier.status":
        return str(NUMBER_STATUSES.get(value, value))
    if field in ("birth", "guardian.until", "identifier.since", "identifier.until"):
        return shown_day(str(value))
    if field == "guardian.kinship":
        return str(KINSHIPS.get(value, value))
    if field in PLACES.values():
        known = places_of_codes([str(value)], date.max).get(str(value))
        return known[1] if known else str(value)
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    return str(value)


@signed_in
@require_GET
def history(request: Request, reference: str) -> HttpResponse:
    """What was changed in a record and why, and what it said on a day."""
    detail = selectors.person(actor=request.actor, reference=reference)
    changes = [
        {"edit": one, "office": _office(one.office), "rows": [
            {"label": LABELS.get(c.field, c.field), "before": said(c.field, c.before),
             "after": said(c.field, c.after)}
            for c in one.changes
        ], "undoable": all(c.field in rules.FACTS for c in one.changes) and not one.undone}
        for one in reading.edits(actor=request.actor, reference=reference)
    ]  # fmt: skip
    on, facts = _on(request), None
    if on is not None:
        at = datetime.combine(on, time.min, timezone.get_current_timezone()) + timedelta(days=1)
        facts = reading.facts_as_of(actor=request.actor, reference=reference, at=at)
    places = reading.place_names(facts, on) if facts and on else {}
    lines = [
        (LABELS[name], places.get(name) or said(name, value))
        for name, value in (facts.fields() if facts else {}).items()
        if value not in ("", None)
    ]
    context = {
        "detail": detail, "changes": changes, "on": on, "facts": lines,
        "office": request.actor.may(Permission.PEOPLE_EDIT) and detail.as_ == "office",
    }  # fmt: skip
    return render(request, "people/history.html", context)


def _office(office: str) -> str:
    ends = [part for part in office.split("/") if part]
    named = units([int(ends[-1])]) if ends and ends[-1].isdigit() else []
    return named[0].name if named else ""


def _on(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


@needs(Permission.PEOPLE_EDIT)
@require_POST
def undo(request: Request, reference: str) -> HttpResponse:
    """Take an edit back."""
    form = UndoForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.undo_edit(actor=request.actor, reference=reference, reason=reason, at=request.received_at)
    messages.success(request, _("Đã hoàn lại. Lần hoàn lại cũng nằm trong lịch sử."))
    person = reading.person_of_edit(reference)
    return HttpResponseRedirect(reverse("person-history", args=[person]))


@needs(Permission.PEOPLE_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def guardian(request: Request, reference: str, guardian: str = "") -> HttpResponse:
    """Add somebody responsible for a child, or change their rights."""
    record = reading.record_to_edit(actor=request.actor, reference=reference)
    known = GuardianRecord(0, "", "mother")
    if guardian:
        number = guardian_references().number(guardian)
        held = {one.number: one for one in reading.guardians(actor=request.actor, reference=reference)}
        if number not in held:
            raise OutOfReach("guardian")
        known = held[number]
    initial = {name: getattr(known, name) for name in rules.GUARDIAN} | {"version": known.version}
    form = GuardianForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in rules.GUARDIAN}
        if _kept(request, form, lambda: services.edit_guardian(
            actor=request.actor, reference=reference, guardian=replace(known, **given),
            version=form.cleaned_data["version"], reason=form.cleaned_data["reason"], at=request.received_at,
        )):  # fmt: skip
            return HttpResponseRedirect(reverse("person", args=[reference]))
    context = {"record": record, "form": form, "known": known if known.number else None}
    return render(request, "people/guardian.html", context, status=422 if form.errors else 200)


def _kept(request: Request, form: GuardianForm, write: Callable[[], object]) -> bool:
    try:
        write()
    except Refusal as refusal:
        form.add_error(None, told(refusal))
        return False
    messages.success(request, _("Đã ghi."))
    return True


urlpatterns = [
    path("people/<str:reference>/edit", edit, name="person-edit"),
    path("people/<str:reference>/history", history, name="person-history"),
    path("people/<str:reference>/guardians", guardian, name="person-guardian-new"),
    path("people/<str:reference>/guardians/<str:guardian>", guardian, name="person-guardian"),
    path("people/edits/<str:reference>/undo", undo, name="person-edit-undo"),
]
