"""Where the interface's addresses lead. Making its shapes takes a second: read when asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from khuevan.exchange.api import api, troubles


def _told(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that tells of a method it does not have as of any other trouble."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = view(request, *args, **kwargs)
        return troubles.not_allowed(found) if isinstance(found, HttpResponseNotAllowed) else found

    return answer


urlpatterns = [*api.urls[0]]
for _one in urlpatterns:
    _one.callback = _told(_one.callback)
