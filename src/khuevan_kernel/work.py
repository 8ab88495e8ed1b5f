"""What waits for somebody, as the rooms tell the page of one's own work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """Something to do: a title and a sentence in the reader's language, and the named route that leads there.

    ``given`` are the route's arguments; ``by`` the last day for it; ``state`` a word for how it stands and
    ``tone`` its colour: ``good``, ``warn``, ``bad`` or none.
    """

    title: str
    about: str
    route: str
    given: tuple[str, ...] = ()
    by: date | None = None
    state: str = ""
    tone: str = ""
