"""Where rooms above take persons in by hand: a class, the staff of a school.

People asks who somebody is, and keeps nobody twice; the room that takes them in asks what is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from khuevan_kernel.actor import Actor
from khuevan_kernel.law import Refusal


@dataclass(frozen=True, slots=True)
class Entrance:
    """One place that takes somebody in: ``unit`` keeps a new record, ``number`` is the room's own.

    ``kind`` says which ages are believed, ``title`` heads the page, ``above`` are the pages above it by label
    and address, ``back`` is the address that shows who was taken in. ``elsewhere`` is the route that asks for
    somebody whose record another office keeps, and what its link says; without one, they ask
    the office above.
    """

    unit: int
    number: int
    kind: str
    title: str
    above: tuple[tuple[str, str], ...]
    back: str
    guardian: bool = False
    elsewhere: tuple[str, str] = ("", "")


class Way(Protocol):
    """A kind of place, by the word that stands for it in addresses."""

    slug: str

    def entrance(self, actor: Actor, reference: str, on: date) -> Entrance:
        """The place of a reference, where the actor may take somebody in; ``OutOfReach`` else."""

    def form(self, entrance: Entrance, data: Any, on: date) -> Any:
        """What is asked beside the person: a form of Django."""

    def take_in(
        self, actor: Actor, entrance: Entrance, person: int, born: date | None, told: dict[str, Any],
        at: datetime,
    ) -> None:  # fmt: skip
        """Take somebody in, who has a record now. Refuses as the room does, and leaves nothing then."""

    def field_of(self, refusal: Refusal) -> str:
        """The field that a refusal is about; empty where it is about none."""


_ways: dict[str, Way] = {}


def take_in_by(way: Way) -> Way:
    """Register a way by which persons are taken in; once, at the start."""
    _ways[way.slug] = way
    return way


def way_named(slug: str) -> Way | None:
    """The way that a word stands for."""
    return _ways.get(slug)
