"""What every request is given before it reaches a room, and what is said of it afterwards."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from khuevan.access.public import NOBODY, OutOfReach, act_by_key, actor_of, reaching
from khuevan.exchange.public import holder
from khuevan.journal.public import answered_once
from khuevan.portal.web import errors
from khuevan_kernel.identity import BadReference
from khuevan_kernel.law import Refusal

log = structlog.get_logger("khuevan.request")
GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Django writes what is posted to the disk before any page, or the check of its form's key, has a say. Files
# are taken from those who have signed in, on intake's pages; beyond its own limit there, which says so in
# words.
LARGEST_POST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
LARGEST_FILE_POST = 2**30
INTERFACE = "/api/"


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request: its id, route, status and time; never its address, which may hold a name."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else ""
        elapsed = round((time.perf_counter() - began) * 1000, 1)
        log.info("answered", method=request.method, route=route, status=response.status_code, ms=elapsed)
        response.headers["X-Request-Id"] = request_id
        return response

    return middleware


class Acting:
    """Puts on the request who acts and when, and runs the view in one transaction bound to their reach.

    The only place that reads the clock for a page. A state-changing request that carries an idempotency key
    is answered once: see ``journal.public.answered_once``. What is refused, out of reach or unanswered by the
    database undoes the transaction and becomes a page. It has to be the last middleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.signing_in = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.received_at = timezone.now()  # type: ignore[attr-defined]
        if _unreadable(request) or _too_large(request):
            return errors.bad_request(request, SuspiciousOperation())
        response = self.get_response(request)
        if getattr(request, "actor", NOBODY) != NOBODY or request.path_info.startswith(INTERFACE):
            response.headers["Cache-Control"] = "no-store"  # a shared computer's Back button shows nothing
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(view, "without_database", False):
            return None
        try:
            with transaction.atomic():
                return self._answer(request, lambda: view(request, *args, **kwargs))
        except (OutOfReach, BadReference):
            raise Http404 from None
        except Refusal as refusal:
            return errors.refused(request, refusal)
        except (OperationalError, InterfaceError) as trouble:
            log.error("database", exc_info=trouble)
            return errors.unavailable(request)

    def _answer(self, request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        if request.path_info.startswith(INTERFACE):
            _by_key_alone(request)
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        reaching(actor)
        try:
            response = answered_once(request, actor, view)
        except (ImmediateHttpResponse, ReauthenticationRequired) as detour:
            # The library's way to answer from deep inside. What it wrote, a session above all, has to stay.
            response = self.signing_in(request, detour)
        if hasattr(response, "render") and not getattr(response, "is_rendered", True):
            response = response.render()
        return response


def _unreadable(request: HttpRequest) -> bool:
    """Whether the address holds a NUL: no text of ours does, and the database takes none."""
    return "\x00" in request.path_info or any(
        "\x00" in text for name, held in request.GET.lists() for text in (name, *held)
    )


def _by_key_alone(request: HttpRequest) -> None:
    """For programs: who acts is said by the key in the header, never by a browser's session."""
    request.user = AnonymousUser()
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    found = holder(token.strip(), request.received_at) if kind.lower() == "bearer" else None  # type: ignore[attr-defined]
    if found:
        request.holder = found  # type: ignore[attr-defined]
        act_by_key(request, found.account, found.path, found.purpose)


def _too_large(request: HttpRequest) -> bool:
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size <= LARGEST_POST:
        return False
    takes_files = request.path_info.startswith("/intake/") and request.user.is_authenticated
    if request.path_info.startswith(INTERFACE):  # read as a stream, and only once the key has been looked at
        takes_files = request.content_type != "multipart/form-data"
    return not takes_files or size > LARGEST_FILE_POST
