"""The pages of the org room: searching units, a unit, territory, and reorganising units."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs, open_to_all
from khuevan.org import rules, selectors, services
from khuevan.org.contracts import KINDS, Plan, Sector, TerritoryFacts, UnitFacts

SHOWN = 30
STATUSES = {"active": _("Đang hoạt động"), "suspended": _("Tạm dừng"), "closed": _("Đã kết thúc")}
OWNERSHIPS = {1: _("Công lập"), 2: _("Dân lập"), 3: _("Tư thục")}
LEVELS = {
    "nursery": _("Nhà trẻ"), "kindergarten": _("Mẫu giáo"), "primary": _("Tiểu học"),
    "lower": _("Trung học cơ sở"), "upper": _("Trung học phổ thông"),
}  # fmt: skip
REORGANISED = {
    "took": _("Nhận sáp nhập"), "went into": _("Sáp nhập vào"),
    "gave": _("Tách thành lập"), "came from": _("Tách ra từ"),
}  # fmt: skip
EXTENTS = {"whole": _("toàn bộ"), "part": _("một phần"), "unchanged": _("giữ nguyên")}


class PlanForm(forms.Form):
    """What is to be merged or split."""

    kind = forms.ChoiceField(
        label=_("Việc cần làm"), choices=[("merge", _("Sáp nhập")), ("split", _("Tách"))]
    )
    units = forms.CharField(
        label=_("Mã các đơn vị"), max_length=500,
        help_text=_("Cách nhau bằng dấu phẩy. Sáp nhập: mã đầu là đơn vị được giữ."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Tên đơn vị mới"), help_text=_("Chỉ khi tách."), required=False, max_length=200
    )
    moving = forms.CharField(
        label=_("Mã các đơn vị trực thuộc chuyển sang đơn vị mới"), help_text=_("Chỉ khi tách."),
        required=False, max_length=500,
    )  # fmt: skip
    day = forms.DateField(
        label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    decision = forms.CharField(label=_("Số quyết định"), max_length=200)

    def clean_units(self) -> tuple[int, ...]:
        """The units behind the codes."""
        return self._numbers("units")

    def clean_moving(self) -> tuple[int, ...]:
        """The units that move, behind their codes."""
        return self._numbers("moving")

    def plan(self) -> Plan:
        """What was asked for."""
        told = self.cleaned_data
        return Plan(told["kind"], told["units"], told["day"], told["decision"], told["name"], told["moving"])

    def _numbers(self, field: str) -> tuple[int, ...]:
        codes = [code.strip() for code in self.cleaned_data[field].split(",") if code.strip()]
        found = []
        for code in codes:
            units = selectors.holders(code)
            if len(units) != 1:
                raise forms.ValidationError(
                    _("Không có đúng một đơn vị mang mã %(code)s."), params={"code": code}
                )
            found.append(units[0].id)
        return tuple(found)


def _day(request: Request) -> date:
    """The day in the address; today where there is none or it is no day."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate(request.received_at)


def kind_words(kind: str) -> str:
    """What people call a kind of unit, in the page's language."""
    words = KINDS.get(kind)
    return kind if words is None else words.vi if str(get_language()).startswith("vi") else words.en


def _line(unit: UnitFacts) -> dict[str, object]:
    return {
        "unit": unit, "kind": kind_words(unit.kind), "status": STATUSES.get(unit.status, unit.status),
        "ownership": OWNERSHIPS.get(unit.ownership, ""),
        "levels": [LEVELS.get(level, level) for level in unit.levels],
    }  # fmt: skip


@open_to_all
@require_safe
def browse(request: Request) -> HttpResponse:
    """Leaf through institutions and offices by province, kind, code or name: filters of the address."""
    words, province = request.GET.get("q", "").strip()[:100], request.GET.get("province", "")[:5]
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    asked = request.GET.get("page", "")
    number = int(asked[:6]) if asked.isascii() and asked.isdigit() else 1
    found = selectors.browse_units(text=words, province=province, kind=kind, number=number, size=SHOWN)
    kinds = [(one, kind_words(one)) for one in KINDS]
    context = {
        "q": words, "province": province, "kind": kind, "rows": [_line(one) for one in found.units],
        "total": found.total, "page": Paginator(range(found.total), SHOWN).get_page(found.number),
        "provinces": selectors.tree_on(timezone.localdate(request.received_at), "province"),
        "kinds": [one for one in kinds if KINDS[one[0]].sector != Sector.OFFICE],
        "offices": [one for one in kinds if KINDS[one[0]].sector == Sector.OFFICE],
        "filtered": bool(words or province or kind),
    }  # fmt: skip
    return render(request, "org/units.html", context)


