"""Committed events reach every handler, in order, with effect once; one that fails stops nobody else."""

import threading
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import pytest
from django.db import connection, connections, transaction

from khuevan.journal.models import Delivery, Entry, Undelivered
from khuevan.journal.outbox import MOST_TRIES
from khuevan.journal.public import deliver, on, record
from khuevan.journal.tests.conftest import AT, CLERK, Happened
from khuevan_kernel.event import Event

pytestmark = pytest.mark.usefixtures("committed", "no_handlers")


def happen(*names):
    for name in names:
        with transaction.atomic():
            record(Happened(name), actor=CLERK, at=AT)


def due_now():
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE journal_delivery SET retry_at = NULL")


def test_every_handler_gets_every_event_of_its_kind_in_order_and_once():
    first, second = [], []
    on(Happened)(lambda event: first.append(event.subject))
    happen("a", "b")
    assert deliver() == 2

    @on(Happened)
    def late(event):
        second.append(event.subject)

    happen("c")
    deliver()
    deliver()

    assert (first, second) == (["a", "b", "c"], ["a", "b", "c"])


class Level(StrEnum):
    PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class Rich(Event):
    name: ClassVar[str] = "journal.rich"
    day: date
    mark: Decimal
    level: Level
    subjects: tuple[str, ...]
    among: frozenset[int]
    nothing: int | None = None


def test_an_event_arrives_as_it_was_recorded():
    got: list[Event] = []
    on(Rich)(got.append)
    sent = Rich("x", date(2026, 6, 11), Decimal("8.50"), Level.PRIMARY, ("Toán", "Văn"), frozenset({3, 1}))
    with transaction.atomic():
        record(sent, actor=CLERK, at=AT)

    deliver()

    assert got == [sent]


def test_what_was_rolled_back_is_not_told():
    got: list[Event] = []
    on(Happened)(got.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Happened("x"), actor=CLERK, at=AT)
        raise ZeroDivisionError

    assert deliver() == 0
    assert got == []


def test_effects_and_the_mark_that_they_happened_are_one():
    @on(Happened)
    def half(event):
        record(Happened("effect"), actor=CLERK, at=AT)
        raise ZeroDivisionError

    happen("a")
    deliver()

    assert not Entry.objects.filter(subject="effect").exists()
    assert Delivery.objects.get().position == 0


def test_a_handler_that_fails_waits_and_comes_to_it_again_without_stopping_others():
    got, tried = [], []

    @on(Happened)
    def fails_once(event):
        tried.append(event.subject)
        if len(tried) == 1:
            raise ZeroDivisionError

    on(Happened)(lambda event: got.append(event.subject))
    happen("a", "b")
    deliver()
    deliver()
    assert (tried, got) == (["a"], ["a", "b"])  # waiting, and its order kept

    due_now()
    deliver()
    assert tried == ["a", "a", "b"]


def test_after_many_tries_an_event_is_set_aside_with_its_reason_and_the_next_goes_on():
    got = []

    @on(Happened)
    def never_a(event):
        if event.subject == "a":
            raise ZeroDivisionError
        got.append(event.subject)

    happen("a", "b")
    for _ in range(MOST_TRIES):
        due_now()
        deliver()

    dead = Undelivered.objects.get()
    assert (dead.index, dead.reason, got) == (0, "ZeroDivisionError", ["b"])


def test_a_failure_that_breaks_the_transaction_is_a_failure_like_any_other():
    @on(Happened)
    def breaks(event):
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")

    happen("a")
    deliver()

    assert Delivery.objects.get().tries == 1


def test_two_workers_do_not_do_it_twice():
    got = []
    on(Happened)(lambda event: got.append(event.subject))
    happen(*(str(number) for number in range(30)))

    def work():
        for _ in range(5):
            deliver()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver()

    assert got == [str(number) for number in range(30)]
