"""The pages of intake: what can be imported, handing a file in, how far it is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khuevan.access.public import Permission, Request, needs
from khuevan.intake import marking, registry, selectors, services, writing
from khuevan.intake.contracts import BatchFacts, Description, Fault, Importable, Mode, Phase
from khuevan.intake.dispatch import run_later
from khuevan.intake.rules import FileRefused, UnknownImportable, words
from khuevan.intake.sources import rows_of
from khuevan_kernel.identity import BadReference

AT_ONCE = 2**20  # files up to this size are read while the page is asked for
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHASES = {
    Phase.WAITING: (_("Đang chờ"), ""), Phase.RUNNING: (_("Đang chạy"), ""), Phase.DONE: (_("Xong"), "good"),
    Phase.REFUSED: (_("Không nhận"), "bad"), Phase.KNOWN: (_("Đã nhập từ trước"), "off"),
    Phase.CANCELLED: (_("Đã dừng"), "off"), Phase.FAILED: (_("Không ghi được"), "bad"),
}  # fmt: skip


class UploadForm(forms.Form):
    """A file, and how to take it."""

    file = forms.FileField(
        label=_("Tệp dữ liệu"),
        help_text=_("Tệp mẫu .xlsx đã điền, hoặc .csv, .parquet; tối đa 512 MB."),
    )
    write = forms.ChoiceField(
        label=_("Làm gì với tệp"),
        choices=[
            ("check", _("Chỉ kiểm tra, chưa ghi gì")),
            (Mode.ALL.value, _("Ghi tất cả, hoặc không ghi gì nếu có dòng sai")),
            (Mode.ROWS.value, _("Ghi các dòng đúng, trả lại các dòng sai")),
        ],
        initial="check",
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A fault in the words of the page's language, with the title of its column."""

    row: int
    column: str
    value: str
    code: str
    said: str
    count: int = 0


@needs(Permission.INTAKE_RUN)
@require_GET
def index(request: Request) -> HttpResponse:
    """What can be imported, and the newest imports in reach."""
    things = [one.description for one in registry.importables(request.actor)]
    newest = [(one, *PHASES[one.phase]) for one in selectors.batches(request.actor)]
    return render(request, "intake/index.html", {"things": things, "batches": newest})


@needs(Permission.INTAKE_RUN)
@require_GET
def about(request: Request, name: str) -> HttpResponse:
    """What an importable thing is: its columns, rules and code lists."""
    return render(request, "intake/about.html", {"thing": _description(request, name)})


@needs(Permission.INTAKE_RUN)
@require_GET
def template(request: Request, name: str) -> HttpResponse:
    """The workbook to fill in."""
    thing = _description(request, name)
    answer = HttpResponse(writing.template(thing), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{thing.name}-{thing.version}.xlsx"'
    return answer


@needs(Permission.INTAKE_RUN)
@require_GET
def export(request: Request, name: str) -> HttpResponse:
    """What the register has in reach, as a workbook that can be mended and handed in again."""
    thing = _importable(request, name)
    rows = rows_of(thing, request.actor)
    if rows is None:
        raise Http404
    content = writing.export_xlsx(rows, thing.description)
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{request.received_at:%Y%m%d}.xlsx"'
    return answer


@needs(Permission.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def upload(request: Request, name: str) -> HttpResponse:
    """Hand a file in. A small one is read at once, a large one in the background."""
    thing = _description(request, name)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            batch = _receive(request, name, form)
        except FileRefused as refused:
            form.add_error("file", _said(refused.faults[0], thing))
        else:
            return redirect("intake-batch", batch.ref)
    return render(
        request,
        "intake/upload.html",
        {"form": form, "thing": thing, "exports": _importable(request, name).gives_rows},
    )


def _receive(request: Request, name: str, form: UploadForm) -> BatchFacts:
    file: UploadedFile[Any] = form.cleaned_data["file"]
    chosen = form.cleaned_data["write"]
    batch = services.receive(
        name=name, file=cast(BinaryIO, file), filename=file.name or "", dry_run=chosen == "check",
        mode=Mode.ALL if chosen == "check" else Mode(chosen), actor=request.actor, at=request.received_at,
    )  # fmt: skip
    if batch.size <= AT_ONCE:
        return services.run(batch=batch.id, actor=request.actor, at=request.received_at)
    run_later(batch.id)
    return batch


@needs(Permission.INTAKE_RUN)
@require_GET
def batch(request: Request, ref: str) -> HttpResponse:
    """How far an import is, and what came of it; reloads itself until it is over."""
    one = _batch(request, ref)
    thing = _description(request, one.importable)
    code, column = request.GET.get("code", ""), request.GET.get("column", "")
    found = selectors.faults(one, code=code, column=column, limit=SHOWN) if one.over else None
    rows = found.rows() if found is not None else []
    listed = [_shown(Fault(fault, row, name, value), thing) for row, name, fault, value in rows]
    counts = (
        [_shown(Fault(c, column=name), thing, n) for c, name, n in selectors.fault_counts(one)]
        if one.over
        else []
    )
    context = {
        "batch": one, "thing": thing, "phase": PHASES[one.phase][0], "tone": PHASES[one.phase][1],
        "faults": listed,
        "counts": counts, "refusal": [_shown(fault, thing) for fault in one.refusal], "chosen": code,
        "reload": not one.over, "limit": SHOWN,
    }  # fmt: skip
    return render(request, "intake/batch.html", context)


@needs(Permission.INTAKE_RUN)
@require_POST
def stop(request: Request, ref: str) -> HttpResponse:
    """Ask an import to stop."""
    services.cancel(batch=_batch(request, ref).id, actor=request.actor, at=request.received_at)
    return redirect("intake-batch", ref)


@needs(Permission.INTAKE_RUN)
@require_GET
def result(request: Request, ref: str) -> FileResponse:
    """The uploaded workbook with its errors marked, or a workbook of the refused rows."""
    one = _batch(request, ref)
    if not one.over or not selectors.fault_counts(one):
        raise Http404
    file = marking.marked(one, _description(request, one.importable))
    name = f"{one.filename.rpartition('.')[0] or one.filename}-loi.xlsx"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def _importable(request: Request, name: str) -> Importable:
    try:
        return registry.importable(name, request.actor)
    except UnknownImportable:
        raise Http404 from None


def _description(request: Request, name: str) -> Description:
    return _importable(request, name).description


def _batch(request: Request, ref: str) -> BatchFacts:
    try:
        return selectors.batch(request.actor, ref)
    except BadReference:
        raise Http404 from None


def _shown(fault: Fault, thing: Description, count: int = 0) -> Shown:
    titles = {one.name: one.en if _english() else one.vi for one in thing.columns}
    title = titles.get(fault.column, fault.column)
    return Shown(fault.row, title, fault.value, fault.code, _said(fault, thing), count)


def _said(fault: Fault, thing: Description) -> str:
    return words(fault.code, thing)[1 if _english() else 0]


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


urlpatterns = [
    path("intake", index, name="intake"),
    path("intake/batches/<str:ref>", batch, name="intake-batch"),
    path("intake/batches/<str:ref>/stop", stop, name="intake-stop"),
    path("intake/batches/<str:ref>/result", result, name="intake-result"),
    path("intake/<str:name>", upload, name="intake-upload"),
    path("intake/<str:name>/about", about, name="intake-about"),
    path("intake/<str:name>/export", export, name="intake-export"),
    path("intake/<str:name>/template", template, name="intake-template"),
]
