"""The pages of records that may stand for one person: the list, two side by side, merges and undoing them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from khuevan.access.public import Permission, Request, needs
from khuevan.people.contracts.linkage import PairDetail, RecordFacts
from khuevan.people.rules.linkage import CHOSEN, HANGING, RecordsChanged
from khuevan.people.selectors import merging as reading
from khuevan.people.services.merging import decide_pair, merge_persons, open_pair, unmerge_persons
from khuevan.people.web.records import KINSHIPS, SCHEMES, SEXES
from khuevan_kernel.identity import ethnicity

STATES = {
    "open": _("Chờ xem"), "unsure": _("Chưa chắc"), "different": _("Hai người khác nhau"),
    "merged": _("Đã nhập làm một"),
}  # fmt: skip
FIELDS = {
    "name": _("Họ và tên"), "birth": _("Ngày sinh"), "sex": _("Giới tính"), "ethnicity": _("Dân tộc"),
    "nationality": _("Quốc tịch"), "national": _("Số định danh cá nhân"), "unit": _("Nơi giữ hồ sơ"),
}  # fmt: skip
# What the comparison found, in words: good speaks for one person, bad against.
EVIDENCE = {
    ("name", "same"): (_("Họ tên giống nhau"), "good"),
    ("name", "plain"): (_("Họ tên giống nhau, một bên viết không dấu"), "good"),
    ("name", "short"): (_("Cùng họ và tên, một bên không ghi chữ đệm"), "good"),
    ("name", "tone"): (_("Họ tên chỉ khác dấu"), "warn"),
    ("name", "close"): (_("Họ tên khác một chữ cái"), "warn"),
    ("name", "other"): (_("Họ tên khác nhau"), "bad"),
    ("birth", "same"): (_("Cùng ngày sinh"), "good"),
    ("birth", "swapped"): (_("Ngày và tháng sinh đổi chỗ"), "good"),
    ("birth", "century"): (_("Ngày sinh lệch đúng một trăm năm"), "good"),
    ("birth", "partial"): (_("Cùng năm sinh, một bên chỉ ghi một phần"), "good"),
    ("birth", "near"): (_("Ngày sinh khác một phần"), "warn"),
    ("birth", "other"): (_("Ngày sinh khác nhau"), "bad"),
    ("number", "same"): (_("Cùng số định danh"), "good"),
    ("number", "near"): (_("Số định danh khác một chữ số hoặc hai số đổi chỗ"), "good"),
    ("number", "differ"): (_("Hai số định danh khác nhau"), "bad"),
    ("sex", "differ"): (_("Giới tính khác nhau"), "bad"),
    ("ethnicity", "differ"): (_("Dân tộc khác nhau"), "bad"),
    ("place", "unit"): (_("Cùng nơi giữ hồ sơ"), "good"),
    ("place", "commune"): (_("Cùng xã, phường"), "good"),
    ("place", "province"): (_("Cùng tỉnh, thành phố"), "good"),
    ("place", "other"): (_("Khác tỉnh, thành phố"), "warn"),
    ("guardian", "same"): (_("Cùng người giám hộ"), "good"),
    ("guardian", "differ"): (_("Người giám hộ khác nhau"), "warn"),
}  # fmt: skip
TOLD_FIRST = ("number", "name", "birth", "guardian", "sex", "ethnicity", "place")
DECISIONS = [
    ("merge", _("Cùng một người: nhập hai hồ sơ làm một")),
    ("different", _("Hai người khác nhau: giữ cả hai hồ sơ")),
    ("unsure", _("Chưa chắc: để xem sau")),
]

LIKELY = [("", _("Tất cả")), ("1", _("Rất có khả năng")), ("0", _("Có thể"))]
REACH = [
    ("", _("Tất cả")),
    ("within", _("Cả hai hồ sơ của tôi")),
    ("beyond", _("Một bên ở nơi khác")),
]


class DecisionForm(forms.Form):
    """What the two records are, and why."""

    decision = forms.ChoiceField(label=_("Quyết định"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc. Nêu giấy tờ đã xem, hoặc ai đã xác nhận."),
    )  # fmt: skip


class UndoForm(forms.Form):
    """Why a merge is undone."""

    reason = forms.CharField(
        label=_("Lý do tách"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc. Hai hồ sơ về như trước khi nhập; những gì sửa sau đó ở mục khác vẫn giữ."),
    )  # fmt: skip


class FilterForm(forms.Form):
    """Which pairs to show. Stands in the address: no name is in it."""

    state = forms.ChoiceField(label=_("Tình trạng"), choices=[*STATES.items()], required=False)
    likely = forms.ChoiceField(label=_("Khả năng"), choices=LIKELY, required=False)
    reach = forms.ChoiceField(label=_("Phạm vi"), choices=REACH, required=False)


@needs(Permission.PEOPLE_MERGE)
@require_GET
def duplicates(request: Request) -> HttpResponse:
    """The pairs that may be one person, the likeliest first."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    state = asked.get("state") or "open"
    after = request.GET.get("after", "")
    found = reading.duplicates(
        actor=request.actor, state=state,
        certain={"1": True, "0": False}.get(asked.get("likely", "")),
        elsewhere={"within": False, "beyond": True}.get(asked.get("reach", "")),
        after=reading.place_of(reference=after) if after else None, limit=reading.PAGE + 1,
    )  # fmt: skip
    shown = found[: reading.PAGE]
    rows = [{"pair": one, "evidence": evidence_told(one.evidence, most=3)} for one in shown]
    filters = FilterForm({"state": state, **{name: asked.get(name, "") for name in ("likely", "reach")}})
    context = {
        "rows": rows, "filters": filters, "state": STATES[state], "first": not after,
        "after": shown[-1].reference if len(found) > reading.PAGE else "",
    }  # fmt: skip
    return render(request, "people/duplicates.html", context)


