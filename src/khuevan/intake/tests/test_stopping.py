"""An import that is stopped while a worker is at it."""

from dataclasses import replace

import pytest
from django.db import connections

from khuevan.access.public import system
from khuevan.intake import registry, selectors, services
from khuevan.intake.contracts import Merged, Phase
from khuevan.intake.dispatch import run_now
from khuevan.intake.tests.conftest import AT, csv, hand_in, rows_in
from khuevan.journal.public import entries_of

OFFICE = system("proof")
ROWS = 20_000
MANY = csv(*(f"{number:06},Lò Văn A,,,,,,," for number in range(ROWS)))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_runs_stops_after_its_next_piece_and_leaves_nothing(importable, monkeypatch):
    monkeypatch.setattr("khuevan.intake.reading.text.BLOCK", 2**16)
    seen = []

    def merge(frame, actor, at, batch):
        merged = importable.merge(frame, actor, at, batch)
        seen.append((merged, len(rows_in())))
        # What the page's button does while the worker is here: another connection asks, and commits.
        asking = connections.create_connection("default")
        with asking.cursor() as cursor:
            cursor.execute("UPDATE intake_batch SET cancel_asked = true WHERE id = %s", [batch.id])
        asking.close()
        return merged

    registry.register(replace(importable, merge=merge))
    batch = hand_in(MANY)

    done = run_now(batch.id, AT)

    assert [rows for _, rows in seen] == [seen[0][0].inserted]
    assert 0 < seen[0][0].inserted < ROWS
    assert (done.phase, done.merged) == (Phase.CANCELLED, Merged())
    assert rows_in() == []
    assert entries_of([f"batch:{batch.id}"], "intake.batch_merged") == []
    assert selectors.batch(OFFICE, batch.ref).phase is Phase.CANCELLED
    assert services.run(batch=batch.id, actor=OFFICE, at=AT).phase is Phase.CANCELLED
