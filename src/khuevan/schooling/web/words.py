"""The words of the pages: codes and school years as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khuevan.access.public import Request
from khuevan.schooling.codes import words

AGES = {-3: _("Nhà trẻ"), -2: _("3–4 tuổi"), -1: _("4–5 tuổi"), 0: _("5–6 tuổi")}
STUDY = {
    "HTXS": _("Hoàn thành xuất sắc"), "HTT": _("Hoàn thành tốt"), "HT": _("Hoàn thành"),
    "CHT": _("Chưa hoàn thành"), "T": _("Tốt"), "K": _("Khá"), "Đ": _("Đạt"), "CĐ": _("Chưa đạt"), "": "—",
}  # fmt: skip
OUTCOMES = {
    "promoted": _("Được lên lớp"), "completed": _("Hoàn thành cấp học"), "repeat": _("Học lại lớp"),
    "retest": _("Kiểm tra lại trong hè"), "training": _("Rèn luyện trong hè"),
    "guided": _("Được giúp đỡ, đánh giá bổ sung"), "": "—",
}  # fmt: skip
WHY = {
    "no_result": _("Chưa có kết quả năm học"), 
    "retest": _("Còn chờ kiểm tra lại, rèn luyện hoặc đánh giá bổ sung"),
    "no_class": _("Trường không có lớp của khối trên"), "closed": _("Trường đã đóng hoặc tạm dừng"),
}  # fmt: skip
CHANGES = {
    "outcome": _("Quyết định kết quả năm học"), "class": _("Sửa thông tin lớp"), 
    "staff": _("Sửa thông tin nhân sự"),
}  # fmt: skip
SEXES = {0: _("Chưa rõ"), 1: _("Nam"), 2: _("Nữ")}
TONES = {
    "studying": "good",
    "moved": "off",
    "dropped": "bad",
    "completed": "",
    "ended": "off",
    "class": "off",
}


def today(request: Request) -> date:
    """The day of a request in Viet Nam."""
    return timezone.localdate(request.received_at)


def said(name: str, code: str, on: date) -> str:
    """A code of a list in the reader's language; a code that is not of the list stands for itself."""
    word = words(name, on).get(code)
    return word.said(get_language() or "vi") if word else code


def choices(name: str, on: date, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """A list for a form, in the reader's language."""
    language = get_language() or "vi"
    return [(code, word.said(language)) for code, word in words(name, on).items() if code not in without]


def grade_said(grade: int) -> str:
    """A grade as people read it: ``Khối 6``, or the age group."""
    return str(AGES[grade]) if grade in AGES else gettext("Khối %(grade)s") % {"grade": grade}


def year_said(year: int) -> str:
    """A school year as people write it."""
    return f"{year}–{year + 1}"
