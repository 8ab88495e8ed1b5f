"""Who acts: a person or a system, and how far each permission reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERYWHERE = "/"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a system that acts.

    ``id`` is a stable reference without personal data (``account:17``, ``system:nation``). ``reaches`` maps
    a permission to the branches of the unit tree it covers; ``/`` is the whole country. ``office`` is the
    branch in whose name they act, ``purpose`` why; ``person`` is the record in the register that is theirs.
    """

    id: str
    reaches: Mapping[str, frozenset[str]] = field(default_factory=dict)
    office: str = ""
    purpose: str = ""
    person: int | None = None

    def may(self, permission: str) -> bool:
        """Whether the permission reaches anything at all."""
        return bool(self.reaches.get(permission))

    def may_at(self, permission: str, path: str) -> bool:
        """Whether the permission reaches the unit at a path."""
        return any(path.startswith(branch) for branch in self.reaches.get(permission, ()))


NOBODY = Actor("nobody")
