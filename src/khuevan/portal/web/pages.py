"""The pages that are the portal's own: the first page, and what visitors may want to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from khuevan.access.public import Permission, Request, open_to_all
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
    tiles = tiles_of(request, SERVICES)
    if not request.user.is_authenticated:
        tiles += tiles_of(request, (
            ("demo", _("Vào bản trình diễn"), _("Chọn một người mẫu và xem trang của họ."), None),
            ("account_login", _("Đăng nhập"), _("Hồ sơ của bạn, hoặc việc ở cơ quan."), None),
        ))  # fmt: skip
    else:
        tiles += tiles_of(
            request, (("my-work", _("Việc của tôi"), _("Hồ sơ và những việc đang chờ bạn."), None),)
        )
    sector = selectors.sector_today(request.actor, request.received_at)
    context = {
        "tiles": tiles, "search": address("search"), "review": address("review"),
        "figures": _told(sector.values), "counted_at": sector.at,
    }  # fmt: skip
    return render(request, "portal/home.html", context)


def tiles_of(
    request: Request, services: tuple[tuple[str, object, object, Permission | None], ...]
) -> list[Tile]:
    """Ways into those services that this installation has and this visitor may use."""
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
