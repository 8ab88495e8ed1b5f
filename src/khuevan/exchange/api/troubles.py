"""What the interface answers when something was not done, whatever it was: RFC 9457 with stable codes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from khuevan.access.public import OutOfReach
from khuevan.exchange import rules
from khuevan.exchange.api.reading import Unclear
from khuevan.exchange.api.saying import MOST_ERRORS, PROBLEM, Problem, Wrong, problem
from khuevan.intake.public import UnknownImportable
from khuevan_kernel.identity import BadReference
from khuevan_kernel.law import Refusal

log = structlog.get_logger("khuevan.exchange")
_STATUS = {
    rules.Changed: HTTPStatus.PRECONDITION_FAILED,
    rules.ConditionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    rules.FeedTooOld: HTTPStatus.GONE,
    UnknownImportable: HTTPStatus.NOT_FOUND,
}


def hold(api: NinjaAPI) -> None:
    """Let the interface answer in its own way to whatever goes wrong."""
    answers: dict[Any, Any] = {
        Refusal: _refused, ValidationError: _unfit, OutOfReach: _missing, BadReference: _missing,
        Http404: _missing, AuthenticationError: _unknown, HttpError: _other, OperationalError: _unavailable,
        InterfaceError: _unavailable, RequestDataTooBig: _too_large,
    }  # fmt: skip
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    said, remedy = refusal.told(gettext, localize)
    status = _STATUS.get(type(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    return problem(status, refusal.code, said, remedy=remedy)


def _unfit(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    # Pydantic's place is (where, parameter, …path); the value itself is not repeated.
    errors = [
        Wrong(path=".".join(map(str, one["loc"][2:] or one["loc"][1:])), code=one["type"], detail=one["msg"])
        for one in trouble.errors
    ]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "exchange.shape-wrong",
        gettext("Nội dung chưa đúng; chưa có gì thay đổi."),
        remedy=gettext("Xem kiểu của từng trường trong /api/v1/openapi.json."), errors=errors[:MOST_ERRORS],
    )  # fmt: skip


def _missing(request: HttpRequest, trouble: Exception) -> HttpResponse:
    return problem(
        HTTPStatus.NOT_FOUND, "exchange.not-found",
        gettext("Không có bản ghi này trong phạm vi của khóa."),
    )  # fmt: skip


def _unknown(request: HttpRequest, trouble: AuthenticationError) -> HttpResponse:
    answer = problem(
        HTTPStatus.UNAUTHORIZED, "exchange.key-missing",
        gettext("Thiếu khóa, hoặc khóa không còn hiệu lực."),
        remedy=gettext("Gửi “Authorization: Bearer …”. Khóa tạo ở trang /me/keys."),
    )  # fmt: skip
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _too_large(request: HttpRequest, trouble: RequestDataTooBig) -> HttpResponse:
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "exchange.too-large", gettext("Nội dung quá lớn."),
        remedy=gettext("Gửi ít bản ghi hơn mỗi lượt, hoặc nộp cả tệp ở /api/v1/files/…"),
    )  # fmt: skip


def _other(request: HttpRequest, trouble: HttpError) -> HttpResponse:
    why = trouble.__cause__
    if isinstance(why, Unclear):
        return problem(why.status, why.code, gettext(why.says), remedy=gettext(why.remedy), errors=[
            Wrong(path=why.path, code=why.code, detail=gettext(why.says))] if why.path else [],
        )  # fmt: skip
    status = HTTPStatus(trouble.status_code)
    answer = problem(status, f"exchange.{status.phrase.lower().replace(' ', '-')}", status.phrase)
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(60 - request.received_at.second)  # type: ignore[attr-defined]
    return answer


def not_allowed(response: HttpResponse) -> HttpResponse:
    """The answer to a method that an address does not have; ``Allow`` names those it has."""
    has = response.headers["Allow"]
    answer = problem(
        HTTPStatus.METHOD_NOT_ALLOWED, "exchange.method-not-allowed",
        gettext("Địa chỉ này không có phương thức đó."),
        remedy=gettext("Dùng một trong: %(methods)s.") % {"methods": has},
    )  # fmt: skip
    answer.headers["Allow"] = has
    return answer


def _unavailable(request: HttpRequest, trouble: Exception) -> HttpResponse:
    log.error("database", exc_info=trouble)
    answer = HttpResponse(
        Problem(
            type="urn:khuevan:unavailable", title=gettext("Dịch vụ tạm dừng"), code="unavailable", status=503
        ).model_dump_json(),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        content_type=PROBLEM,
    )
    answer.headers["Retry-After"] = "30"
    return answer
