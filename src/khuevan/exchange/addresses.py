"""The interface for programs in the tree of the site's addresses."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """Addresses that are read when the first request below them comes, not when the site starts."""

    def _populate(self) -> None:
        """Names are looked up in its namespace, which reads it then; those of pages do not wait for it."""


def interface(prefix: str) -> URLResolver:
    """The interface, below a prefix of addresses."""
    return Later(RoutePattern(prefix), "khuevan.exchange.api.addresses", app_name="ninja", namespace="api-v1")
