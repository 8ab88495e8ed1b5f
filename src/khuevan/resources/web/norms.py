"""Teachers due beside teachers present: from the country down to a school, where each figure is explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import Permission, Request, needs
from khuevan.org.public import Sector, UnitFacts, number_of, unit_in_reach, units
from khuevan.resources import rules, selectors, services
from khuevan.resources.contracts import VALUES, WHAT_WORDS
from khuevan.resources.web import asking
from khuevan_kernel.staffing import HOURS

SHOWN = 100
VIEWS = {"": _("Giáo viên"), "subjects": _("Theo môn"), "classes": _("Lớp vượt sĩ số")}
LEVELS = {
    "nursery_3_12_months": _("Nhóm trẻ 3–12 tháng"), "nursery_13_24_months": _("Nhóm trẻ 13–24 tháng"),
    "nursery_25_36_months": _("Nhóm trẻ 25–36 tháng"), "kindergarten_3_4": _("Mẫu giáo 3–4 tuổi"),
    "kindergarten_4_5": _("Mẫu giáo 4–5 tuổi"), "kindergarten_5_6": _("Mẫu giáo 5–6 tuổi"),
    "primary": _("Tiểu học"), "lower_secondary": _("Trung học cơ sở"),
    "upper_secondary": _("Trung học phổ thông"),
}  # fmt: skip
ZONE_BY = {
    "school": _("theo quyết định về trường"), "commune": _("theo xã"),
    "unsaid": _("chưa khai vùng, tạm tính vùng 3"),
}  # fmt: skip
UNCONFIRMED = {
    "spare": _("Cách tính số học sinh dư cần đối chiếu với thông tư."),
    "leader": _("Giáo viên tổng phụ trách Đội ở cấp này cần đối chiếu với thông tư."),
    "single": _("Cách tính cho cơ sở chỉ có một nhóm, lớp cần đối chiếu với thông tư."),
    "specialised": _("Định mức trường chuyên cần đối chiếu với thông tư."),
}
SORTED_BY_GAP = ["short", "over"]


class ConditionForm(forms.Form):
    """What norms depend on, of a school or a commune."""

    value = forms.ChoiceField(label=_("Điều kiện"))
    since = forms.DateField(
        label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    decision = forms.CharField(label=_("Số quyết định, văn bản"), max_length=200)

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (asking.word(WHAT_WORDS[what]), [(f"{what}:{value}", asking.word(pair)) for value, pair in known])
            for what, known in ((what, held.items()) for what, held in VALUES.items())
            if what == "zone" or not office
        ]
        self.fields["value"].choices = choices  # type: ignore[attr-defined]


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def norms(request: Request) -> HttpResponse:
    """Staffing of one's own branch."""
    return _shown(request, asking.home(request.actor, Permission.SCHOOLING_VIEW))


@needs(Permission.SCHOOLING_VIEW)
@require_safe
def of_unit(request: Request, reference: str) -> HttpResponse:
    """Staffing of a school, or of what is below an office."""
    return _shown(request, number_of(reference))


def _shown(request: Request, number: int) -> HttpResponse:
    unit = unit_in_reach(request.actor, number, Permission.SCHOOLING_VIEW)
    if unit.sector in {Sector.PRESCHOOL, Sector.GENERAL}:
        return _school(request, unit)
    year, view = asking.year_of(request), asking.one_of(request, "view", [*VIEWS])
    kind = asking.one_of(request, "kind", asking.INSTITUTIONS)
    gap = asking.one_of(request, "gap", SORTED_BY_GAP)
    by_school = request.GET.get("by") == "school" or bool(gap)
    on = selectors.decisive_day(year, asking.day_of(request))
    given: dict[str, Any] = {
        "actor": request.actor, "unit": number, "school_year": year, "kind": kind, "on": on,
    }  # fmt: skip
    found = selectors.staffing(**given, by_school=by_school)
    rows = found.below
    if gap:
        rows = rows.filter(pl.col(gap) > 0).sort(gap, "sort", descending=[True, False])
    lines = _lines(found.lines, on)
    large = selectors.large_classes(**given) if view == "classes" else pl.DataFrame()
    about = [(gettext("Đơn vị"), unit.name), (gettext("Ngày tính"), on.isoformat())]
    about += [(gettext("Căn cứ"), str(one)) for one in found.because]
    file = {"": (rows.with_columns(pl.col("due", "short", "over") / 100), TEACHER_TITLES),
            "subjects": (lines.with_columns(pl.col("due", "short", "over") / 100), SUBJECT_TITLES),
            "classes": (large, CLASS_TITLES)}[view]  # fmt: skip
    titles = {name: str(title) for name, title in file[1].items()}
    name = f"dinh-muc-{view or 'teachers'}-{year}"
    if (answer := asking.file_of(request, file[0], titles, name=name, about=about)) is not None:
        return answer
    shown = large if view == "classes" else rows
    page = Paginator(range(shown.height), SHOWN).get_page(asking.page_of(request))
    start = (page.number - 1) * SHOWN
    context = {
        "unit": unit, "above": asking.above(request.actor, unit, Permission.SCHOOLING_VIEW), "year": year,
        "years": asking.years(request), "kind": kind, "kinds": asking.kinds(), "view": view, "gap": gap,
        "views": [(key, said, asking.with_filter(request, view=key, page="")) for key, said in VIEWS.items()],
        "by_school": by_school, "on": on, "totals": found.totals, "page": page, "because": found.because,
        "rows": _linked(shown.slice(start, SHOWN)), "lines": lines.iter_rows(named=True),
        "hours": HOURS.on(on), "conditions": _conditions(request, unit),
        "csv": asking.with_filter(request, format="csv"), "xlsx": asking.with_filter(request, format="xlsx"),
    }  # fmt: skip
    return render(request, "resources/norms.html", context)


