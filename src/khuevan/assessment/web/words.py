"""Names of subjects, sheets, terms and columns in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khuevan.assessment import rules
from khuevan.assessment.contracts import HOMEROOM, HOMEROOM_MID, SUMMER, How
from khuevan.assessment.rules import Column
from khuevan_kernel import grading

TERMS = {1: _("Học kì 1"), 2: _("Học kì 2"), SUMMER: _("Sau hè")}
HOWS = {
    How.OWN: _("giáo viên được phân công"), How.ASSISTED: _("giáo vụ nhập hộ"), How.HEAD: _("hiệu trưởng"),
    How.FILE: _("từ tệp"),
}  # fmt: skip
STUDY = {
    "T": _("Tốt"), "K": _("Khá"), "Đ": _("Đạt"), "CĐ": _("Chưa đạt"), "HTXS": _("Hoàn thành xuất sắc"),
    "HTT": _("Hoàn thành tốt"), "HT": _("Hoàn thành"), "CHT": _("Chưa hoàn thành"),
}  # fmt: skip
OUTCOMES = {
    "promoted": (_("Được lên lớp"), "good"), "completed": (_("Hoàn thành cấp học"), "good"),
    "retest": (_("Đánh giá lại trong hè"), "warn"), "training": (_("Rèn luyện trong hè"), "warn"),
    "guided": (_("Được hướng dẫn, đánh giá bổ sung"), "warn"), "repeat": (_("Không được lên lớp"), "bad"),
}  # fmt: skip
_OTHERS = {
    rules.CONDUCT: _("Rèn luyện"), rules.ABSENCE: _("Số buổi nghỉ"), rules.ENDORSED: _("Lớp công nhận"),
    rules.HEAD: _("Hiệu trưởng cho lên lớp"),
}  # fmt: skip


def vietnamese() -> bool:
    """Whether the reader reads Vietnamese."""
    return (get_language() or "vi").startswith("vi")


def subject_name(code: str, grade: int, school_year: int) -> str:
    """A subject's name; of a homeroom, conduct or quality its own."""
    if not code:
        return gettext("Chủ nhiệm")
    if code == HOMEROOM:
        return gettext("Sổ chủ nhiệm")
    if code == HOMEROOM_MID:
        return gettext("Phẩm chất, năng lực giữa kì")
    if code in _OTHERS:
        return str(_OTHERS[code])
    found = rules.subject(grade, school_year, code)
    if found is not None:
        return found.vi if vietnamese() else found.en
    if grade < 6 and (names := grading.primary(grade, school_year).says.qualities.get(code)):  # noqa: PLR2004
        return names[0] if vietnamese() else names[1]
    return code


def column_name(column: Column) -> str:
    """A column's title."""
    return column.vi if vietnamese() else column.en
