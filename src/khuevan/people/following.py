"""What rooms above tell people: which of their rows follow a merge by what rule, and who sits in one class.

Every foreign key to a person follows a merge of itself; a room registers a table where two records can hold
what only one person may, and says how that is settled. People stands below the rooms that know, so they
register when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from django.apps import apps
from django.db import connection

Row = Mapping[str, Any]
Aside = Literal["staying", "moving"]
Settle = Callable[[Row, Row], Aside]


@dataclass(frozen=True, slots=True)
class Followed:
    """Rows that hold a person's number in ``column`` and go with it; ``keys`` tell one from another.

    Where a row that stays and one that moves agree in ``meet``, ``settle(staying, moving)`` answers which is
    set aside (and restored by an un-merge), or refuses. ``release``: what is set aside is not taken away,
    but loses its person.
    """

    table: str
    column: str
    keys: tuple[str, ...]
    meet: tuple[str, ...] | None = None
    settle: Settle | None = None
    release: bool = False


_settled: dict[tuple[str, str], tuple[tuple[str, ...], Settle]] = {}
_others: dict[tuple[str, str], Followed] = {}
_seating: list[str] = []


def follow_merges(table: str, column: str, *, meet: tuple[str, ...], settle: Settle) -> None:
    """Register how two rows of a table with a foreign key to a person are settled where they meet.

    ``meet`` names the columns in which they agree. Rows are given as their JSON.
    """
    _settled[table, column] = (meet, settle)


def follow_number(table: str, column: str, *, keys: tuple[str, ...], settle: Settle) -> None:
    """Register a column without a foreign key that holds a person's number, each person at most once."""
    _others[table, column] = Followed(table, column, keys, (), settle, release=True)


def seat_together(query: LiteralString) -> None:
    """Register a query that answers which pairs sit in one class: ``%(a)s`` and ``%(b)s`` are their
    numbers.
    """
    _seating.append(query)


def followed() -> list[Followed]:
    """Everything that follows a merge: each foreign key to a person in any room, and what was registered."""
    person = apps.get_model("people", "Person")
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        own = [str(key.column) for key in model._meta.pk_fields]
        for column in [str(one.column) for one in model._meta.concrete_fields if one.related_model is person]:
            keys = tuple(key for key in own if key != column)
            found.append(Followed(table, column, keys, *_settled.get((table, column), (None, None))))
    return sorted([*found, *_others.values()], key=lambda one: (one.table, one.column))


def together(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Of the pairs, those who sit in one class."""
    found: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        for query in _seating:
            cursor.execute(query, {"a": a, "b": b})
            found += cursor.fetchall()
    return found