TEACHER_TITLES = {
    "name": _("Đơn vị"), "schools": _("Trường"), "classes": _("Lớp"), "learners": _("Người học"),
    "large": _("Lớp vượt sĩ số"), "due": _("Giáo viên theo định mức"), "present": _("Giáo viên hiện có"),
    "short": _("Thiếu"), "over": _("Thừa"),
}  # fmt: skip
SUBJECT_TITLES = {
    "title": _("Môn học"), "schools": _("Trường"), "due": _("Giáo viên theo định mức"),
    "present": _("Giáo viên hiện có"), "short": _("Thiếu"), "over": _("Thừa"),
}  # fmt: skip
CLASS_TITLES = {
    "code": _("Mã trường"), "school": _("Tên trường"), "name": _("Lớp"), "grade": _("Khối"),
    "learners": _("Người học"), "zone": _("Vùng"), "size": _("Tối đa"), "excess": _("Vượt"),
}  # fmt: skip


def _lines(lines: pl.DataFrame, on: Any) -> pl.DataFrame:
    titles = {one.code: asking.word((one.vi, one.en)) for one in HOURS.on(on).says.lines}
    titles[""] = gettext("Chưa rõ môn")
    return lines.with_columns(title=pl.col("line").replace_strict(titles, return_dtype=pl.String))


def _linked(rows: pl.DataFrame) -> list[dict[str, Any]]:
    refs = {one.id: one for one in units(rows["unit"].to_list())} if rows.width else {}
    return [
        row | {"ref": refs[row["unit"]].ref, "kind_word": asking.kind_word(refs[row["unit"]].kind)}
        for row in rows.iter_rows(named=True)
        if row["unit"] in refs
    ]


def _school(request: Request, unit: UnitFacts) -> HttpResponse:
    """A school: how its teachers due came about, its lines of subjects, its classes and their limits."""
    year = asking.year_of(request)
    on = selectors.decisive_day(year, asking.day_of(request))
    given: dict[str, Any] = {"actor": request.actor, "unit": unit.id, "school_year": year, "on": on}
    explained, classes, lines = selectors.school_explained(**given)
    totals = selectors.staffing(**given).totals
    titled = _lines(lines, on)
    titles = {name: str(CLASS_TITLES[name]) for name in ("name", "grade", "learners", "zone", "size")}
    if (answer := asking.file_of(request, classes, titles, name=f"lop-hoc-{year}")) is not None:
        return answer
    unconfirmed = sorted({key for one in explained for key in one.unconfirmed})
    context = {
        "unit": unit, "above": asking.above(request.actor, unit, Permission.SCHOOLING_VIEW), "year": year,
        "years": asking.years(request), "on": on, "totals": totals, "hours": HOURS.on(on),
        "explained": [
            {"one": one, "level": LEVELS[one.level], "zone_by": ZONE_BY[one.zone_by],
             "way": asking.word(_way(one.way))} for one in explained
        ],
        "classes": classes.iter_rows(named=True), "lines": list(titled.iter_rows(named=True)),
        "because": sorted({str(cited) for one in explained for cited in one.because}),
        "unconfirmed": [UNCONFIRMED[key] for key in unconfirmed], "conditions": _conditions(request, unit),
        "may_say": request.actor.may_at(Permission.ORG_MANAGE, unit.path),
        "csv": asking.with_filter(request, format="csv"), "xlsx": asking.with_filter(request, format="xlsx"),
    }  # fmt: skip
    return render(request, "resources/norms_of_school.html", context)


def _way(way: str) -> tuple[str, str]:
    words: Mapping[str, tuple[str, str]] = {
        key: pair for held in ("kind", "sessions") for key, pair in VALUES[held].items()
    }
    return words[way]


def _conditions(request: Request, unit: UnitFacts) -> list[dict[str, Any]]:
    return [
        {
            "what": asking.word(WHAT_WORDS[one.what]), "said": one,
            "value": asking.word(VALUES[one.what][one.value]),
        }
        for one in selectors.conditions(actor=request.actor, unit=unit.id)
    ]  # fmt: skip


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def say_condition(request: Request, reference: str) -> HttpResponse:
    """Say the zone, the kind or the sessions of a school, or the zone of a commune, from a day on."""
    number = number_of(reference)
    unit = unit_in_reach(request.actor, number, Permission.ORG_MANAGE)
    form = ConditionForm(
        request.POST if request.method == "POST" else None, office=unit.sector == Sector.OFFICE
    )
    if form.is_valid():
        told = form.cleaned_data
        what, _sep, value = told["value"].partition(":")
        try:
            services.set_condition(
                actor=request.actor, unit=number, what=what, value=value, since=told["since"],
                decision=told["decision"], at=request.received_at,
            )  # fmt: skip
        except rules.ConditionUnclear as refusal:
            form.add_error("since", " ".join(refusal.told(gettext)))
        else:
            messages.success(request, _("Đã ghi. Định mức tính lại từ ngày áp dụng."))
            return HttpResponseRedirect(reverse("norms-of", args=[reference]))
    context = {"unit": unit, "form": form, "conditions": _conditions(request, unit)}
    return render(request, "resources/conditions.html", context, status=422 if form.errors else 200)
