"""The pages that are the portal's own: the first page, one's work, and what visitors may want to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khuevan.access.contracts import ROLES, Permission
from khuevan.access.public import Request, open_to_all, own_grants, signed_in
from khuevan.portal import selectors
from khuevan.portal.templatetags.speech import number
from khuevan.portal.web.framing import address

# What an installation offers: the page's name, its title, what it is for, and the permission it asks for.
SERVICES = (
    ("exams", _("Kết quả thi tốt nghiệp"), _("Phổ điểm từng môn, từng hội đồng, qua các năm."), None),
    ("review", _("Số liệu sáu tháng"), _("Cơ sở, đội ngũ, người học của ba cấp; mỗi con số có nguồn."), None),
    (
        "units",
        _("Cơ sở giáo dục và địa bàn"),
        _("Trường, sở, xã, tỉnh: hiện nay và tại ngày bất kỳ."),
        None,
    ),
    ("check-receipt", _("Kiểm tra một biên nhận"), _("Tải tệp biên nhận lên. Không cần tài khoản."), None),
)
OWN = (
    ("my-record", _("Hồ sơ của tôi"), _("Xem, yêu cầu đính chính và biết ai đã xem."), None),
    (
        "intake",
        _("Nhập dữ liệu từ tệp"),
        _("Tải mẫu, gửi tệp, nhận lại tệp có đánh dấu lỗi."),
        Permission.INTAKE_RUN,
    ),
    ("people-search", _("Tìm người"), _("Theo mã hoặc tên, trong phạm vi của bạn."), Permission.PEOPLE_VIEW),
    ("access-grants", _("Cấp vai trò"), _("Ai được làm gì, ở đâu, đến khi nào."), Permission.ACCESS_GRANT),
    ("journal", _("Nhật ký"), _("Mọi thay đổi, không sửa được."), Permission.JOURNAL_VIEW),
)
ENDING_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tile:
    """A way into a service."""

    href: str
    title: object
    about: object


@open_to_all
@require_safe
def home(request: Request) -> HttpResponse:
    """The first page: what do you need today?"""
    tiles = _tiles(request, SERVICES)
    if not request.user.is_authenticated:
        tiles += _tiles(request, (
            ("demo", _("Vào bản trình diễn"), _("Chọn một người mẫu và xem trang của họ."), None),
            ("account_login", _("Đăng nhập"), _("Hồ sơ của bạn, hoặc việc ở cơ quan."), None),
        ))  # fmt: skip
    else:
        tiles += _tiles(
            request, (("my-work", _("Việc của tôi"), _("Hồ sơ và những việc đang chờ bạn."), None),)
        )
    sector = selectors.sector_today(request.actor, request.received_at)
    context = {
        "tiles": tiles, "search": address("search"), "review": address("review"),
        "figures": _told(sector.values), "counted_at": sector.at,
    }  # fmt: skip
    return render(request, "portal/home.html", context)


def _tiles(
    request: Request, services: tuple[tuple[str, object, object, Permission | None], ...]
) -> list[Tile]:
    return [
        Tile(href, title, about)
        for name, title, about, permission in services
        if (href := address(name)) and (permission is None or request.actor.may(permission))
    ]


SECTORS = (
    ("preschool.children", _("trẻ mầm non"), "preschool.institutions"),
    ("general.pupils", _("học sinh phổ thông"), "general.institutions"),
    ("higher.students", _("người học đại học"), "higher.institutions"),
)


def _told(values: Mapping[str, int]) -> list[dict[str, object]]:
    if not any(values.values()):
        return []
    staff = sum(values[f"{sector}.staff"] for sector in ("preschool", "general", "higher"))
    learners = [
        {
            "count": values[code], "name": name,
            "rest": ngettext("%(count)s cơ sở", "%(count)s cơ sở", values[schools])
            % {"count": number(values[schools])},
        }
        for code, name, schools in SECTORS
    ]  # fmt: skip
    return [*learners, {"count": staff, "name": _("nhà giáo và cán bộ"), "rest": _("ở cả ba cấp")}]


@signed_in
@require_safe
def my_work(request: Request) -> HttpResponse:
    """What waits for whoever has signed in, in which capacity they act, and where they can go."""
    language = get_language() or "vi"
    offices = [
        {
            "roles": ", ".join(ROLES[role].title(language) for role in office.roles),
            "place": getattr(request.user, "about", ""),
            "purpose": office.purpose,
            "current": office.path == request.actor.office and office.purpose == request.actor.purpose,
        }
        for office in request.offices
    ]
    context = {
        "offices": offices, "due": _due(request), "tiles": _tiles(request, OWN),
        "access": address("my-access"),
    }  # fmt: skip
    return render(request, "portal/my_work.html", context)


def _due(request: Request) -> list[dict[str, object]]:
    tasks: list[dict[str, object]] = []
    if request.second_factor_missing:
        tasks.append({
            "title": _("Đặt bước xác thực thứ hai"), "href": address("mfa_index"),
            "about": _("Vai trò của bạn cần nó. Chưa đặt thì chưa mở được dữ liệu nào."),
        })  # fmt: skip
    soon = request.received_at + ENDING_SOON
    language = get_language() or "vi"
    for grant in own_grants(request.actor, request.received_at):
        if grant.live and grant.until <= soon:
            role = ROLES[grant.role].title(language)
            tasks.append({
                "title": gettext("Vai trò sắp hết hạn: %(role)s") % {"role": role},
                "href": address("my-access"), "by": grant.until,
                "about": _("Nếu còn cần, hãy đề nghị nơi cấp gia hạn."),
            })  # fmt: skip
    return tasks


@open_to_all
@require_safe
def about_help(request: HttpRequest) -> HttpResponse:
    """How to use the site."""
    return render(request, "portal/help.html")


@open_to_all
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who may see it, and how to see who has."""
    return render(request, "portal/privacy.html")


@open_to_all
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everyone can use the site, and what was not."""
    return render(request, "portal/accessibility.html")
