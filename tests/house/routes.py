"""Every route there is, from the resolver itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address pattern, its name with namespaces, and the view behind it."""

    pattern: str
    name: str
    view: Callable[..., Any]

    @property
    def takes_objects(self) -> bool:
        """Whether its addresses hold references or other values."""
        return "<" in self.pattern

    @property
    def is_ours(self) -> bool:
        """Whether a room of this house made it."""
        return self.view.__module__.startswith("khuevan.")


def routes() -> list[Route]:
    """All of them, in the order of their patterns."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda route: route.pattern)


def _walk(resolver: URLResolver, before: str, names: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + re.sub(r"\\Z|[\^$]", "", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield Route(pattern, f"{names}{entry.name or ''}", entry.callback)
        else:
            yield from _walk(entry, pattern, f"{names}{entry.namespace}:" if entry.namespace else names)
