"""What can be imported: the rooms above say so when the program starts."""

from __future__ import annotations

from khuevan.access.public import Permission
from khuevan.intake.contracts import AlsoCheck, Importable
from khuevan.intake.rules import UnknownImportable
from khuevan_kernel.actor import Actor

_known: dict[str, Importable] = {}


def register(importable: Importable) -> Importable:
    """Make a thing importable; called in ``apps.ready`` of the room that owns it. A later one replaces it."""
    _known[importable.description.name] = importable
    return importable


_also: list[AlsoCheck] = []


def also_check(check: AlsoCheck) -> AlsoCheck:
    """Have the rows of every importable thing checked besides, after its own check; called in ``apps.ready``.

    ``check(name, frame, actor, at)`` gets the thing's name and its checked rows with ``ROW``; it answers
    ``ROW``, ``column``, ``code`` and ``refuses``: a fault that does not refuse is told and lets its row in.
    ``rules.also_says`` gives the codes their words.
    """
    _also.append(check)
    return check


def also_checks() -> list[AlsoCheck]:
    """The checks that other rooms add to every import."""
    return [*_also]


def registered() -> list[Importable]:
    """All importable things, by name, whoever may import them."""
    return [one for _, one in sorted(_known.items())]


def importables(actor: Actor) -> list[Importable]:
    """What the actor may import, by name."""
    return [one for one in registered() if _may(actor, one)]


def importable(name: str, actor: Actor) -> Importable:
    """The importable thing of that name; refuses a name that is unknown, or not for this actor, alike."""
    found = _known.get(name)
    if found is None or not _may(actor, found):
        raise UnknownImportable(name=name)
    return found


def _may(actor: Actor, one: Importable) -> bool:
    return actor.may(Permission.INTAKE_RUN) and actor.may(one.permission)
