"""The pages of the people room: searching, a record, one's own, who has read it, reporting a mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from khuevan.access.public import OutOfReach, Permission, Request, needs, signed_in
from khuevan.journal.public import receipt
from khuevan.people import rules, selectors, services
from khuevan.people.beside import parts_beside
from khuevan.people.contracts import PersonDetail
from khuevan_kernel.identity import ethnicity

SHOWN = 20
MOST_WAITING = 50
SEXES = {0: _("Chưa rõ"), 1: _("Nam"), 2: _("Nữ")}
KINSHIPS = {"mother": _("Mẹ"), "father": _("Cha"), "other": _("Người giám hộ khác")}
SCHEMES = {
    "national": _("Số định danh cá nhân"), "passport": _("Hộ chiếu"), 
    "moet": _("Mã định danh ngành giáo dục"), "birth": _("Giấy khai sinh"),
    "old_id": _("Chứng minh nhân dân"), "health": _("Thẻ bảo hiểm y tế"),
    "social": _("Mã số bảo hiểm xã hội"),
    "residence": _("Thẻ thường trú, tạm trú"), "other": _("Số khác"),
}  # fmt: skip
NUMBER_STATUSES = {
    "held": _("Đang dùng"), "doubtful": _("Cần xem lại"), "replaced": _("Đã thay, hết hạn"),
    "wrong": _("Ghi nhầm, không phải của người này"),
}  # fmt: skip
FIELDS = {
    "name": _("Họ và tên"), "birth_date": _("Ngày sinh"), "sex": _("Giới tính"), "ethnicity": _("Dân tộc"),
    "nationality": _("Quốc tịch"), "identifier": _("Số định danh"), "guardian": _("Cha mẹ, người giám hộ"),
    "unit": _("Nơi học hoặc làm việc"), "other": _("Điều khác"),
}  # fmt: skip

# An accepted request about one of these leads on to the page where the record is changed.
EDITED = ("name", "birth_date", "sex", "ethnicity", "nationality", "identifier", "other")


class SearchForm(forms.Form):
    """What is known of the person. Sent as a form: a name never stands in an address."""

    words = forms.CharField(
        label=_("Họ tên, mã ngành hoặc số định danh"), min_length=2, max_length=120,
        help_text=_("Có dấu hay không dấu đều được. Chỉ tìm trong phạm vi của bạn."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """What is wrong, and what it should be."""

    field = forms.ChoiceField(label=_("Điều gì chưa đúng?"), choices=[*FIELDS.items()])
    should_be = forms.CharField(label=_("Đúng ra là"), max_length=200)
    note = forms.CharField(
        label=_("Ghi chú"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ví dụ: giấy khai sinh số nào, cấp ngày nào. Không bắt buộc."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Yes or no, and why."""

    answer = forms.ChoiceField(
        label=_("Trả lời"), widget=forms.RadioSelect,
        choices=[("accepted", _("Chấp nhận: hồ sơ sẽ được sửa")), ("declined", _("Không chấp nhận"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Người yêu cầu đọc được. Nêu giấy tờ đã xem, hoặc giấy tờ còn thiếu."),
    )  # fmt: skip


@needs(Permission.PEOPLE_VIEW)
@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Search persons within one's reach."""
    form = SearchForm(request.POST or None)
    found = None
    if form.is_valid():
        found = selectors.find(actor=request.actor, text=form.cleaned_data["words"], limit=SHOWN + 1)
    context = {
        "form": form,
        "found": found[:SHOWN] if found else found,
        "more": bool(found and len(found) > SHOWN),
    }
    return render(request, "people/search.html", context)


@signed_in
@require_GET
def person(request: Request, reference: str) -> HttpResponse:
    """A person's record. That it was read is written down."""
    detail = services.read_record(actor=request.actor, reference=reference, at=request.received_at)
    return render(request, "people/person.html", _shown(request, detail))


@signed_in
@require_GET
def my_record(request: Request) -> HttpResponse:
    """One's own record, and the way to one's children's."""
    detail = selectors.own_record(actor=request.actor)
    children = selectors.children(actor=request.actor)
    corrections = [
        {"field": FIELDS[one.field], "asked": one} for one in selectors.corrections(actor=request.actor)
    ]
    shown = _shown(request, detail) if detail else {"detail": None}
    return render(
        request, "people/my_record.html", shown | {"children": children, "corrections": corrections}
    )


@signed_in
@require_GET
def my_readers(request: Request) -> HttpResponse:
    """Who has looked at one's data and one's children's."""
    return render(request, "people/my_readers.html", {"readings": selectors.readings(actor=request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def correct_mine(request: Request) -> HttpResponse:
    """Report a mistake in one's own record."""
    detail = selectors.own_record(actor=request.actor)
    if detail is None:
        raise OutOfReach("person")
    return _correct(request, detail)


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: Request, reference: str) -> HttpResponse:
    """Report a mistake in a record that is one's child's, or that one's office may edit."""
    detail = selectors.person(actor=request.actor, reference=reference)
    if not detail.whole:
        raise OutOfReach("person")
    return _correct(request, detail)


@signed_in
@require_GET
def correction(request: Request, reference: str) -> HttpResponse:
    """The receipt of a request for correction."""
    asked = selectors.correction(actor=request.actor, reference=reference)
    proof = receipt(asked.entry, asked.content())
    return render(
        request, "people/correction.html", {"asked": asked, "field": FIELDS[asked.field], "receipt": proof}
    )


@needs(Permission.PEOPLE_EDIT)
@require_GET
def to_answer(request: Request) -> HttpResponse:
    """The requests for correction that wait for one's office."""
    found = selectors.corrections_to_answer(actor=request.actor, limit=MOST_WAITING + 1)
    rows = [{"field": FIELDS[one.asked.field], "asked": one.asked, "person": one.person} for one in found]
    context = {"rows": rows[:MOST_WAITING], "more": len(rows) > MOST_WAITING}
    return render(request, "people/to_answer.html", context)


@needs(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def answer(request: Request, reference: str) -> HttpResponse:
    """A request for correction before the office that keeps the record, and its answer."""
    one = selectors.correction_to_answer(actor=request.actor, reference=reference)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.answer_correction(
            actor=request.actor, reference=reference, at=request.received_at, **form.cleaned_data
        )
        messages.success(request, _("Đã trả lời. Người yêu cầu thấy câu trả lời ở hồ sơ của họ."))
        if form.cleaned_data["answer"] == "accepted" and one.asked.field in EDITED:
            edit = reverse("person-edit", args=[one.person.reference])
            return HttpResponseRedirect(f"{edit}?correction={reference}")
        return HttpResponseRedirect(reverse("corrections"))
    context = {"form": form, "one": one, "asked": one.asked, "field": FIELDS[one.asked.field]}
    return render(request, "people/answer.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def correction_receipt(request: Request, reference: str) -> HttpResponse:
    """The receipt as a file."""
    asked = selectors.correction(actor=request.actor, reference=reference)
    response = JsonResponse(
        receipt(asked.entry, asked.content()), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="bien-nhan-{reference[:8]}.json"'
    return response


def _correct(request: Request, detail: PersonDetail) -> HttpResponse:
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        try:
            asked = services.ask_correction(
                actor=request.actor,
                reference=detail.summary.reference,
                at=request.received_at,
                **form.cleaned_data,
            )
        except rules.NothingToCorrect as refusal:
            form.add_error("should_be", " ".join(refusal.told(gettext)))
        else:
            return HttpResponseRedirect(reverse("correction", args=[asked.reference]))
    return render(request, "people/correct.html", {"form": form, "detail": detail})


def _shown(request: Request, detail: PersonDetail) -> dict[str, Any]:
    return {
        "detail": detail,
        "sex": SEXES.get(detail.sex, SEXES[0]),
        "ethnicity": ethnicity(detail.ethnicity or 0, get_language() or "vi"),
        "identifiers": [(SCHEMES.get(one.scheme, one.scheme), one.value) for one in detail.identifiers],
        "guardians": [(KINSHIPS.get(one.kinship, one.kinship), one) for one in detail.guardians],
        "own": request.actor.person == detail.number,
        "beside": parts_beside(request.actor, detail.number),
    }


urlpatterns = [
    path("people", search, name="people-search"),
    path("people/<str:reference>", person, name="person"),
    path("people/<str:reference>/correction", correct, name="person-correction"),
    path("corrections", to_answer, name="corrections"),
    path("corrections/<str:reference>", answer, name="correction-answer"),
    path("me/record", my_record, name="my-record"),
    path("me/readers", my_readers, name="my-readers"),
    path("me/record/correction", correct_mine, name="my-correction"),
    path("me/corrections/<str:reference>", correction, name="correction"),
    path("me/corrections/<str:reference>/receipt", correction_receipt, name="correction-receipt"),
]