@needs(Permission.PEOPLE_MERGE)
@require_http_methods(["GET", "POST"])
def pair(request: Request, reference: str) -> HttpResponse:
    """Two records side by side, and what is decided about them."""
    form = DecisionForm(request.POST if request.method == "POST" else None)
    detail = open_pair(actor=request.actor, reference=reference, at=request.received_at)
    changed = False
    if form.is_valid():
        try:
            return _decided(request, reference, detail, form.cleaned_data)
        except RecordsChanged as refusal:
            form.add_error(None, " ".join(refusal.told(gettext)))
            changed = True
    return _pair_page(request, detail, form, changed)


def _decided(request: Request, reference: str, detail: PairDetail, given: dict[str, str]) -> HttpResponse:
    if given["decision"] != "merge":
        decide_pair(
            actor=request.actor, reference=reference, state=given["decision"], reason=given["reason"],
            at=request.received_at,
        )  # fmt: skip
        messages.success(request, _("Đã ghi quyết định. Hai hồ sơ vẫn như cũ."))
        return HttpResponseRedirect(reverse("people-duplicates"))
    reading.pair_in_charge(request.actor, reference)
    assert detail.a is not None and detail.b is not None
    numbers = {"a": detail.a.number, "b": detail.b.number}
    staying = request.POST.get("survivor", "a")
    if staying not in numbers:
        staying = "a"
    keep = {
        field: "staying" if request.POST.get(f"keep_{field}", staying) == staying else "moving"
        for field in CHOSEN
    }
    merge = merge_persons(
        actor=request.actor, staying=numbers.pop(staying), moving=next(iter(numbers.values())), keep=keep,
        reason=given["reason"], at=request.received_at, seen=request.POST.get("seen", ""),
    )  # fmt: skip
    messages.success(request, _("Đã nhập hai hồ sơ làm một. Nếu nhầm, có thể tách ra ở đây."))
    return HttpResponseRedirect(reverse("people-merge", args=[merge.reference]))


def _pair_page(request: Request, detail: PairDetail, form: DecisionForm, changed: bool) -> HttpResponse:
    whole = detail.a is not None and detail.b is not None
    posted = request.POST if request.method == "POST" and not changed else {}
    survivor = posted.get("survivor") or ("b" if detail.b and detail.survivor == detail.b.number else "a")
    context = {
        "one": detail, "pair": detail.summary, "form": form, "whole": whole,
        "evidence": evidence_told(detail.summary.evidence), "state": STATES[detail.summary.state],
        "survivor": survivor, "rows": _rows(detail, survivor, posted) if whole else [],
        "sides": [_shown(side) if side else None for side in (detail.a, detail.b)],
        "hanging": _hanging(detail) if whole else [],
    }  # fmt: skip
    return render(request, "people/pair.html", context, status=422 if form.errors else 200)


