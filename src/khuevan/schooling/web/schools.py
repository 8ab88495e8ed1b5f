"""A school: its classes, its learners, its staff; the registrar's home."""

from __future__ import annotations

from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.intake.public import Column, Description, Kind, export_csv, export_xlsx
from khuevan.org.public import UnitFacts, number_of, unit_in_reach, units
from khuevan.schooling import rules, selectors, services
from khuevan.schooling.contracts.records import LearnerRow, StaffRow
from khuevan.schooling.selectors.learners import SIZE, learners
from khuevan.schooling.selectors.staff import STAFF_FIELDS, staff
from khuevan.schooling.selectors.work import State, due_of_school, schools_of
from khuevan.schooling.web.words import SEXES, TONES, choices, grade_said, said, today, year_said

VIEW, EDIT = Permission.SCHOOLING_VIEW, Permission.SCHOOLING_EDIT
FORMS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
LIST = Description(
    "schooling.list", "1", "Danh sách học sinh", "Learners", key=("code",),
    columns=(
        Column("code", "Mã ngành", "Code", Kind.ID), Column("name", "Họ và tên", "Name"),
        Column("born", "Ngày sinh", "Born"), Column("sex", "Giới tính", "Sex"),
        Column("class", "Lớp", "Class"), Column("grade", "Khối", "Grade"),
        Column("status", "Trạng thái", "Status"),
    ),
)  # fmt: skip


