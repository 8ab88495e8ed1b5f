"""Where attempts are counted: files that all workers share, and the worker's own memory where they fail."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache

log = structlog.get_logger("khuevan.access.limiter")


class SharedCache(FileBasedCache):
    """A cache in files that outlives trouble with its folder: a full disk locks nobody out and opens no door.

    Each method falls back to a cache in the worker's memory, so attempts are still counted there.
    """

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        super().__init__(folder, params)
        self._own = LocMemCache("limiter", params)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """As the cache's own, in memory where the folder fails."""
        return bool(self._either("add", key, value, *args, **kwargs))

    def get(self, key: Any, default: Any = None, *args: Any, **kwargs: Any) -> Any:
        """As the cache's own, from memory where the folder fails."""
        return self._either("get", key, default, *args, **kwargs)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """As the cache's own, in memory where the folder fails."""
        self._either("set", key, value, *args, **kwargs)

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """As the cache's own, in memory where the folder fails."""
        return bool(self._either("delete", key, *args, **kwargs))

    def _either(self, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), method)(*args, **kwargs)
        except OSError as trouble:
            log.warning("limiter_falls_back", trouble=type(trouble).__name__)
            return getattr(self._own, method)(*args, **kwargs)
