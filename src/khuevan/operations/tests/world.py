"""Which figure its page is tried with: the same for everybody."""

from __future__ import annotations

OBJECTS = {"review-figure": lambda world, at: {"code": "general.pupils"}}
