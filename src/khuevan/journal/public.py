"""The one door through which events leave a room: journalled with the change, delivered after it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from khuevan.journal.models import Entry
from khuevan_kernel.actor import Actor
from khuevan_kernel.event import Event
from khuevan_kernel.law import Citation

__all__ = ["answered_once", "on", "record"]

E = TypeVar("E", bound=Event)
_subscribers: defaultdict[type[Event], list[Callable[..., None]]] = defaultdict(list)


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Have a function called with every event of a kind, once the change has been committed."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        _subscribers[event].append(handler)
        return handler

    return register


def record(event: Event, *, actor: Actor, at: datetime, because: Iterable[Citation] = ()) -> int:
    """Journal an event in the transaction of the change. Answers the number of the entry."""
    body = {
        "event": event.name, "actor": actor.id, "office": actor.office, "purpose": actor.purpose,
        "facts": asdict(event), "because": [str(citation) for citation in because],
    }  # fmt: skip
    entry = Entry.objects.create(
        event=event.name, actor=actor.id, subject=event.subject, recorded_at=at,
        body=json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str),
    )  # fmt: skip
    return entry.pk


def answered_once(
    request: HttpRequest, actor: Actor, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer to a request; the first answer again where its idempotency key was seen before."""
    return answer()
