"""The pages of the portal."""

from django.urls import path

from khuevan.portal.web import errors, health, pages, search, work
from khuevan.portal.web.framing import frame, language

__all__ = ["errors", "frame", "urlpatterns"]

urlpatterns = [
    path("", pages.home, name="home"),
    path("search", search.search, name="search"),
    path("my-work", work.my_work, name="my-work"),
    path("help", pages.about_help, name="help"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("language", language, name="set-language"),
    path("status", health.status, name="status"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
