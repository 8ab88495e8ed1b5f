"""What rooms above show beside a person's record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from khuevan_kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Beside:
    """A few lines beside a record: a title, a word for how it stands with its tone, since when, what to add.

    ``route`` and ``given`` name the page that leads on, ``label`` its link. ``action`` is the route that a
    button posts to (``given`` too), ``does`` what the button says.
    """

    title: str
    state: str
    tone: str = ""
    at: datetime | None = None
    about: str = ""
    route: str = ""
    given: tuple[str, ...] = ()
    label: str = ""
    action: str = ""
    does: str = ""


_showing: list[Callable[[Actor, int], Beside | None]] = []


def show_beside(
    part: Callable[[Actor, int], Beside | None],
) -> Callable[[Actor, int], Beside | None]:
    """Register what a room shows beside the record of a person whom the actor may see; once, at the start."""
    _showing.append(part)
    return part


def parts_beside(actor: Actor, person: int) -> list[Beside]:
    """What all rooms show beside a record."""
    return [part for show in _showing if (part := show(actor, person)) is not None]
