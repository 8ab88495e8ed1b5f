"""The field of a form in which a commune or province is chosen: by a part of its name, or by its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.org.public import PlaceFound, find_places, places_of_codes

MOST = 20
_CODED = re.compile(r"(.*) \(([0-9]{2}|[0-9]{5})\)\s*")


class PlaceInput(forms.TextInput):
    """A text, and under it the places that it may mean where there are several; both are sent."""

    day: date

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The place that was chosen of several, or the text."""
        return data.get(f"{name}_of") or data.get(name, "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the form was sent without the field."""
        return name not in data

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The text field with the place's name in it, and the choice."""
        text = str(value or "")
        known = places_of_codes([text], self.day).get(text)
        shown = f"{known[1]} ({text})" if known else text
        found = meant(shown, self.day)
        context = {
            "box": super().render(name, shown, attrs, renderer), "name": name,
            "found": found if len(found) > 1 else [],
        }  # fmt: skip
        return render_to_string("people/_place.html", context)


def meant(text: str, day: date) -> list[PlaceFound]:
    """The places that a text may mean: one where it is a code, or the name with the code behind it."""
    coded = _CODED.fullmatch(text)
    name, code = coded.groups() if coded else (text, text.strip())
    known = places_of_codes([code], day).get(code)
    if known and name.strip() in (known[1], code):
        return [PlaceFound(code, known[1], None)]
    found = find_places(name, day, MOST)
    exact = [one for one in found if one.label == name.strip()]
    return exact if len(exact) == 1 else found


class PlaceField(forms.CharField):
    """A commune or province; its value is the code. The form says ``on`` which day it is filled in."""

    widget = PlaceInput
    day: date

    def __init__(self, label: Any = "") -> None:
        super().__init__(
            label=label, max_length=250, required=False,
            help_text=_("Gõ một phần của tên xã, phường và tỉnh, có dấu hay không dấu; hoặc mã."),
        )  # fmt: skip

    def on(self, day: date) -> None:
        """Let places be those of a day."""
        self.day = self.widget.day = day

    def clean(self, value: Any) -> str:
        """The code of the one place that the text means. Several, or none, are told at the field."""
        text = str(super().clean(value)).strip()
        found = meant(text, self.day) if text else []
        if not text or len(found) == 1:
            return found[0].code if found else ""
        if found:
            raise forms.ValidationError(
                gettext("Có nhiều nơi mang tên này: chọn một ở dưới, hoặc ghi thêm tên tỉnh.")
            )
        raise forms.ValidationError(
            gettext(
                "Không có xã, phường, tỉnh nào như vậy: xem lại tên, hoặc ghi mã của danh mục hành chính."
            )
        )
