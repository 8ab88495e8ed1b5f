"""What the public pages weigh, compressed, as a browser with an empty cache would fetch them."""

from __future__ import annotations

import gzip
import re

from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

PAGES = ("home", "exams", "review", "units", "search", "account_login", "help", "status")
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ASSET = re.compile(rb'(?:src|href)="/static/([^"]+\.(css|svg|js))"')
KILOBYTE = 1024


def measure() -> list[dict[str, object]]:
    """One row for the heaviest first response, one for the heaviest whole page, one for the most script."""
    weighed = [weigh(reverse(name)) for name in PAGES if _stands(name)]
    return [
        _row("first response, compressed", max(first for first, _, _ in weighed), 14),
        _row("whole page, compressed", max(whole for _, whole, _ in weighed), 100),
        _row("script of a page, compressed", max(script for _, _, script in weighed), 30),
    ]


def weigh(address: str) -> tuple[int, int, int]:
    """Bytes of a page's first response with its headers, of the whole page, and of its script."""
    with override_settings(STORAGES=PLAIN, ALLOWED_HOSTS=["testserver"]):
        answer = Client().get(address, headers={"accept-encoding": "gzip"}, follow=True)
        document = Client().get(address, follow=True).content
    first = len(answer.content) + sum(len(name) + len(value) + 4 for name, value in answer.items())
    assets = {name.decode(): kind for name, kind in ASSET.findall(document)}
    sizes = {name: _compressed(name) for name in assets}
    script = sum(size for name, size in sizes.items() if assets[name] == b"js")
    return first, first + sum(sizes.values()), script


def _compressed(name: str) -> int:
    found = finders.find(name)
    with open(str(found), "rb") as file:
        return len(gzip.compress(file.read()))


def _stands(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def _row(name: str, heaviest: int, limit: int) -> dict[str, object]:
    ratio = round(heaviest / (limit * KILOBYTE), 3)
    return {
        "name": name, "measured": f"{heaviest / KILOBYTE:.1f} KB", "against": f"{limit} KB", "ratio": ratio,
        "goal": f"≤ {limit} KB", "holds": ratio <= 1,
    }  # fmt: skip
