"""Where schools take persons in by hand: learners into a class, staff into a school."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.access.public import Actor, OutOfReach, Permission
from khuevan.org.public import number_of, unit, unit_in_reach
from khuevan.people.public import Entrance, take_in_by
from khuevan.schooling import selectors, services
from khuevan.schooling.web.learners import DAY
from khuevan.schooling.web.words import choices
from khuevan_kernel.law import Refusal

EDIT = Permission.SCHOOLING_EDIT


class PlaceForm(forms.Form):
    """From when and how a learner is in the class."""

    since = forms.DateField(label=_("Từ ngày"), widget=DAY)
    entry = forms.ChoiceField(label=_("Vào học theo diện"))

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data, initial={"since": on})
        self.fields["entry"].choices = choices("entry", on, without={"", "promoted", "repeat"})  # type: ignore[attr-defined]


class PostForm(forms.Form):
    """What somebody does at a school, and since when."""

    role = forms.ChoiceField(label=_("Vị trí việc làm"))
    position = forms.ChoiceField(label=_("Chức vụ, nhiệm vụ"), required=False)
    contract = forms.ChoiceField(label=_("Hình thức hợp đồng"), required=False)
    degree = forms.ChoiceField(label=_("Trình độ chuyên môn"), required=False)
    subject = forms.CharField(label=_("Môn dạy chính"), max_length=30, required=False)
    since = forms.DateField(label=_("Làm việc từ ngày"), widget=DAY)

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data, initial={"since": on})
        for name in ("role", "position", "contract", "degree"):
            self.fields[name].choices = choices(name, on)  # type: ignore[attr-defined]


class IntoClass:
    """Learners join a class."""

    slug = "class"

    def entrance(self, actor: Actor, reference: str, on: date) -> Entrance:
        """The class of a reference at a school where the actor enters learners."""
        group = selectors.class_in_reach(actor=actor, reference=reference, may=EDIT)
        school = unit(group.unit)
        small = school.sector == "preschool"
        title = gettext("Thêm trẻ vào lớp %(name)s") if small else gettext("Thêm học sinh vào lớp %(name)s")
        back = reverse("school-class", args=[reference])
        above = ((school.name, reverse("school", args=[school.ref])),
                 (gettext("Lớp %(name)s") % {"name": group.name}, back))  # fmt: skip
        return Entrance(
            group.unit, group.number, selectors.kind_of_learners(school.kind, group.grade),
            title % {"name": group.name}, above, back, guardian=True,
            elsewhere=("transfer-ask-for", gettext("xin tiếp nhận từ nơi đang giữ hồ sơ.")),
        )  # fmt: skip

    def form(self, entrance: Entrance, data: Any, on: date) -> PlaceForm:
        """Since when, and how they come."""
        return PlaceForm(data, on=on)

    def take_in(
        self, actor: Actor, entrance: Entrance, person: int, born: date | None, told: dict[str, Any],
        at: datetime,
    ) -> None:  # fmt: skip
        """Give them a place in the class."""
        services.enrol(
            actor=actor, person=person, school_class=entrance.number, since=told["since"],
            entry=told["entry"], born=born, at=at,
        )  # fmt: skip

    def field_of(self, refusal: Refusal) -> str:
        """Days are at ``since``, an age that does not fit the grade at ``birth``."""
        return {"KV-S-0004": "since", "KV-S-0006": "since", "KV-S-0008": "birth"}.get(refusal.code, "")


class OntoStaff:
    """Staff begin at a school."""

    slug = "staff"

    def entrance(self, actor: Actor, reference: str, on: date) -> Entrance:
        """The school of a reference, where the actor enters staff."""
        school = unit_in_reach(actor, number_of(reference), EDIT)
        if school.sector not in {"preschool", "general"}:
            raise OutOfReach("school")
        back = reverse("school-staff", args=[reference])
        above = ((school.name, reverse("school", args=[reference])), (gettext("Nhân sự"), back))
        return Entrance(school.id, school.id, "staff", gettext("Thêm nhân viên"), above, back)

    def form(self, entrance: Entrance, data: Any, on: date) -> PostForm:
        """What they do, and since when."""
        return PostForm(data, on=on)

    def take_in(
        self, actor: Actor, entrance: Entrance, person: int, born: date | None, told: dict[str, Any],
        at: datetime,
    ) -> None:  # fmt: skip
        """Note that they work here."""
        fields = {name: value for name, value in told.items() if name != "since"}
        services.employ(
            actor=actor, person=person, unit=entrance.unit, since=told["since"], fields=fields, at=at
        )

    def field_of(self, refusal: Refusal) -> str:
        """A day to come is at ``since``."""
        return {"KV-S-0022": "since"}.get(refusal.code, "")


take_in_by(IntoClass())
take_in_by(OntoStaff())
