"""Somebody is taken in by hand: who they are, whether they are here already, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.people import rules
from khuevan.people.contracts.editing import GuardianRecord, PersonFacts
from khuevan.people.contracts.linkage import Likely
from khuevan.people.entering import Entrance, Way, way_named
from khuevan.people.rules.linkage import WhyMissing
from khuevan.people.selectors import editing as reading
from khuevan.people.selectors.likely import alike, mark_of_alike, told_of
from khuevan.people.services.entering import enter_person
from khuevan.people.services.records import read_record
from khuevan.people.web.duplicates import evidence_told
from khuevan.people.web.editing import said, signed_versions
from khuevan.people.web.facts import LABELS, PersonForm, doubts_told, shown_facts, told
from khuevan.people.web.records import KINSHIPS, SEXES
from khuevan_kernel.law import Refusal

OTHER = "other"
ABOUT = ("name", "birth", "sex", "ethnicity", "nationality", "national")
WHERE = ("birthplace", "birthplace_detail", "residence", "residence_detail")


class GuardianPart(forms.Form):
    """Whom to ring, and who decides for a child; may be left out."""

    kinship = forms.ChoiceField(label=_("Quan hệ"), choices=[*KINSHIPS.items()], required=False)
    name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    national = forms.CharField(label=LABELS["national"], max_length=20, required=False)

    def guardian(self) -> GuardianRecord | None:
        """The guardian that was told of."""
        given = self.cleaned_data
        if not any(given[name] for name in ("name", "phone", "national")):
            return None
        return GuardianRecord(
            0, given["name"], given["kinship"] or "other", given["phone"], given["national"]
        )


class WhoForm(forms.Form):
    """Which record it is, or that it is none of them and why."""

    who = forms.CharField(required=False)
    reason = forms.CharField(
        label=_("Vì sao là người khác"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Chỉ cần khi là người khác. Ví dụ: hai giấy khai sinh, khác cha mẹ, anh em sinh đôi."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class _Entering:
    """One request of the page: its forms, and what they said."""

    def __init__(self, request: Request, way: Way, entrance: Entrance) -> None:
        self.request, self.way, self.entrance = request, way, entrance
        self.on = timezone.localdate(request.received_at)
        data = request.POST if request.method == "POST" else None
        self.person = PersonForm(data, on=self.on, initial={"nationality": "VN", "ethnicity": 56})
        self.guardian = GuardianPart(data, prefix="guardian")
        self.own = way.form(entrance, data, self.on)
        self.who = WhoForm(data)
        self.likely: list[Likely] = []

    def facts(self) -> PersonFacts | None:
        """The facts that were sent; none where something is wrong in any of the forms, told at its field."""
        parts = [self.person, self.own, self.who, *([self.guardian] if self.entrance.guardian else [])]
        if not all([part.is_valid() for part in parts]):
            return None
        facts = rules.tidied(self.person.facts())
        wrong = reading.what_is_wrong(facts=facts, kind=self.entrance.kind, on=self.on)
        if not facts.birth:
            wrong.append(rules.Wrong("birth", rules.BirthMissing()))
        for one in wrong:
            self.person.add_error(one.field, told(one.refusal))
        found = self.guardian.guardian() if self.entrance.guardian else None
        for one in rules.guardian_wrongs(found, on=self.on)[1] if found else ():
            self.guardian.add_error(one.field, told(one.refusal))
        return None if self.person.errors or self.guardian.errors else facts

    def refused(self, refusal: Refusal) -> None:
        """A refusal told at the field that it is about."""
        field = self.way.field_of(refusal)
        form = self.own if field in self.own.fields else self.person
        form.add_error(field or None, told(refusal))


@needs(Permission.PEOPLE_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request: Request, way: str, reference: str) -> HttpResponse:
    """Take somebody in: a new record, or the one that is here already."""
    found = way_named(way)
    if found is None:
        raise OutOfReach("way")
    on = timezone.localdate(request.received_at)
    entering = _Entering(request, found, found.entrance(request.actor, reference, on))
    if request.method == "GET":
        return _page(entering, 200)
    facts = entering.facts()
    if facts is None:
        return _page(entering, 422)
    return _decided(entering, facts)


def _decided(entering: _Entering, facts: PersonFacts) -> HttpResponse:
    request, entrance = entering.request, entering.entrance
    with transaction.atomic():
        same = alike(facts, unit=entrance.unit)
        entering.likely, mark = told_of(request.actor, same), mark_of_alike(same)
    sent = entering.who.cleaned_data
    if entering.likely:
        chosen = next(
            (one for one in entering.likely if one.reference and one.reference == sent["who"]), None
        )
        if chosen is not None:
            return _taken(entering, facts, chosen)
        if sent["who"] != OTHER or sent["seen"] != mark:
            entering.who = WhoForm({**sent, "seen": mark})
            return _page(entering, 422)
    try:
        enter_person(
            actor=request.actor, unit=entrance.unit, facts=facts, kind=entrance.kind, at=request.received_at,
            guardian=entering.guardian.guardian() if entrance.guardian else None, seen=sent["seen"],
            reason=sent["reason"], then=lambda number: _take_in(entering, number, facts),
        )  # fmt: skip
    except WhyMissing as refusal:
        entering.who.add_error("reason", told(refusal))
        return _page(entering, 422)
    except Refusal as refusal:
        entering.refused(refusal)
        return _page(entering, 422)
    messages.success(request, _("Đã lập hồ sơ mới và ghi vào danh sách."))
    if doubts := doubts_told(facts):
        messages.warning(request, doubts)
    return HttpResponseRedirect(entrance.back)


def _take_in(entering: _Entering, number: int, facts: PersonFacts) -> None:
    born = rules.birth_of(facts.birth)
    entering.way.take_in(
        entering.request.actor, entering.entrance, number, born[0] if born else None,
        entering.own.cleaned_data, entering.request.received_at,
    )  # fmt: skip


def _taken(entering: _Entering, facts: PersonFacts, chosen: Likely) -> HttpResponse:
    """The record that is here already is taken in; what was typed and differs is shown, not lost."""
    request, entrance = entering.request, entering.entrance
    detail = read_record(actor=request.actor, reference=chosen.reference, at=request.received_at)
    held = reading.record_to_edit(actor=request.actor, reference=chosen.reference).facts
    try:
        with transaction.atomic():
            entering.way.take_in(
                request.actor, entrance, detail.number, detail.summary.birth_date, entering.own.cleaned_data,
                request.received_at,
            )  # fmt: skip
    except Refusal as refusal:
        entering.refused(refusal)
        return _page(entering, 422)
    messages.success(request, _("Đã ghi hồ sơ có sẵn vào danh sách; không lập hồ sơ mới."))
    fields = [
        name for name in rules.differing(held, facts) if getattr(facts, name) and _asked(entering, name)
    ]
    guardian = entering.guardian.guardian() if entrance.guardian else None
    if not fields and guardian is None:
        return HttpResponseRedirect(entrance.back)
    mixed = replace(held, **{name: getattr(facts, name) for name in fields})
    context = {
        "entrance": entrance, "reference": chosen.reference, "name": detail.summary.name,
        "guardian": guardian, "kinship": KINSHIPS.get(guardian.kinship) if guardian else "",
        "rows": [(LABELS[n], said(n, getattr(held, n)), said(n, getattr(facts, n))) for n in fields],
        "sent": (shown_facts(mixed) | signed_versions(base=held, seen=held)).items(),
    }  # fmt: skip
    return render(request, "people/entered.html", context)


def _asked(entering: _Entering, name: str) -> bool:
    """Whether a fact was told: ``unknown`` of sex or ethnicity is not."""
    return (name, entering.person.cleaned_data.get(name)) not in {("sex", 0), ("ethnicity", 56)}


def _page(entering: _Entering, status: int) -> HttpResponse:
    likely = [
        {"one": one, "evidence": evidence_told(one.evidence), "sex": SEXES.get(one.sex, "")}
        for one in entering.likely
    ]
    who = entering.who.data.get("who", "") if entering.who.is_bound else ""
    sent = entering.person.data if entering.person.is_bound else {}
    context = {
        "entrance": entering.entrance, "form": entering.person, "own": entering.own, "who": entering.who,
        "guardian": entering.guardian, "about": [entering.person[name] for name in ABOUT],
        "where": [entering.person[name] for name in WHERE], "likely": likely, "chosen": who,
        "sent": {"name": sent.get("name", ""), "birth": sent.get("birth", ""),
                 "sex": SEXES.get(int(sent["sex"]) if sent.get("sex", "").isdigit() else 0, ""),
                 "national": sent.get("national", "")},
        "elsewhere": sum(one.elsewhere is not None for one in entering.likely),
    }  # fmt: skip
    return render(entering.request, "people/enter.html", context, status=status)


urlpatterns = [path("people/new/<str:way>/<str:reference>", enter, name="person-new")]
