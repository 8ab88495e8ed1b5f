"""Whether this installation lives and is ready: for machines as JSON, for people as a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khuevan.access.public import open_to_all
from khuevan.portal import selectors

WORDS = {
    "database": _("Cơ sở dữ liệu trả lời"),
    "migrations": _("Cơ sở dữ liệu đúng phiên bản chương trình"),
    "disk": _("Đĩa còn chỗ"),
    "worker": _("Công việc nền đang chạy"),
}
NEEDED_TO_SERVE = ("database", "migrations", "disk")


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nothing of the database, so that trouble there does not restart web servers."""
    return JsonResponse({"alive": True})


@open_to_all
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether to send visitors here: 200, or 503 with what is missing.

    A missing worker is told but does not close the site: pages are served without it, jobs wait.
    """
    checks = selectors.readiness(settings.HOME.root)
    ready = all(checks[name] for name in NEEDED_TO_SERVE)
    answer = JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
    if not ready:
        answer.headers["Retry-After"] = "30"
    return answer


@open_to_all
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The state of the service in words."""
    checks = selectors.readiness(settings.HOME.root)
    rows = [(WORDS[name], good) for name, good in checks.items()]
    return render(request, "portal/status.html", {"rows": rows, "good": all(checks.values())})


for _view in (healthz, readyz, status):
    _view.without_database = True  # type: ignore[attr-defined]
