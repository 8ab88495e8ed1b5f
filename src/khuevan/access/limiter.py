"""Where attempts are counted: files that all workers share, and the worker's own memory where they fail."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

log = structlog.get_logger("khuevan.access.limiter")
_ABSENT = object()


class SharedCache(FileBasedCache):
    """A cache in files that outlives trouble with its folder: a full disk locks nobody out and opens no door.

    What could not be written to the folder is kept in the worker's memory, and read there first.
    """

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        with suppress(OSError):  # the folder is tried again with every write
            super().__init__(folder, params)
        self._own = LocMemCache(f"limiter:{folder}", params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """As any cache's."""
        kept = self._own.get(key, _ABSENT, version)
        return self._shared("get", key, default, version) if kept is _ABSENT else kept

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """As any cache's."""
        return bool(self._shared("add", key, value, *args, **kwargs))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """As any cache's."""
        self._shared("set", key, value, *args, **kwargs)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """As any cache's."""
        kept = self._own.delete(key, version)
        return bool(self._shared("delete", key, version)) or kept

    def _shared(self, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), method)(*args, **kwargs)
        except OSError as trouble:
            log.warning("limiter_falls_back", trouble=type(trouble).__name__)
            return getattr(self._own, method)(*args, **kwargs)
