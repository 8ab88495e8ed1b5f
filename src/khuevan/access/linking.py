"""How a verified national number finds a person's record: the room that keeps them says so, from above."""

from __future__ import annotations

from collections.abc import Callable

from khuevan.access.contracts import VerifiedIdentity

Finder = Callable[[VerifiedIdentity], int | None]
_finders: list[Finder] = []


def link_to_persons(finder: Finder) -> Finder:
    """Register how a person is found: answers the row number of the one record that matches, or ``None``.

    Called by the room that keeps the persons when the program starts. A later one replaces the earlier.
    """
    _finders[:] = [finder]
    return finder


def person_of(identity: VerifiedIdentity) -> int | None:
    """The record of the person whom an issuer vouches for; ``None`` where nobody looks, or nobody matches."""
    if not identity.national_id or not _finders:
        return None
    return _finders[0](identity)