def _place(number: int | None, day: date) -> TerritoryFacts | None:
    """Where a unit stands, under the name that the place has on the day where one took it over whole."""
    if number is None:
        return None
    then = selectors.successors(number, day)
    return then[0][0] if len(then) == 1 else selectors.territory_numbered(number)


@open_to_all
@require_safe
def unit(request: Request, reference: str) -> HttpResponse:
    """A unit: what it is, where, its codes, sites and history; as it was on the day in the address."""
    number = selectors.number_of(reference)
    today, day = selectors.unit(number), _day(request)
    then = selectors.unit_as_of(number, day)
    shown = then or today
    place = _place(shown.territory, day)
    context = _line(shown) | {
        "known": then is not None, "day": day, "asked": "day" in request.GET, "place": place,
        "province": place and selectors.province(place.parent_code or "", day),
        "reorganised": [(REORGANISED[how], *fact) for how, *fact in selectors.reorganised(number)],
        "codes": today.codes if "day" not in request.GET else shown.codes, "sites": selectors.sites(number),
        "history": [_line(one) for one in selectors.history(number)],
        "above": selectors.above_unit(today.path),
        "below": [_line(one) for one in selectors.below_unit(number, SHOWN)],
        "full": SHOWN,
    }  # fmt: skip
    return render(request, "org/unit.html", context)


@open_to_all
@require_safe
def territory(request: Request) -> HttpResponse:
    """The provinces as of the day in the address."""
    day = _day(request)
    return render(
        request, "org/territory.html", {"day": day, "provinces": selectors.tree_on(day, "province")}
    )


@open_to_all
@require_safe
def province(request: Request, code: str) -> HttpResponse:
    """A province as of the day in the address: where it came from, what became of it, and its communes."""
    day = _day(request)
    found = selectors.province(code, day)
    if found is None:
        raise OutOfReach("province")
    today = timezone.localdate(request.received_at)
    context = {
        "day": day, "province": found, "below": selectors.below(code, day),
        "came_from": [(one, EXTENTS[extent]) for one, extent in selectors.predecessors(found.id)],
        "became": [(one, EXTENTS[extent]) for one, extent in selectors.successors(found.id, today)
                   if one.id != found.id],
    }  # fmt: skip
    return render(request, "org/province.html", context)


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def reorganise(request: Request) -> HttpResponse:
    """Ask for a merger or a split, see what it will change, and confirm it."""
    form = PlanForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            plan = form.plan()
            if confirmed := request.POST.get("fingerprint"):
                done = services.apply_reorganisation(
                    plan=plan, fingerprint=confirmed, actor=request.actor, at=request.received_at
                )
                return redirect("reorganisation", done.ref)
            try:
                context["preview"] = services.preview_reorganisation(
                    plan=plan, actor=request.actor, at=request.received_at
                )
                status = 200
            except (rules.PlanWrong, rules.PeriodWrong) as refusal:
                form.add_error(None, " ".join(refusal.told(gettext, localize)))
    context["done"] = services.reorganisations(request.actor)
    return render(request, "org/reorganise.html", context, status=status)


@needs(Permission.ORG_MANAGE)
@require_safe
def reorganisation(request: Request, reference: str) -> HttpResponse:
    """A reorganisation that was applied, and the way to undo it."""
    done = services.reorganisation(reference, request.actor)
    return render(request, "org/reorganised.html", {"done": done, "units": selectors.units(done.units)})


@needs(Permission.ORG_MANAGE)
@require_POST
def undo(request: Request, reference: str) -> HttpResponse:
    """Undo a reorganisation."""
    services.undo_reorganisation(reference=reference, actor=request.actor, at=request.received_at)
    return redirect("reorganisation", reference)


urlpatterns: list[URLPattern] = [
    path("units", browse, name="units"),
    path("units/<str:reference>", unit, name="unit"),
    path("territory", territory, name="territory"),
    path("territory/<str:code>", province, name="province"),
    path("org/reorganise", reorganise, name="reorganise"),
    path("org/reorganise/<str:reference>", reorganisation, name="reorganisation"),
    path("org/reorganise/<str:reference>/undo", undo, name="reorganisation-undo"),
]
