"""The pages of every register: its list, a row with its history, the form, and the export of what is seen."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.higher import rules, selectors, services
from khuevan.higher.contracts import lists
from khuevan.higher.contracts.criteria import Words
from khuevan.higher.contracts.institutions import Institution
from khuevan.higher.contracts.registers import REGISTERS, Register, RowFacts
from khuevan.higher.selectors.registers import Wanted
from khuevan.higher.web import words
from khuevan.intake.public import Column, Fault, Kind, export_csv, export_xlsx
from khuevan.intake.public import words as fault_words

SHOWN = 30
MOST_COUNTED = 100_000
KINDS = {
    "xlsx": (export_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (export_csv, "text/csv; charset=utf-8"),
}


def today(request: Request) -> date:
    """The day of a request in Viet Nam."""
    return timezone.localdate(request.received_at)


def chosen(request: Request) -> Institution | None:
    """The institution in the address, or the only one in reach; none where several are."""
    on = today(request)
    if asked := request.GET.get("unit", ""):
        return selectors.institution(actor=request.actor, reference=asked, on=on)
    found = selectors.institutions(actor=request.actor, on=on)
    return found[0] if len(found) == 1 else None


def _wanted(request: Request, register: Register, institution: Institution | None) -> Wanted:
    filters = {name: request.GET.get(name, "")[:60] for name in register.filters}
    return Wanted(
        filters,
        request.GET.get("q", "").strip()[:100],
        institution.unit if institution else None,
        None,
        request.GET.get("after", "")[:40],
    )


@needs(Permission.HIGHER_VIEW)
@require_GET
def listed(request: Request, register: str) -> HttpResponse:
    """A register by the filters in the address."""
    of, institution = selectors.register_named(register), chosen(request)
    return _list(request, of, institution, _wanted(request, of, institution))


@needs(Permission.HIGHER_VIEW)
@sensitive_post_parameters("words")
@require_POST
def found(request: Request, register: str) -> HttpResponse:
    """The rows of persons found by what was sent: a name never stands in an address."""
    of, institution = selectors.register_named(register), chosen(request)
    if not of.person:
        raise OutOfReach("register")
    asked = request.POST.get("words", "").strip()[:120]
    persons = selectors.persons_found(actor=request.actor, words=asked) if len(asked) > 1 else ()
    wanted = Wanted({}, "", institution.unit if institution else None, persons)
    return _list(request, of, institution, wanted, asked)


def _list(
    request: Request, of: Register, institution: Institution | None, wanted: Wanted, asked: str = ""
) -> HttpResponse:
    on = today(request)
    page = selectors.rows(actor=request.actor, register=of, wanted=wanted, on=on, limit=SHOWN)
    narrowed = institution is not None or wanted.persons is not None
    total = selectors.counted(actor=request.actor, register=of, wanted=wanted) if narrowed else None
    rows = [{"row": one, "cells": words.cells(of, one, of.shown)} for one in page.rows]
    kept = request.GET.copy()
    kept.pop("after", None)
    context = {
        "register": of,
        "title": words.said(of.description),
        "institution": institution,
        "rows": rows,
        "columns": [words.said(words.column_of(of, name)) for name in of.shown],
        "total": total,
        "after": page.after,
        "first": not wanted.after,
        "filters": _filters(of, wanted),
        "q": wanted.words,
        "filtered": any(wanted.filters.values()) or bool(wanted.words) or wanted.persons is not None,
        "asked": asked,
        "searched": wanted.persons is not None,
        "kept": kept.urlencode(),
        "may_edit": request.actor.may(Permission.HIGHER_EDIT),
        "may_file": request.actor.may(Permission.INTAKE_RUN),
        "several": institution is None,
    }
    return render(request, "higher/list.html", context)


def _filters(of: Register, wanted: Wanted) -> list[dict[str, Any]]:
    known = {one.name: one for one in of.description.columns}
    found = []
    for name in of.filters:
        column = known.get(name)
        if name == "state" and of.slug == "degrees":
            column = words.DEGREE_STATE
        title = words.said(column) if column else gettext("Năm")
        options = [(one.value, words.said(one)) for one in column.codes] if column else []
        found.append(
            {"name": name, "title": title, "options": options, "value": wanted.filters.get(name, "")}
        )
    return found


@needs(Permission.HIGHER_VIEW)
@require_GET
def exported(request: Request, register: str) -> HttpResponse:
    """What the list shows, whole, as a file that can be handed in again."""
    of, institution = selectors.register_named(register), chosen(request)
    make, kind = KINDS.get(request.GET.get("as", ""), KINDS["xlsx"])
    frame = selectors.exported(
        actor=request.actor, register=of, wanted=_wanted(request, of, institution), on=today(request)
    )
    response = HttpResponse(make(frame, of.description), content_type=kind)
    ending = "csv" if request.GET.get("as") == "csv" else "xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{of.slug}-{today(request)}.{ending}"'
    return response


@needs(Permission.HIGHER_VIEW)
@require_GET
def detail(request: Request, register: str, reference: str) -> HttpResponse:
    """A row, with its history; as it was on the day in the address."""
    of = selectors.register_named(register)
    row = selectors.row(actor=request.actor, register=of, reference=reference, on=today(request))
    past = selectors.history(actor=request.actor, register=of, number=row.number)
    day = _day(request.GET.get("day", ""))
    shown = row
    if day is not None:
        end = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
        values = selectors.as_of(facts=row, past=past, moment=end)
        shown = RowFacts(
            row.reference, row.number, row.unit, row.unit_name, values, row.fingerprint, row.person
        )
    names = tuple(
        one.name
        for one in of.description.columns
        if one.name not in {"institution", "person", "name", "birth_date", "sex", "national_id"}
        or not of.person
        and one.name != "institution"
    )
    context = {
        "register": of,
        "title": words.said(of.description),
        "row": shown,
        "day": day,
        "name": _name(of, row),
        "cells": words.cells(of, shown, (*names, *(("state",) if of.slug == "degrees" else ()))),
        "history": [_past(of, one) for one in past],
        "may_edit": request.actor.may(Permission.HIGHER_EDIT),
    } | _more(request, of, row)
    return render(request, "higher/detail.html", context)


def _more(request: Request, of: Register, row: RowFacts) -> dict[str, Any]:
    if of.slug == "students":
        return {
            "decisions": [
                {"one": one, "kind": words.label(lists.DECISIONS, one.kind)}
                for one in selectors.decisions(actor=request.actor, study=row.number)
            ],
            "studies": [
                {"one": one, "state": words.label(lists.STUDY_STATES, one.state)}
                for one in selectors.studies_of(actor=request.actor, study=row.number)
            ],
        }
    if of.slug == "degrees":
        return {
            "decisions": [
                {"one": one, "kind": words.label(lists.DEGREE_STATES, one.kind)}
                for one in selectors.corrections(actor=request.actor, degree=row.number)
            ]
        }
    return {}


def _past(of: Register, past: Any) -> dict[str, Any]:
    pairs = []
    for name, old, new in past.columns:
        before, after = words.past_cell(of, name, old), words.past_cell(of, name, new)
        if before and after:
            pairs.append({"title": before["title"], "before": before, "after": after})
    return {"at": past.at, "reason": past.reason, "pairs": pairs}


def _name(of: Register, row: RowFacts) -> str:
    """What a row's page is headed by: the thing's name, its key, or the person's name."""
    if of.person and row.person is not None:
        return row.person.name
    if row.values.get("name"):
        return str(row.values["name"])
    keys = [words.cell(of.description.column(name), row.values.get(name)) for name in of.description.key[1:]]
    return " · ".join(str(one["value"]) for one in keys if one["value"])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class RowForm(forms.Form):
    """A row's columns as fields, made of its register, and the reason."""

    reason = forms.CharField(
        label=_("Lý do, căn cứ"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ghi lại cùng thay đổi, ví dụ số quyết định."),
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, columns: tuple[Column, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns = columns
        own = {one.name: _field(one) for one in columns}
        self.fields = own | self.fields

    def texts(self) -> dict[str, str | None]:
        """What was filled in, as a file's cells hold it."""
        return {one.name: selectors.as_text(_bool(self.cleaned_data[one.name], one)) for one in self.columns}


def _bool(value: Any, column: Column) -> Any:
    return {"true": True, "false": False}.get(value) if column.kind is Kind.BOOL else value


def _field(column: Column) -> forms.Field:
    told: dict[str, Any] = {"label": words.said(column), "required": column.required}
    note = words.said(Words(column.note_vi, column.note_en))
    if note:
        told["help_text"] = note
    if column.codes:
        options = [(one.value, words.said(one)) for one in column.codes]
        return forms.ChoiceField(choices=options if column.required else [("", "—"), *options], **told)
    match column.kind:
        case Kind.BOOL:
            options = [("true", gettext("Có")), ("false", gettext("Không"))]
            return forms.ChoiceField(choices=options if column.required else [("", "—"), *options], **told)
        case Kind.DATE:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=widget, **told)
        case Kind.INTEGER:
            return forms.IntegerField(min_value=column.least, max_value=column.most, **told)  # type: ignore[arg-type]
        case Kind.DECIMAL:
            bounds: dict[str, Any] = {"min_value": column.least, "max_value": column.most}
            return forms.DecimalField(decimal_places=column.scale, localize=False, **bounds, **told)
    return forms.CharField(max_length=column.length, **told)


@needs(Permission.HIGHER_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def edit(request: Request, register: str, reference: str) -> HttpResponse:
    """Change a row, with the reason. Where somebody else changed it meanwhile, both versions are shown."""
    of = selectors.register_named(register)
    on = today(request)
    row = selectors.row(actor=request.actor, register=of, reference=reference, on=on)
    if not request.actor.may_at(Permission.HIGHER_EDIT, selectors.path_of(row.unit)):
        raise OutOfReach("row")
    initial = {one.name: _initial(row.values.get(one.name)) for one in of.editable}
    form = RowForm(of.editable, request.POST or None, initial=initial | {"fingerprint": row.fingerprint})
    conflict: list[dict[str, Any]] = []
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            _row, faults = services.edit_row(
                actor=request.actor,
                register=of,
                reference=reference,
                values=form.texts(),
                fingerprint=form.cleaned_data["fingerprint"],
                reason=form.cleaned_data["reason"],
                at=request.received_at,
            )
        except rules.RowChanged as refusal:
            form.add_error(None, " ".join(refusal.told(gettext)))
            conflict, status = _both(of, row, form), 409
            posted = request.POST.copy()
            posted["fingerprint"] = row.fingerprint
            form.data = posted
        except rules.ReasonMissing as refusal:
            form.add_error("reason", " ".join(refusal.told(gettext)))
        else:
            if not faults:
                messages.success(request, _("Đã lưu. Thay đổi và lý do đứng trong lịch sử của dòng này."))
                return HttpResponseRedirect(reverse("higher-row", args=[register, reference]))
            _say(form, of, faults)
    context = {
        "form": form,
        "register": of,
        "title": words.said(of.description),
        "row": row,
        "conflict": conflict,
        "name": _name(of, row),
        "fields": [form[one.name] for one in of.editable],
    }
    return render(request, "higher/edit.html", context, status=status)


@needs(Permission.HIGHER_EDIT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def add(request: Request, register: str) -> HttpResponse:
    """Add a row by a form: the same checks as a file's."""
    of, institution = selectors.register_named(register), chosen(request)
    if institution is None:
        return HttpResponseRedirect(reverse("higher"))
    columns = tuple(one for one in of.description.columns if one.name != "institution")
    form = RowForm(columns, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = services.add_row(
                actor=request.actor,
                register=of,
                values=form.texts() | {"institution": institution.code},
                reason=form.cleaned_data["reason"],
                at=request.received_at,
            )
        except rules.RowKnown as refusal:
            form.add_error(None, " ".join(refusal.told(gettext)))
        except rules.ReasonMissing as refusal:
            form.add_error("reason", " ".join(refusal.told(gettext)))
        else:
            if not brought.faults:
                messages.success(request, _("Đã thêm."))
                return HttpResponseRedirect(
                    f"{reverse('higher-list', args=[register])}?unit={institution.ref}"
                )
            _say(form, of, brought.faults)
    context = {
        "form": form,
        "register": of,
        "title": words.said(of.description),
        "institution": institution,
        "fields": [form[one.name] for one in columns],
    }
    return render(request, "higher/edit.html", context, status=422 if request.method == "POST" else 200)


def _initial(value: Any) -> Any:
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def _both(of: Register, row: RowFacts, form: RowForm) -> list[dict[str, Any]]:
    """Columns where what stands now is not what was filled in."""
    told = form.texts()
    return [
        {
            "title": words.said(one),
            "now": words.cell(one, row.values.get(one.name)),
            "yours": words.label(one.codes, told[one.name]) or "—",
        }
        for one in of.editable
        if selectors.as_text(row.values.get(one.name)) != told[one.name]
    ]


def _say(form: RowForm, of: Register, faults: tuple[Fault, ...]) -> None:
    for one in faults:
        vi, en = fault_words(one.code, of.description)
        form.add_error(one.column if one.column in form.fields else None, words.said(Words(vi, en)))


SLUGS = tuple(REGISTERS)
