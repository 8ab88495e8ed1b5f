"""Something that happens, an actor, and a journal that really commits."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import connections

from khuevan.journal import outbox
from khuevan.journal.keys import LogKeys
from khuevan_kernel.actor import Actor
from khuevan_kernel.event import Event

AT = datetime(2026, 6, 11, 1, tzinfo=UTC)
CLERK = Actor("account:1", office="/1/14/", purpose="thi tốt nghiệp")


@dataclass(frozen=True, slots=True)
class Happened(Event):
    """Something."""

    name: ClassVar[str] = "journal.happened"
    what: str = "x"


@pytest.fixture
def committed(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """Transactions commit; afterwards the journal's tables are emptied by their owner. Own keys."""
    monkeypatch.setattr("khuevan.journal.sealing.log_keys", lambda: LogKeys(tmp_path / "keys"))
    with django_db_blocker.unblock():
        _emptied()
        yield
        _emptied()


def _emptied() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "TRUNCATE journal_entry, journal_leaf, journal_counter, journal_node, journal_signedhead,"
            " journal_answer, journal_delivery, journal_undelivered"
        )


@pytest.fixture
def no_handlers(monkeypatch):
    """Only the test's own handlers."""
    monkeypatch.setattr(outbox, "_handlers", type(outbox._handlers)(list))
