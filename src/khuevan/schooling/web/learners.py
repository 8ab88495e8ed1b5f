"""A class and its attendance; a learner's schooling, and what is changed in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs, signed_in
from khuevan.org.public import unit
from khuevan.people.public import number_of, person, person_references, read_record
from khuevan.schooling import rules, selectors, services
from khuevan.schooling.codes import words
from khuevan.schooling.contracts import Place
from khuevan.schooling.rules.places import Leaving
from khuevan.schooling.selectors.classes import CLASS_FIELDS, homeroom_of
from khuevan.schooling.web.schools import ClassForm
from khuevan.schooling.web.words import (
    CHANGES,
    OUTCOMES,
    SEXES,
    STUDY,
    TONES,
    choices,
    grade_said,
    said,
    today,
    year_said,
)

VIEW, EDIT = Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SESSIONS = ((1, _("Sáng")), (2, _("Chiều")))


class AddForm(forms.Form):
    """Somebody who has a record joins a class."""

    code = forms.CharField(
        label=_("Mã ngành của học sinh"), max_length=20,
        help_text=_("Mã 11 số. Chưa biết thì tìm ở trang tìm người; chưa có hồ sơ thì thêm người mới."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip
    since = forms.DateField(label=_("Từ ngày"), widget=DAY)
    entry = forms.ChoiceField(label=_("Vào học theo diện"))

    def __init__(self, *given: Any, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["entry"].choices = choices("entry", on, without={"", "promoted", "repeat"})  # type: ignore[attr-defined]

    def clean_code(self) -> int:
        """The person behind the code."""
        number = number_of(self.cleaned_data["code"])
        if number is None:
            raise forms.ValidationError(_("Mã này không đúng: xem lại từng số."))
        return number


class LeaveForm(forms.Form):
    """How and when a learner leaves."""

    how = forms.ChoiceField(label=_("Rời trường như thế nào?"))
    reason = forms.ChoiceField(
        label=_("Lý do thôi học"), required=False, help_text=_("Bắt buộc khi thôi học.")
    )
    day = forms.DateField(label=_("Không còn học từ ngày"), widget=DAY)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["how"].choices = choices("how", on, without={"class"})  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "—"), *choices("dropout", on)]  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another class of the school."""

    target = forms.TypedChoiceField(label=_("Lớp mới"), coerce=int)
    since = forms.DateField(label=_("Từ ngày"), widget=DAY)
    note = forms.CharField(label=_("Lý do"), max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, targets: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["target"].choices = targets  # type: ignore[attr-defined]


class SupportForm(forms.Form):
    """A policy or support from a day on."""

    code = forms.ChoiceField(label=_("Chế độ, chính sách"))
    since = forms.DateField(label=_("Từ ngày"), widget=DAY)
    document = forms.CharField(label=_("Giấy tờ làm căn cứ"), max_length=200, required=False)

    def __init__(self, *given: Any, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["code"].choices = choices("support", on)  # type: ignore[attr-defined]


@needs(VIEW)
@require_safe
def school_class(request: Request, reference: str) -> HttpResponse:
    """A class: what it is and who is in it."""
    group = selectors.class_in_reach(actor=request.actor, reference=reference, may=VIEW)
    on = today(request)
    rows = [
        {"one": one, "sex": SEXES[one.sex],
         "status": said("how" if one.status == "class" else "status", one.status, on),
         "tone": TONES.get(one.status, "")}
        for one in selectors.roll(actor=request.actor, school_class=group.number)
    ]  # fmt: skip
    more = homeroom_of(actor=request.actor, school_class=group.number)
    context = {
        "group": group, "grade": grade_said(group.grade), "year_said": year_said(group.school_year),
        "rows": rows,
        "here": sum(row["one"].status == "studying" for row in rows),  # type: ignore[attr-defined]
        "more": more, "kind": said("class_kind", more.kind, on),
        "boarding": said("boarding", more.boarding, on),
        "school": unit(group.unit), "may_edit": request.actor.may_at(EDIT, group.path),
        "may_call": request.actor.may_at(Permission.MARKS_ENTER, group.path),
    }  # fmt: skip
    return render(request, "schooling/class.html", context)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit_class(request: Request, reference: str) -> HttpResponse:
    """Change a class, with a reason. Whoever comes second sees how it stands now."""
    group = selectors.class_in_reach(actor=request.actor, reference=reference, may=EDIT)
    on, school = today(request), unit(group.unit)
    more = homeroom_of(actor=request.actor, school_class=group.number)
    people = selectors.staff(actor=request.actor, unit=group.unit, on=on, school_year=group.school_year)
    initial = {name: getattr(more, name) for name in CLASS_FIELDS} | {
        "homeroom": more.employment, "seen": more.mark,
    }  # fmt: skip
    form = ClassForm(request.POST or None, school=school, on=on, people=people, new=False, initial=initial)
    if form.is_valid():
        told = dict(form.cleaned_data)
        rest = {name: told.pop(name) for name in ("homeroom", "reason", "seen")}
        services.change_class(
            actor=request.actor, school_class=group.number, fields=told, at=request.received_at, **rest
        )
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect("school-class", reference)
    context = {"form": form, "group": group, "school": school, "year_said": year_said(group.school_year)}
    return render(request, "schooling/class_form.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def add_learner(request: Request, reference: str) -> HttpResponse:
    """Somebody who has a record joins a class."""
    group = selectors.class_in_reach(actor=request.actor, reference=reference, may=EDIT)
    on = today(request)
    form = AddForm(request.POST or None, on=on, initial={"since": on})
    if form.is_valid():
        told = form.cleaned_data
        try:
            found = person(actor=request.actor, reference=person_references().of(told["code"]))
        except OutOfReach:
            form.add_error("code", _("Không có ai mang mã này trong phạm vi của bạn."))
        else:
            services.enrol(
                actor=request.actor, person=found.number, school_class=group.number, since=told["since"],
                entry=told["entry"], born=found.summary.birth_date, at=request.received_at,
            )  # fmt: skip
            messages.success(request, _("Đã thêm học sinh vào lớp."))
            return redirect("school-class", reference)
    context = {"form": form, "group": group, "year_said": year_said(group.school_year)}
    return render(request, "schooling/add.html", context, status=422 if form.errors else 200)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def attendance(request: Request, reference: str) -> HttpResponse:
    """The attendance of a class in a session: everybody is there until said otherwise."""
    may = Permission.MARKS_ENTER if request.method == "POST" else VIEW
    group = selectors.class_in_reach(actor=request.actor, reference=reference, may=may)
    day, session = _session(request)
    if request.method == "POST":
        missed = {
            int(name.removeprefix("p")): value == "e"
            for name, value in request.POST.items()
            if name[:1] == "p" and name[1:].isdigit() and value in {"e", "u"}
        }
        services.take_attendance(
            actor=request.actor, school_class=group.number, day=day, session=session, missed=missed,
            at=request.received_at,
        )  # fmt: skip
        said_ = ngettext("Đã điểm danh: vắng %(n)s.", "Đã điểm danh: vắng %(n)s.", len(missed)) % {
            "n": len(missed)
        }
        messages.success(request, said_)
        return redirect(f"{request.path}?day={day:%Y-%m-%d}&session={session}")
    noted = selectors.absences_of(actor=request.actor, school_class=group.number, day=day, session=session)
    rows = [
        {"one": one, "now": {None: "", True: "e", False: "u"}[noted.get(one.number)]}
        for one in selectors.roll(actor=request.actor, school_class=group.number)
        if one.status == "studying"
    ]
    context = {
        "group": group, "day": day, "session": session, "sessions": SESSIONS, "rows": rows,
        "taken": selectors.was_taken(
            actor=request.actor, school_class=group.number, day=day, session=session),
        "may_call": request.actor.may_at(Permission.MARKS_ENTER, group.path), "missed": len(noted),
    }  # fmt: skip
    return render(request, "schooling/attendance.html", context)


def _session(request: Request) -> tuple[date, int]:
    asked = request.POST if request.method == "POST" else request.GET
    try:
        day = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        day = today(request)
    return day, 2 if asked.get("session") == "2" else 1


@signed_in
@require_safe
def learner(request: Request, reference: str) -> HttpResponse:
    """A learner's schooling over the years, with all that is noted of it. Reading it is recorded."""
    detail = read_record(actor=request.actor, reference=reference, at=request.received_at)
    family, on = detail.as_ in {"self", "family"}, today(request)
    held = selectors.places(actor=request.actor, person=detail.number, family=family)
    record = selectors.learner_record(actor=request.actor, person=detail.number, family=family, on=on)
    now = next((one for one in held if one.until is None and one.status == "studying"), None)
    listed = words("support", on)
    context = {
        "detail": detail, "now": now, "family": family,
        "places": [_place_line(one, on) for one in held],
        "results": [
            {"one": one, "year": year_said(one.school_year), "study": STUDY.get(one.study, one.study),
             "conduct": STUDY.get(one.conduct, one.conduct), 
             "outcome": OUTCOMES.get(one.outcome, one.outcome),
             "average": f"{one.average // 10},{one.average % 10}" if one.average is not None else "—"}
            for one in record.results
        ],
        "supports": [
            {"one": one, "name": said("support", one.code, on), "basis": listed[one.code].basis}
            for one in record.supports
        ],
        "health": [
            {"one": one, "year": year_said(one.school_year),
             "findings": ", ".join(said("finding", code, on) for code in one.findings)}
            for one in record.health
        ],
        "absences": [{"one": one, "year": year_said(one.school_year)} for one in record.absences],
        "reasons": [{"one": one, "what": CHANGES.get(one.what, one.what)} for one in record.reasons],
        "may_edit": bool(now) and _edits(request, now),
    }  # fmt: skip
    return render(request, "schooling/learner.html", context)


def _edits(request: Request, place: Place | None) -> bool:
    return (
        place is not None and place.status == "studying" and request.actor.may_at(EDIT, unit(place.unit).path)
    )


def _place_line(one: Place, on: date) -> dict[str, Any]:
    return {
        "one": one, "year": year_said(one.school_year), "grade": grade_said(one.grade),
        "status": said("how" if one.how else "status", one.how or one.status, on),
        "tone": TONES.get(one.how or one.status, ""),
        "entry": said("entry", one.entry, on) if one.entry else "",
        "reason": said("dropout", one.reason, on) if one.reason else "",
    }  # fmt: skip


def _edited(request: Request, reference: str) -> tuple[int, Place, str]:
    """The learner of an address whose open place the actor may edit: number, place, name."""
    detail = person(actor=request.actor, reference=reference)
    held = selectors.places(actor=request.actor, person=detail.number)
    now = next(
        (one for one in held if one.until is None and one.status == "studying" and _edits(request, one)), None
    )
    if now is None:
        raise OutOfReach("learner")
    return detail.number, now, detail.summary.name


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def leave(request: Request, reference: str) -> HttpResponse:
    """A learner leaves: how, when, and why."""
    number, now, name = _edited(request, reference)
    on = today(request)
    form = LeaveForm(request.POST or None, on=on, initial={"day": on, "seen": now.mark})
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.leave(
                actor=request.actor, person=number, school_year=now.school_year, day=told["day"],
                leaving=Leaving(told["how"], told["reason"], told["note"]), seen=told["seen"],
                at=request.received_at,
            )  # fmt: skip
        except rules.PlaceRefused as refusal:
            form.add_error(None, " ".join(refusal.told(gettext)))
        else:
            messages.success(request, _("Đã ghi học sinh rời trường."))
            return redirect("learner", reference)
    context = {"form": form, "name": name, "now": now, "reference": reference}
    return render(request, "schooling/leave.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def move(request: Request, reference: str) -> HttpResponse:
    """A learner goes to another class of the school."""
    number, now, name = _edited(request, reference)
    groups = selectors.classes(actor=request.actor, unit=now.unit, school_year=now.school_year)
    targets = [
        (one.number, one.name) for one in groups if one.grade == now.grade and one.number != now.school_class
    ]
    form = MoveForm(
        request.POST or None, targets=targets, initial={"since": today(request), "seen": now.mark}
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.move(
                actor=request.actor, person=number, school_class=told["target"], since=told["since"],
                note=told["note"], seen=told["seen"], at=request.received_at,
            )  # fmt: skip
        except rules.PlaceRefused as refusal:
            form.add_error(None, " ".join(refusal.told(gettext)))
        else:
            messages.success(request, _("Đã đổi lớp."))
            return redirect("learner", reference)
    context = {"form": form, "name": name, "now": now, "reference": reference, "targets": targets}
    return render(request, "schooling/move.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def supports(request: Request, reference: str) -> HttpResponse:
    """Policies and support of a learner: what holds, and another."""
    number, now, name = _edited(request, reference)
    on = today(request)
    form = SupportForm(request.POST or None, on=on, initial={"since": on})
    if form.is_valid():
        services.note_support(actor=request.actor, person=number, at=request.received_at, **form.cleaned_data)
        messages.success(request, _("Đã ghi."))
        return redirect("learner-supports", reference)
    listed = words("support", on)
    record = selectors.learner_record(actor=request.actor, person=number, on=on)
    rows = [
        {"one": one, "name": said("support", one.code, on), "basis": listed[one.code].basis}
        for one in record.supports
    ]
    context = {"form": form, "name": name, "rows": rows, "reference": reference}
    return render(request, "schooling/supports.html", context, status=422 if form.errors else 200)


@needs(EDIT)
@require_POST
def end_support(request: Request, reference: str) -> HttpResponse:
    """A support ends today."""
    number, _now, _name = _edited(request, reference)
    row = request.POST.get("row", "")
    services.end_support(
        actor=request.actor, person=number, number=int(row[:18]) if row.isascii() and row.isdigit() else 0,
        until=today(request), at=request.received_at,
    )  # fmt: skip
    return redirect("learner-supports", reference)
