"""Writing an entry: its body as it will be hashed, and its row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import fields
from datetime import datetime
from importlib.metadata import version
from typing import Any, LiteralString

from django.db import connection
from psycopg import Cursor

from khuevan_kernel.actor import Actor
from khuevan_kernel.event import Event
from khuevan_kernel.law import Citation
from khuevan_kernel.log import canonical

PROGRAM = version("khuevan")
# These three are searched for: references without quotes, escapes or letters that are written in two ways.
_PLAIN = re.compile(r"[ !#-\[\]-~]{1,100}")

recorded: ContextVar[bool] = ContextVar("recorded", default=False)
"""Whether something has been journalled since somebody set it to false: a request that had an effect."""


def record(event: Event, *, actor: Actor, at: datetime, because: Iterable[Citation] = ()) -> int:
    """Journal an event in the transaction of the change. Answers the number of the entry.

    The facts are the event's fields. They hold no personal data, and no floats: ``NotCanonical`` refuses what
    has no single way to be written. The entry gets its place in the log when the transaction commits.
    """
    for told in (event.name, event.subject, actor.id):
        if not _PLAIN.fullmatch(told):
            raise ValueError(f"{event.name}: event, subject and actor are plain references of 1 to 100 signs")
    body = canonical({
        "event": event.name, "actor": actor.id, "office": actor.office, "purpose": actor.purpose,
        "subject": event.subject, "because": [str(citation) for citation in because], "at": at,
        "facts": {one.name: getattr(event, one.name) for one in fields(event) if one.name != "subject"},
        "program": PROGRAM,
    })  # fmt: skip
    made = prepared(
        "INSERT INTO journal_entry (body) VALUES (%s) RETURNING id",
        body,
    )
    number: int = made.fetchone()[0]  # type: ignore[index]
    recorded.set(True)
    return number


def prepared(statement: LiteralString, *values: str | int | bytes) -> Cursor[Any]:
    """Run a statement that nearly every request runs: the server plans it once for each connection."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return Cursor(connection.connection).execute(statement, values, prepare=True)
