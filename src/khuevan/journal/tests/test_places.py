"""Places in the log: in the order of commits, without gaps, and not for the application to choose."""

import json
import threading
from dataclasses import dataclass
from typing import ClassVar

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.journal.models import Entry, Leaf
from khuevan.journal.public import record
from khuevan.journal.sealing import seal, stored
from khuevan.journal.tests.conftest import AT, CLERK, Happened
from khuevan_kernel.event import Event
from khuevan_kernel.law import Citation
from khuevan_kernel.log import NotCanonical, fold, leaf_hash, root_of


def test_an_entry_is_its_canonical_body_under_the_hash_of_its_leaf(db):
    cites = Citation("Thông tư 24/2024/TT-BGDĐT", "Điều 3")

    number = record(Happened("unit:7", "y"), actor=CLERK, at=AT, because=[cites])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    entry = Entry.objects.get(pk=number)
    body = json.loads(entry.body)
    program = body.pop("program")
    assert program
    assert body == {
        "event": "journal.happened", "actor": "account:1", "office": "/1/14/", "purpose": "thi tốt nghiệp",
        "subject": "unit:7", "facts": {"what": "y"}, "at": "2026-06-11T01:00:00.000000Z",
        "because": ["Thông tư 24/2024/TT-BGDĐT, Điều 3"],
    }  # fmt: skip
    text = f"{entry.recorded_at:%Y-%m-%dT%H:%M:%S.%fZ} {entry.body}"
    assert bytes(Leaf.objects.get(entry=number).hash) == leaf_hash(text.encode())


@dataclass(frozen=True, slots=True)
class Weighed(Event):
    name: ClassVar[str] = "journal.weighed"
    weight: object


@pytest.mark.parametrize("weight", [1.5, object(), b"x"])
def test_a_fact_without_one_way_to_write_it_is_refused_and_leaves_no_trace(db, weight):
    with pytest.raises(NotCanonical):
        record(Weighed("x", weight), actor=CLERK, at=AT)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("subject", ["", 'a"b', "a\\b", "Huế", "a\nb", "x" * 101])
def test_a_subject_is_a_plain_reference(db, subject):
    with pytest.raises(ValueError, match="plain references"):
        record(Happened(subject), actor=CLERK, at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        f"{verb} {table}"
        for table in (
            "journal_entry",
            "journal_leaf",
            "journal_node",
            "journal_signedhead",
            "journal_undelivered",
        )
        for verb in ("DELETE FROM", "TRUNCATE")
    ]
    + [
        "UPDATE journal_entry SET body = ''",
        "UPDATE journal_leaf SET hash = ''",
        "UPDATE journal_node SET hash = ''",
        "UPDATE journal_signedhead SET root = ''",
        "UPDATE journal_counter SET leaves = 0",
        "DELETE FROM journal_counter",
        "INSERT INTO journal_counter (single, leaves) VALUES (false, 0)",
        "INSERT INTO journal_leaf (index, entry, hash) VALUES (0, 0, '')",
        "INSERT INTO journal_entry (id, body) VALUES (1, '{}')",
        "INSERT INTO journal_entry (body, recorded_at) VALUES ('{}', now())",
        "SELECT journal_give_place()",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_application_can_neither_change_nor_remove_nor_place_anything(db, statement):
    with pytest.raises(DatabaseError) as refusal, connection.cursor() as cursor:
        cursor.execute(statement)

    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert refusal.value.__cause__.sqlstate == "42501"


def test_places_follow_commits_and_a_rollback_leaves_no_gap(committed):
    def work(name: str) -> None:
        for number in range(20):
            try:
                with transaction.atomic():
                    record(Happened(f"{name}:{number}"), actor=CLERK, at=AT)
                    if number % 4 == 3:
                        raise InterruptedError
            except InterruptedError:
                pass
        connection.close()

    workers = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    leaves = list(Leaf.objects.order_by("index").values_list("index", "entry"))
    assert [index for index, _ in leaves] == list(range(45))
    assert {entry for _, entry in leaves} == set(Entry.objects.values_list("pk", flat=True))


def test_the_lock_is_held_for_the_commit_only(committed):
    first, second = threading.Event(), threading.Event()
    order = []

    def slow() -> None:
        with transaction.atomic():
            record(Happened("slow"), actor=CLERK, at=AT)
            first.set()
            assert second.wait(10)
        connection.close()

    worker = threading.Thread(target=slow)
    worker.start()
    assert first.wait(10)
    with transaction.atomic():
        record(Happened("quick"), actor=CLERK, at=AT)  # does not wait for the slow one, which began earlier
    second.set()
    worker.join()

    placed = dict(Leaf.objects.values_list("entry", "index"))
    order = [subject for _, subject in sorted((placed[e.pk], e.subject) for e in Entry.objects.all())]
    assert order == ["quick", "slow"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_sealed_heads_have_the_root_of_all_leaves_so_far(committed, sizes):
    from khuevan.journal.tests.conftest import _emptied  # noqa: PLC0415

    _emptied()
    total = 0
    for size in sizes:
        with transaction.atomic():
            for number in range(size):
                record(Happened(f"n:{number}"), actor=CLERK, at=AT)
        total += size
        head = seal()
        hashes = [bytes(h) for h in Leaf.objects.order_by("index").values_list("hash", flat=True)]
        assert head is not None
        assert (head.size, head.root) == (total, fold(hashes))
        assert root_of(total, stored) == fold(hashes)
    assert seal() is None
