"""What has been committed is told to whoever asked: in the log's order, at least once, each by itself."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.db import connection, transaction

from khuevan_kernel.event import Event

E = TypeVar("E", bound=Event)
MOST_TRIES = 8
LOOK_AHEAD = 5_000  # leaves that one step looks through for the next event of its kind
DELIVERING = 0x6B6875  # the advisory locks' first half; the second is the handler

log = structlog.get_logger("khuevan.journal.outbox")


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that wants every event of a kind. Its name is where it stands in the program."""

    name: str
    event: type[Event]
    call: Callable[[Any], None]


_handlers: defaultdict[str, list[Handler]] = defaultdict(list)


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Have a function called with every event of a kind, from the first one ever, after its commit.

    It runs in a transaction of its own together with the mark that it has run, so its effects in the database
    happen once; what it does outside (a message) may happen twice and has to bear that. It has to be
    imported when the program starts: a room's ``handlers.py``, from its ``apps.py``. Renaming it starts anew.
    """

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        _handlers[event.name].append(Handler(name, event, handler))
        return handler

    return register


def deliver(seconds: float = 5.0) -> int:
    """Give handlers what has been committed; answers how many were given. For the worker, again and again.

    Goes on for about so many seconds. A handler that fails is tried again later, twice as late each time, and
    its later events wait; after ``MOST_TRIES`` the event is set aside in ``Undelivered`` with the reason.
    Two workers do not give the same handler an event at the same time.
    """
    until = time.monotonic() + seconds
    given = 0
    for handler in [one for held in _handlers.values() for one in held]:
        while time.monotonic() < until:
            done = _step(handler)
            if done is None:
                break
            given += done
    return given


@transaction.atomic
def _step(handler: Handler) -> int | None:
    """Give the next event, or move over what does not concern the handler. ``None``: nothing to do now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [DELIVERING, handler.name])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(
            "INSERT INTO journal_delivery (handler, position, tries) VALUES (%s, 0, 0)"
            " ON CONFLICT DO NOTHING",
            [handler.name],
        )
        cursor.execute(
            "SELECT position, tries, coalesce(retry_at > clock_timestamp(), false),"
            " (SELECT coalesce(max(index) + 1, 0) FROM journal_leaf)"
            " FROM journal_delivery WHERE handler = %s",
            [handler.name],
        )
        position, tries, waiting, leaves = cursor.fetchone()
        if waiting or position >= leaves:
            return None
        cursor.execute(
            "SELECT l.index, e.body FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry"
            " WHERE l.index >= %s AND l.index < %s AND e.event = %s ORDER BY l.index LIMIT 1",
            [position, position + LOOK_AHEAD, handler.event.name],
        )
        found = cursor.fetchone()
    if found is None:
        _moved(handler, min(position + LOOK_AHEAD, leaves))
        return 0
    return _give(handler, found[0], found[1], tries)


def _give(handler: Handler, index: int, body: str, tries: int) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            handler.call(_event(handler.event, body))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the commit would refuse is refused here
    except Exception as error:  # whatever a handler does wrong must not stop the others
        reason = type(error).__name__
        log.warning("handler failed", handler=handler.name, leaf=index, reason=reason, tries=tries + 1)
        if tries + 1 < MOST_TRIES:
            _moved(handler, index, tries + 1)
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_undelivered (handler, index, reason) VALUES (%s, %s, %s)",
                [handler.name, index, reason],
            )
        _moved(handler, index + 1)
        return 0
    _moved(handler, index + 1)
    return 1


def _moved(handler: Handler, position: int, tries: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_delivery SET position = %s, tries = %s, retry_at ="
            " CASE WHEN %s > 0 THEN clock_timestamp() + make_interval(secs => 2 ^ %s) END WHERE handler = %s",
            [position, tries, tries, tries, handler.name],
        )


def _event(kind: type[Event], body: str) -> Event:
    from pydantic import TypeAdapter  # noqa: PLC0415  slow, and only the worker delivers

    told = json.loads(body)
    facts = json.dumps(told["facts"] | {"subject": told["subject"]})
    return TypeAdapter(kind).validate_json(facts)
