"""What stands around every page: where one can go, who has signed in, the language, the server's time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from khuevan.access.public import NOBODY, open_to_all

# Rooms name their pages; what an installation does not have is not linked to.
NAV = (
    ("home", _("Trang chủ")),
    ("exams", _("Kỳ thi")),
    ("review", _("Số liệu")),
    ("units", _("Cơ sở giáo dục")),
)
OWN = (("my-work", _("Việc của tôi")),)
FOOT = (
    ("help", _("Trợ giúp")),
    ("privacy", _("Dữ liệu cá nhân")),
    ("accessibility", _("Khả năng tiếp cận")),
    ("interface", _("Cho phần mềm")),
    ("status", _("Tình trạng dịch vụ")),
)
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the frame."""

    href: str
    label: str
    current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """The context of ``portal/base.html``. Asks nothing of the database: it stands around error pages too."""
    signed_in = getattr(request, "actor", NOBODY) != NOBODY
    other = "vi" if get_language() == "en" else "en"
    account: Any = getattr(request, "user", None) if signed_in else None
    return {
        "frame": {
            "nav": _entries(request, NAV + OWN if signed_in else NAV),
            "foot": _entries(request, FOOT),
            "here": request.get_full_path() if request.method == "GET" else request.path,
            "language_url": address("set-language"),
            "other_language": other,
            "other_language_name": LANGUAGES[other],
            "person": (account.name or account.username) if account else "",
            "office": account.about if account else "",
            "sign_in_url": address("account_login"),
            "sign_out_url": address("account_logout"),
            "now": getattr(request, "received_at", None),
            "demo": settings.DEMO,
        }
    }


def address(name: str, *parameters: str) -> str:
    """The address of the page of that name; empty where this installation has none."""
    try:
        return reverse(name, args=parameters)
    except NoReverseMatch:
        return ""


def _entries(request: HttpRequest, links: Iterable[tuple[str, object]]) -> list[Entry]:
    found = [(address(name), str(label)) for name, label in links]
    return [
        Entry(href, label, request.path == href or (href != "/" and request.path.startswith(f"{href}/")))
        for href, label in found
        if href
    ]


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and lead them back to their page."""
    return set_language(request)


language.without_database = True  # type: ignore[attr-defined]