@needs(Permission.PEOPLE_MERGE)
@require_GET
def merges(request: Request) -> HttpResponse:
    """The latest merges in one's reach."""
    undone = request.GET.get("undone") == "1"
    found = reading.merges(actor=request.actor, undone=undone)
    return render(request, "people/merges.html", {"found": found, "undone": undone})


@needs(Permission.PEOPLE_MERGE)
@require_http_methods(["GET", "POST"])
def merge(request: Request, reference: str) -> HttpResponse:
    """One merge: what it moved, and taking it apart."""
    one = reading.merge(actor=request.actor, reference=reference)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        unmerge_persons(
            actor=request.actor,
            reference=reference,
            reason=form.cleaned_data["reason"],
            at=request.received_at,
        )
        messages.success(request, _("Đã tách: hai hồ sơ lại như trước khi nhập."))
        return HttpResponseRedirect(reverse("people-merge", args=[reference]))
    moved = [(_what(table), many) for table, many in one.moved.items()]
    context = {"one": one, "form": form, "moved": moved}
    return render(request, "people/merge.html", context, status=422 if form.errors else 200)


def _what(table: str) -> str:
    return gettext(HANGING[table]) if table in HANGING else gettext("mục khác")


def evidence_told(levels: Any, most: int | None = None) -> list[tuple[Any, str]]:
    """What speaks for one person and what against, in words with their tones."""
    told = [(field, levels.get(field, "")) for field in TOLD_FIRST]
    found = [EVIDENCE[item] for item in told if item in EVIDENCE]
    return found[:most]


def _rows(detail: PairDetail, survivor: str, posted: Any) -> list[dict[str, Any]]:
    """The fields of both sides; where they differ, which side is proposed or was chosen."""
    assert detail.a is not None and detail.b is not None
    staying = detail.a.number if survivor == "a" else detail.b.number
    other = "b" if survivor == "a" else "a"
    sides = {"staying": survivor, "moving": other}
    proposals = reading.keeping(detail, staying)
    a, b = _values(detail.a), _values(detail.b)
    return [
        {
            "field": field, "label": label, "a": a[field], "b": b[field], "differs": a[field] != b[field],
            "kept": posted.get(f"keep_{field}") or sides[proposals[field]],
        }
        for field, label in FIELDS.items()
    ]  # fmt: skip


def _values(side: RecordFacts) -> dict[str, Any]:
    held = side.values
    return {
        "name": held["name"], "birth": (held["birth_date"], held["birth_precision"]),
        "sex": SEXES.get(int(str(held["sex"])), SEXES[0]),
        "ethnicity": ethnicity(int(str(held["ethnicity"])), get_language() or "vi"),
        "nationality": held["nationality"], "national": held["national"], "unit": held["unit"],
    }  # fmt: skip


def _shown(side: RecordFacts) -> dict[str, Any]:
    return {
        "record": side,
        "numbers": [
            (SCHEMES.get(scheme, scheme), value) for scheme, value in side.numbers if scheme != "national"
        ],
        "guardians": [
            (KINSHIPS.get(kinship, kinship), name, phone) for kinship, name, phone in side.guardians
        ],
    }


def _hanging(detail: PairDetail) -> list[tuple[str, int, int]]:
    assert detail.a is not None and detail.b is not None
    tables = sorted(detail.a.rows.keys() | detail.b.rows.keys())
    return [(_what(table), detail.a.rows.get(table, 0), detail.b.rows.get(table, 0)) for table in tables]


urlpatterns = [
    path("people/duplicates", duplicates, name="people-duplicates"),
    path("people/duplicates/<str:reference>", pair, name="people-pair"),
    path("people/merges", merges, name="people-merges"),
    path("people/merges/<str:reference>", merge, name="people-merge"),
]
