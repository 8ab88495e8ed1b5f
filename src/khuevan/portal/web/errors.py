"""What a person sees when something is refused, missing or broken: what is the case, and what they can do.

None of these pages asks the database, so they stand where it does not. None repeats what the person sent, and
none quotes an exception: either may hold personal data.
"""

from __future__ import annotations

from http import HTTPStatus

import structlog
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.access.public import actor_of
from khuevan_kernel.law import Refusal

SENTENCES = {
    HTTPStatus.BAD_REQUEST: (
        _("Yêu cầu không đọc được"),
        _("Trình duyệt đã gửi một yêu cầu mà hệ thống không hiểu. Hãy mở lại trang và làm lại bước vừa rồi."),
    ),
    HTTPStatus.FORBIDDEN: (
        _("Biểu mẫu đã hết hiệu lực"),
        _("Trang mở quá lâu hoặc trình duyệt chặn cookie. Hãy tải lại rồi gửi lại; chưa có gì thay đổi."),
    ),
    HTTPStatus.NOT_FOUND: (
        _("Không tìm thấy trang này"),
        _("Địa chỉ có thể đã đổi, hoặc nội dung không thuộc phạm vi bạn được xem."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        _("Hệ thống gặp lỗi"),
        _("Lỗi đã được ghi lại và chưa có gì thay đổi. Hãy thử lại; nếu vẫn lỗi, báo mã yêu cầu ở dưới."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        _("Dịch vụ tạm dừng"),
        _("Hệ thống đang được khôi phục, thường trong một phút. Những gì đã được xác nhận không bị mất."),
    ),
}
RETRY_AFTER = "30"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: a form without its key. Pages out of reach are 404."""
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or out of reach; nobody can tell which. Keeps the frame of who has signed in."""
    if not hasattr(request, "actor"):
        try:
            with transaction.atomic():
                request.actor = actor_of(request)  # type: ignore[attr-defined]
        except DatabaseError:
            pass  # the page is no more there without the database than with it
    return page(request, HTTPStatus.NOT_FOUND)


def crashed(request: HttpRequest) -> HttpResponse:
    """500: a bug. The page shows the request's id, which the log has too."""
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer. Says when to come back."""
    response = page(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """422: the rules say no. Says what is the case, on which provisions it rests, and what to do."""
    said, remedy = refusal.told(gettext, localize)
    context = {"code": refusal.code, "said": said, "remedy": remedy, "because": refusal.because}
    return render(request, "portal/refused.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """The page of one kind of trouble; for programs, the same as a problem of RFC 9457."""
    title, advice = SENTENCES[status]
    trace = structlog.contextvars.get_contextvars().get("request_id", "")
    if request.path_info.startswith("/api/"):
        code = status.phrase.lower().replace(" ", "-")
        said = {
            "type": f"urn:khuevan:{code}", "title": str(title), "status": int(status), "code": code,
            "remedy": str(advice), "errors": [], "request": trace,
        }  # fmt: skip
        return JsonResponse(said, status=status, content_type="application/problem+json")
    context = {"status": int(status), "title": title, "advice": advice, "trace": trace}
    return render(request, "portal/error.html", context, status=status)
