"""What rooms above tell access: whose record a national number is, and what branches are called.

Access stands below the rooms that know, so they register here when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from khuevan.access.contracts import VerifiedIdentity

Finder = Callable[[VerifiedIdentity], int | None]
Names = Callable[[Iterable[str]], Mapping[str, str]]
FindPath = Callable[[str], str | None]
_finders: list[Finder] = []
_branches: list[tuple[Names, FindPath]] = []


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


def name_branches(names: Names, find: FindPath) -> None:
    """Register what the branches of the unit tree are called.

    ``names`` takes paths and gives the names of those it knows; ``find`` takes what somebody typed, a
    unit's code for one, and gives a path or ``None``. Neither has to look who asks: a unit's name is no
    secret.
    """
    _branches[:] = [(names, find)]


def branch_names(paths: Iterable[str]) -> Mapping[str, str]:
    """The names of branches by their paths; those that nobody names are left out."""
    return _branches[0][0](set(paths)) if _branches else {}


def branch_path(typed: str) -> str:
    """The path that somebody meant: by the unit's code where a room knows it, else as it was typed."""
    found = _branches[0][1](typed) if _branches and not typed.startswith("/") else None
    return found or typed
