"""The pages of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from khuevan.access.public import NOBODY, open_to_all


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the frame."""

    href: str
    label: str
    current: bool


# Rooms name their pages; what an installation does not have is not linked to.
NAV = [
    ("home", _("Trang chủ")),
    ("exams", _("Kỳ thi")),
    ("review", _("Số liệu")),
    ("institutions", _("Cơ sở giáo dục")),
]
FOOT = [
    ("help", _("Trợ giúp")),
    ("privacy", _("Dữ liệu cá nhân")),
    ("accessibility", _("Khả năng tiếp cận")),
    ("status", _("Tình trạng dịch vụ")),
]
LANGUAGES = dict(settings.LANGUAGES)


def frame(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows: links, language, who has signed in, and the server's time."""
    actor = getattr(request, "actor", NOBODY)
    signed_in = actor != NOBODY
    other = "vi" if get_language() == "en" else "en"
    received: datetime | None = getattr(request, "received_at", None)
    return {
        "frame": {
            "nav": _entries(request, [*NAV, ("my-work", _("Việc của tôi"))] if signed_in else NAV),
            "foot": _entries(request, FOOT),
            "here": request.get_full_path() if request.method == "GET" else request.path,
            "language_url": _address("set-language"),
            "other_language": other,
            "other_language_name": LANGUAGES[other],
            "person": request.user.get_username() if signed_in else "",  # type: ignore[union-attr]
            "office": actor.office,
            "sign_in_url": _address("account_login"),
            "sign_out_url": _address("account_logout"),
            "now": received,
            "demo": settings.DEMO,
        }
    }


def _entries(request: HttpRequest, links: list[tuple[str, object]]) -> list[Entry]:
    found = [(_address(name), str(label)) for name, label in links]
    return [
        Entry(href, label, request.path == href or (href != "/" and request.path.startswith(f"{href}/")))
        for href, label in found
        if href
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "portal/home.html")


@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and lead them back to their page."""
    return set_language(request)


language.without_database = True  # type: ignore[attr-defined]

urlpatterns = [
    path("", home, name="home"),
    path("my-work", home, name="my-work"),
    path("language", language, name="set-language"),
]
