"""What the pages of reports say and read from addresses."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from khuevan.access.public import OutOfReach, Request
from khuevan.org.public import number_of
from khuevan.reports.contracts import TOTAL, Form, Key, Line, Period, Section
from khuevan.schooling.public import latest_year
from khuevan_kernel.staffing import HOURS

PERIODS = {"start": _("Đầu năm học"), "mid": _("Giữa năm học"), "end": _("Cuối năm học")}
FORMS = {"preschool": _("Mầm non"), "general": _("Phổ thông")}
LEVELS = {"school": _("Trường"), "commune": _("Cấp xã"), "province": _("Sở"), "ministry": _("Bộ")}
STATES = {
    "": (_("chưa kí"), "warn"), "signed": (_("đã kí"), "good"), "locked": (_("đã khóa"), "good"),
    "returned": (_("được trả lại"), "bad"), "opened": (_("mở lại"), "bad"),
    "replaced": (_("đã thay"), "off"),
}  # fmt: skip
COLUMNS = {
    TOTAL: _("Tổng"), "-3": _("Nhà trẻ"), "-2": _("3–4 tuổi"), "-1": _("4–5 tuổi"), "0": _("5–6 tuổi"),
    "college": _("Cao đẳng"), "bachelor": _("Đại học"), "master": _("Thạc sĩ"), "doctor": _("Tiến sĩ"),
    "unknown": _("Khác, chưa rõ"), "area": _("Diện tích (m²)"),
}  # fmt: skip
TOTALS = {"rooms": _("Số phòng"), "count": _("Số lượng")}
ROLES = {"manager": _("Cán bộ quản lí"), "teacher": _("Giáo viên"), "other": _("Nhân viên")}
YEARS_BACK = 4


def vietnamese() -> bool:
    """Whether the page speaks Vietnamese."""
    return (get_language() or "vi").startswith("vi")


def titled(one: Line | Section) -> str:
    """The title of a line or a section in the page's language."""
    return one.vi if vietnamese() else one.en


def column_word(column: str, columns: str = "") -> str:
    """What a column is called: a grade by its number, all others by their word; totals by their kind."""
    if column == TOTAL and columns in TOTALS:
        return str(TOTALS[columns])
    return str(COLUMNS.get(column, column))


def cell_word(name: str, value: str, on: date) -> str:
    """What a value of a register's column is called on a day."""
    match name:
        case "role":
            return str(ROLES.get(value, value))
        case "status":
            return gettext("đang học") if value == "studying" else gettext("không còn học")
        case "degree":
            return column_word(value or "unknown")
        case "grade":
            return column_word(value)
        case "subject":
            lines = HOURS.on(on).says.lines
            found = next((x for x in lines if value and value in (*x.upper, *x.lower)), None)
            return value if found is None else found.vi if vietnamese() else found.en
    return value


def day_of(request: Request) -> date:
    """The day of the request in Viet Nam."""
    return timezone.localdate(request.received_at)


def years(request: Request) -> list[int]:
    """The school years a page offers, the latest first."""
    latest = latest_year(day_of(request))
    return [latest - back for back in range(YEARS_BACK)]


def year_of(request: Request) -> int:
    """The school year in the address, or the latest."""
    asked, offered = request.GET.get("year", ""), years(request)
    found = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else offered[0]
    return found if found in offered else offered[0]


def chosen(request: Request, name: str, values: list[str]) -> str:
    """A filter of the address that is one of these values; the first where it is none."""
    asked = request.GET.get(name, "")
    return asked if asked in values else values[0]


def key_of(reference: str, form: str, year: int, period: str) -> Key:
    """The report that an address means, or ``OutOfReach``."""
    if form not in [*Form] or period not in [*Period] or not 2021 <= year <= 2200:
        raise OutOfReach("report")
    return Key(number_of(reference), form, year, period)
