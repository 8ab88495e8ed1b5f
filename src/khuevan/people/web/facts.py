"""The forms in which somebody says what a record is to say of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khuevan.people import rules
from khuevan.people.contracts.editing import PersonFacts
from khuevan.people.web.places import PlaceField
from khuevan.people.web.records import SEXES
from khuevan_kernel.identity import ETHNICITIES, ethnicity
from khuevan_kernel.law import Refusal

LABELS = {
    "name": _("Họ và tên"), "family": _("Họ"), "middle": _("Chữ đệm"), "given": _("Tên"),
    "birth": _("Ngày sinh"), "sex": _("Giới tính"), "ethnicity": _("Dân tộc"), "nationality": _("Quốc tịch"),
    "national": _("Số định danh cá nhân"), "birthplace": _("Nơi sinh"),
    "birthplace_detail": _("Nơi sinh: địa chỉ"), "hometown": _("Quê quán"),
    "hometown_detail": _("Quê quán: địa chỉ"), "residence": _("Nơi ở hiện nay"),
    "residence_detail": _("Nơi ở hiện nay: địa chỉ"),
    "guardian.name": _("Người giám hộ: họ và tên"), "guardian.kinship": _("Người giám hộ: quan hệ"),
    "guardian.phone": _("Người giám hộ: điện thoại"), "guardian.national": _("Người giám hộ: số định danh"),
    "guardian.born_year": _("Người giám hộ: năm sinh"), "guardian.job": _("Người giám hộ: nghề nghiệp"),
    "guardian.custody": _("Sống cùng trẻ"), "guardian.consent": _("Quyết định thay trẻ"),
    "guardian.may_see": _("Xem hồ sơ của trẻ"), "guardian.contact_order": _("Thứ tự liên hệ"),
    "guardian.until": _("Đến ngày"),
    "identifier.scheme": _("Loại số"), "identifier.value": _("Số"), "identifier.issuer": _("Nơi cấp"),
    "identifier.since": _("Cấp ngày"), "identifier.until": _("Hết hạn ngày"),
    "identifier.status": _("Tình trạng của số"),
}  # fmt: skip
DOUBTS = {
    "digits": _("không đủ mười hai chữ số"), "province": _("ba số đầu không phải mã tỉnh"),
    "century": _("thế kỷ không khớp năm sinh"), "year": _("năm sinh không khớp"),
    "sex": _("giới tính không khớp"),
}  # fmt: skip


class PersonForm(forms.Form):
    """What is asked of everybody; filled in on a day."""

    name = forms.CharField(label=LABELS["name"], max_length=200)
    birth = forms.CharField(
        label=LABELS["birth"], max_length=10, required=False,
        help_text=_("Ngày/tháng/năm. Chưa rõ ngày thì ghi tháng/năm, hoặc chỉ năm."),
    )  # fmt: skip
    sex = forms.TypedChoiceField(label=LABELS["sex"], choices=[*SEXES.items()], coerce=int)
    ethnicity = forms.TypedChoiceField(label=LABELS["ethnicity"], coerce=int)
    nationality = forms.CharField(
        label=LABELS["nationality"], max_length=2, help_text=_("Mã hai chữ, ví dụ VN, LA, KH.")
    )
    national = forms.CharField(
        label=LABELS["national"], max_length=30, required=False,
        help_text=_("Chưa có, hoặc chưa chắc đúng, vẫn lưu được hồ sơ."),
    )  # fmt: skip
    birthplace = PlaceField(label=LABELS["birthplace"])
    birthplace_detail = forms.CharField(label=LABELS["birthplace_detail"], max_length=250, required=False)
    residence = PlaceField(label=LABELS["residence"])
    residence_detail = forms.CharField(label=LABELS["residence_detail"], max_length=250, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(code, ethnicity(code, get_language() or "vi")) for code in ETHNICITIES]
        self.fields["ethnicity"].choices = words  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, PlaceField):
                field.on(on)

    def clean_birth(self) -> str:
        """Days come as people write them: from the day to the year."""
        text = self.cleaned_data["birth"].strip()
        parts = text.replace("-", "/").replace(".", "/").split("/")
        if len(parts[0]) == 4:  # noqa: PLR2004  the year first, as machines write
            parts.reverse()
        return "-".join(part.strip().zfill(2) for part in reversed(parts)) if text else ""

    def clean_nationality(self) -> str:
        """Codes of countries are capital letters."""
        return str(self.cleaned_data["nationality"]).upper()

    def facts(self) -> PersonFacts:
        """The facts that were sent; what the form does not ask is not known."""
        told = {name: self.cleaned_data[name] for name in rules.FACTS if name in self.fields}
        return PersonFacts(**told)


class FactsForm(PersonForm):
    """Everything that a record says, and why it is changed."""

    family = forms.CharField(label=LABELS["family"], max_length=60, required=False)
    middle = forms.CharField(label=LABELS["middle"], max_length=60, required=False)
    given = forms.CharField(
        label=LABELS["given"], max_length=60, required=False,
        help_text=_("Ba mục họ, chữ đệm, tên chỉ ghi khi biết chắc; không bắt buộc."),
    )  # fmt: skip
    hometown = PlaceField(label=LABELS["hometown"])
    hometown_detail = forms.CharField(label=LABELS["hometown_detail"], max_length=250, required=False)
    reason = forms.CharField(
        label=_("Lý do sửa"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nêu giấy tờ đã xem. Lý do nằm lại trong lịch sử; người có hồ sơ đọc được."),
    )  # fmt: skip
    base = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


def shown_facts(facts: PersonFacts) -> dict[str, Any]:
    """Facts as a form shows them."""
    return facts.fields() | {"birth": shown_day(facts.birth)}


def shown_day(text: str) -> str:
    """A day, a month or a year as people write it."""
    return "/".join(reversed(text.split("-"))) if text[:4].isdigit() else text


def told(refusal: Refusal) -> str:
    """A refusal as a form says it: what is wrong, what to do, and the source."""
    said = " ".join(refusal.told(gettext))
    return f"{said} ({refusal.because[0]})" if refusal.because else said


def doubts_told(facts: PersonFacts) -> str:
    """What of a national number has to be looked at again; empty where nothing has."""
    doubts = ", ".join(str(DOUBTS[one]) for one in rules.number_doubts(facts))
    said = gettext(
        "Số định danh vẫn được lưu nhưng cần xem lại: %(doubts)s (Thông tư 59/2021/TT-BCA, Điều 4)."
    )
    return said % {"doubts": doubts} if doubts else ""
