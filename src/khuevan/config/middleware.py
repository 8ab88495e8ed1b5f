"""What every request is given before it reaches a room, and what is said of it afterwards."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from khuevan.access.public import actor_of, reaching
from khuevan.journal.public import answered_once

log = structlog.get_logger("khuevan.request")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request: its id, route, status and time; never its address, which may hold a name."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
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
    is answered once: see ``journal.public.answered_once``. It has to be the last middleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.received_at = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(view, "without_database", False):
            return None
        with transaction.atomic():
            actor = actor_of(request)
            request.actor = actor  # type: ignore[attr-defined]
            reaching(actor)
            response = answered_once(request, actor, lambda: view(request, *args, **kwargs))
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            return response