class NameForm(forms.Form):
    """A part of a name. Sent as a form: a name never stands in an address."""

    words = forms.CharField(
        label=_("Tìm theo tên"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )  # fmt: skip


class ClassForm(forms.Form):
    """A class of a school year."""

    name = forms.CharField(label=_("Tên lớp"), max_length=40)
    grade = forms.TypedChoiceField(label=_("Khối"), coerce=int)
    kind = forms.ChoiceField(label=_("Loại lớp"))
    subject = forms.CharField(
        label=_("Môn chuyên, nghề"),
        max_length=30,
        required=False,
        help_text=_("Chỉ với lớp chuyên, lớp có nghề."),
    )
    sessions = forms.IntegerField(label=_("Số buổi một tuần"), min_value=0, max_value=12, initial=0,
                                  help_text=_("0: chưa ghi."))  # fmt: skip
    boarding = forms.ChoiceField(label=_("Bán trú, nội trú"), required=False)
    homeroom = forms.TypedChoiceField(
        label=_("Giáo viên chủ nhiệm"), coerce=int, empty_value=None, required=False
    )
    reason = forms.CharField(label=_("Lý do sửa"), max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *given: Any, school: UnitFacts, on: Any, people: list[StaffRow], new: bool, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        grades = [g for g in range(-3, 13) if not school.levels or rules.level(g) in school.levels]
        self.fields["grade"].choices = [(g, grade_said(g)) for g in grades]  # type: ignore[attr-defined]
        for name, listed in (("kind", "class_kind"), ("boarding", "boarding")):
            self.fields[name].choices = choices(listed, on)  # type: ignore[attr-defined]
        teachers = [("", "—"), *((one.employment, one.name or one.code) for one in people)]
        self.fields["homeroom"].choices = teachers  # type: ignore[attr-defined]
        for name in ("reason", "seen", "homeroom") if new else ("grade",):
            del self.fields[name]


def school_of(request: Request, reference: str, may: Permission = VIEW) -> UnitFacts:
    """The school of an address, where the actor has a permission; ``OutOfReach`` else, and for offices."""
    found = unit_in_reach(request.actor, number_of(reference), may)
    if found.sector not in {"preschool", "general"}:
        raise OutOfReach("school")
    return found


def year_of(request: Request) -> int:
    """The school year in the address; the latest where there is none."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and 1945 <= int(asked[:4]) <= 2200:
        return int(asked[:4])
    return selectors.latest_year(today(request))


@needs(VIEW)
@require_safe
def home(request: Request) -> HttpResponse:
    """What is due in one's schools; for a school its own page's way, for an office the schools below."""
    path = request.actor.office
    own = units([int(path.split("/")[-2])]) if path.count("/") > 1 else []
    school = own[0] if own and own[0].sector in {"preschool", "general"} else None
    year = selectors.latest_year(today(request))
    state = (
        due_of_school(actor=request.actor, school=school, school_year=year, on=today(request))
        if school
        else None
    )
    below = [] if school else schools_of(actor=request.actor, school_year=year)
    context = {
        "school": school, "year": year, "year_said": year_said(year), "state": state, "below": below,
        "may_edit": request.actor.may(EDIT), "due": due_lines(state) if state else [],
    }  # fmt: skip
    return render(request, "schooling/home.html", context)


def due_lines(state: State) -> list[tuple[object, int, object]]:
    """What is not zero of what a school has to look after: what, how many, what to do."""
    lines = [
        (_("học sinh chưa có số định danh"), state.without_number, _("Tìm và bổ sung trong hồ sơ.")),
        (_("lớp chưa có giáo viên chủ nhiệm"), state.without_teacher, _("Mở lớp và chọn giáo viên.")),
        (_("lớp chưa có học sinh"), state.empty, _("Xếp học sinh, hoặc xem lại danh sách lớp.")),
        (_("lớp chưa điểm danh hôm nay"), state.not_called, _("Giáo viên mở lớp và điểm danh.")),
        (
            _("học sinh năm trước chưa có chỗ năm nay"),
            state.left_behind,
            _("Mở trang lên lớp của năm trước."),
        ),
    ]
    return [line for line in lines if line[1]]


@needs(VIEW)
@require_safe
def school(request: Request, reference: str) -> HttpResponse:
    """A school: its classes of a year with how many learn in each."""
    found, year = school_of(request, reference), year_of(request)
    sizes = selectors.class_sizes(actor=request.actor, unit=found.id, school_year=year)
    rows = [
        {"group": one, "grade": grade_said(one.grade), "size": sizes.get(one.number, 0)}
        for one in selectors.classes(actor=request.actor, unit=found.id, school_year=year)
    ]
    context = _frame(request, found, year) | {"rows": rows, "learners": sum(sizes.values())}
    return render(request, "schooling/school.html", context)


def _frame(request: Request, found: UnitFacts, year: int) -> dict[str, Any]:
    return {
        "school": found, "year": year, "year_said": year_said(year),
        "years": [(one, year_said(one)) for one in selectors.years_of(actor=request.actor, unit=found.id)],
        "may_edit": request.actor.may_at(EDIT, found.path),
    }  # fmt: skip


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def new_class(request: Request, reference: str) -> HttpResponse:
    """Give a school a class."""
    found, year = school_of(request, reference, EDIT), year_of(request)
    form = ClassForm(request.POST or None, school=found, on=today(request), people=[], new=True)
    if form.is_valid():
        made = services.make_class(
            actor=request.actor, unit=found.id, school_year=year, at=request.received_at, **form.cleaned_data
        )
        messages.success(request, _("Đã thêm lớp."))
        return redirect("school-class", made.reference)
    context = _frame(request, found, year) | {"form": form}
    return render(request, "schooling/class_form.html", context, status=422 if form.errors else 200)


def _asked(request: Request) -> dict[str, Any]:
    grade = request.GET.get("grade", "")
    return {
        "grade": int(grade) if grade.lstrip("-").isdigit() and len(grade) < 4 else None,
        "status": request.GET.get("status", "")[:10], "class_name": request.GET.get("class", "")[:40],
        "support": request.GET.get("support", "")[:14],
    }  # fmt: skip


@needs(VIEW)
@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
def school_learners(request: Request, reference: str) -> HttpResponse:
    """The learners of a school: filters of the address, a name as a posted form."""
    found, year, on = school_of(request, reference), year_of(request), today(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["words"] if form.is_valid() else ""
    asked, page = _asked(request), request.GET.get("page", "1")
    number = int(page[:5]) if page.isascii() and page.isdigit() else 1
    got = learners(
        actor=request.actor, unit=found.id, school_year=year, text=text, number=number,
        size=200 if text else SIZE, **asked,
    )  # fmt: skip
    classes = selectors.classes(actor=request.actor, unit=found.id, school_year=year)
    context = _frame(request, found, year) | {
        "form": form, "asked": asked, "total": got.total, "text": text,
        "rows": [_line(row, on) for row in got.rows],
        "page": None if text else Paginator(range(got.total), SIZE).get_page(got.number),
        "grades": [(g, grade_said(g)) for g in sorted({one.grade for one in classes})],
        "classes": [one.name for one in classes], "statuses": choices("status", on),
        "supports": choices("support", on), "filtered": any(v not in {"", None} for v in asked.values()),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "schooling/learners.html", context)


def _line(row: LearnerRow, on: Any) -> dict[str, Any]:
    return {
        "one": row, "grade": grade_said(row.grade), "sex": SEXES[row.sex],
        "status": said("status", row.status, on),
        "tone": TONES.get(row.status, ""),
    }  # fmt: skip


@needs(VIEW)
@require_safe
def export_learners(request: Request, reference: str, form: str) -> HttpResponse:
    """The list as a file, under the filters of the address. That it was taken out is written down."""
    found, year, on = school_of(request, reference), year_of(request), today(request)
    if form not in FORMS:
        raise OutOfReach("form")
    got = learners(actor=request.actor, unit=found.id, school_year=year, size=0, **_asked(request))
    frame = pl.DataFrame(
        [
            (row.code, row.name, _born(row), str(SEXES[row.sex]), row.class_name, grade_said(row.grade),
             said("status", row.status, on))
            for row in got.rows
        ],
        schema=[column.name for column in LIST.columns], orient="row",
    ).cast(pl.String)  # fmt: skip
    services.note_export(
        actor=request.actor,
        unit=found.id,
        what="learners",
        form=form,
        rows=frame.height,
        at=request.received_at,
    )
    content = export_xlsx(frame, LIST) if form == "xlsx" else export_csv(frame, LIST)
    response = HttpResponse(content, content_type=FORMS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="hoc-sinh-{year}.{form}"'
    return response


def _born(row: LearnerRow) -> str:
    if row.birth_date is None:
        return ""
    return {"y": f"{row.birth_date:%Y}", "m": f"{row.birth_date:%m/%Y}"}.get(
        row.birth_precision, f"{row.birth_date:%d/%m/%Y}"
    )


@needs(VIEW)
@require_safe
def school_staff(request: Request, reference: str) -> HttpResponse:
    """The staff of a school."""
    found, year, on = school_of(request, reference), year_of(request), today(request)
    role = request.GET.get("role", "")[:10]
    people = staff(actor=request.actor, unit=found.id, on=on, school_year=year, role=role)
    rows = [
        {"one": one, "role": said("role", one.role, on), "degree": said("degree", one.degree, on),
         "position": said("position", one.position, on) if one.position else "",
         "subject": selectors.subject_said(one.subject, year),
         "standard": said("standard", one.standard, on) if one.standard else "",
         "reference": selectors.employment_references().of(one.employment)}
        for one in people
    ]  # fmt: skip
    context = _frame(request, found, year) | {"rows": rows, "role": role, "roles": choices("role", on)}
    return render(request, "schooling/staff.html", context)


class StaffForm(forms.Form):
    """What is held of a member of staff."""

    role = forms.ChoiceField(label=_("Vị trí việc làm"))
    position = forms.ChoiceField(label=_("Chức vụ, nhiệm vụ"), required=False)
    contract = forms.ChoiceField(label=_("Hình thức hợp đồng"), required=False)
    degree = forms.ChoiceField(label=_("Trình độ chuyên môn"), required=False)
    subject = forms.CharField(label=_("Môn dạy chính"), max_length=30, required=False)
    until = forms.DateField(label=_("Thôi việc từ ngày"), required=False,
                            help_text=_("Để trống nếu còn làm việc."),
                            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    standard = forms.ChoiceField(label=_("Kết quả chuẩn nghề nghiệp năm học này"), required=False)
    evaluation = forms.ChoiceField(label=_("Đánh giá viên chức năm học này"), required=False)
    reason = forms.CharField(label=_("Lý do sửa"), max_length=300)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, on: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("role", "position", "contract", "degree", "standard", "evaluation"):
            self.fields[name].choices = choices(name, on)  # type: ignore[attr-defined]


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def member(request: Request, reference: str) -> HttpResponse:
    """A member of staff: what is held of them, and changing it."""
    on, year = today(request), selectors.latest_year(today(request))
    number = selectors.employment_references().number(reference)
    one, unit = selectors.member(actor=request.actor, employment=number, on=on, school_year=year)
    initial = {name: getattr(one, name) for name in (*STAFF_FIELDS, "standard", "evaluation")}
    form = StaffForm(request.POST or None, on=on, initial=initial | {"seen": one.mark})
    if form.is_valid():
        told = dict(form.cleaned_data)
        said_ = {name: told.pop(name) for name in ("standard", "evaluation", "reason", "seen")}
        services.change_staff(
            actor=request.actor,
            employment=number,
            fields=told,
            school_year=year,
            at=request.received_at,
            **said_,
        )
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect("school-staff", unit.ref)
    context = {"form": form, "one": one, "school": unit, "year_said": year_said(year)}
    return render(request, "schooling/member.html", context, status=422 if form.errors else 200)
