"""Rows that are brought in without a file: the checks, the merge and the entry of a file's."""

from khuevan.access.public import system
from khuevan.intake import services
from khuevan.intake.contracts import Fault, Merged
from khuevan.intake.models import Batch
from khuevan.intake.tests.conftest import AT, LEARNERS, rows_in
from khuevan.journal.public import entries_of


def bring(*rows):
    return services.bring(name=LEARNERS.name, rows=rows, actor=system("proof"), at=AT)


def test_rows_go_in_and_a_second_time_change_nothing(importable):
    rows = [{"id": "0012", "name": "Hoàng Thị Lan", "mark": "7,25"}, {"id": "0013", "name": "Lò Văn A"}]

    assert bring(*rows).merged == Merged(inserted=2)
    assert bring(*rows).merged == Merged(unchanged=2)
    assert [row[:2] for row in rows_in()] == [("0012", "Hoàng Thị Lan"), ("0013", "Lò Văn A")]


def test_one_entry_tells_the_digest_and_the_counts(importable):
    bring({"id": "0012", "name": "Hoàng Thị Lan"})

    batch = Batch.objects.for_system("the test's").one(importable=LEARNERS.name)
    (entry,) = entries_of([str(batch)], "intake.batch_merged")
    assert entry.facts["digest"] == batch.digest
    assert entry.facts["inserted"] == 1


def test_one_fault_keeps_all_rows_out_and_names_its_place(importable):
    brought = bring({"id": "0012", "name": "Hoàng Thị Lan"}, {"id": "0013", "name": "Lò Văn A", "mark": "11"})

    assert brought.faults == (Fault("KV-I-0310", 2, "mark"),)
    assert brought.merged == Merged()
    assert rows_in() == []
    assert not Batch.objects.for_system("the test's").exists()


def test_the_same_key_twice_is_a_fault(importable):
    row = {"id": "0012", "name": "Hoàng Thị Lan"}

    assert bring(row, row).faults == (Fault("KV-I-0311", 2, "id"),)
