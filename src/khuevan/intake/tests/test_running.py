"""A file is handed in, checked, and its rows are in the register: or none is, and it is said why."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import polars as pl
import pytest
from django.db import connection

from khuevan.access.public import Permission, system
from khuevan.intake import selectors, services
from khuevan.intake.contracts import ROW, Importable, Limits, Merged, Mode, Phase
from khuevan.intake.dispatch import run_now
from khuevan.intake.tests.conftest import AT, HEAD, LEARNERS, bring_in, csv, hand_in, left_behind, rows_in
from khuevan.journal.models import Entry
from khuevan_kernel.actor import Actor

GOOD = "0001,Nguyễn Thị Hoa,2,2010-05-01,2010-05,151.5,9.25,10,x"
LAN = '0002,"H’Len ""Ê-ban""",Nam,31/12/2013,2013,"140,0","7,5",7,không'
BAD = "0003,,3,31/02/2013,13/2013,140.55,10.01,13,maybe"


def faults(batch):
    return [tuple(row[:3]) for row in selectors.faults(batch).rows()]


def entries():
    return list(Entry.objects.filter(event="intake.batch_merged").values_list("subject", flat=True))


def test_good_rows_are_in_the_register_with_their_types(importable):
    done = bring_in(csv(GOOD, LAN))

    assert (done.phase, done.accepted, done.refused, done.merged) == (Phase.DONE, 2, 0, Merged(2, 0, 0))
    assert rows_in() == [
        (
            "0001",
            "Nguyễn Thị Hoa",
            "2",
            date(2010, 5, 1),
            "2010-05",
            Decimal("151.5"),
            Decimal("9.25"),
            10,
            True,
        ),
        (
            "0002",
            'H’Len "Ê-ban"',
            "1",
            date(2013, 12, 31),
            "2013",
            Decimal("140.0"),
            Decimal("7.50"),
            7,
            False,
        ),
    ]
    assert entries() == [f"batch:{done.id}"]
    assert left_behind() == []


def test_every_wrong_cell_is_told_by_row_column_and_code(importable):
    done = bring_in(csv(GOOD, "", BAD, "0001,Trùng,1,,,,,,", "0004,Tuổi,1,2014-01-01,,,,11,"), mode=Mode.ROWS)

    assert (done.accepted, done.refused, done.rows) == (1, 3, 4)
    assert faults(done) == [
        (4, "name", "KV-I-0301"),
        (4, "sex", "KV-I-0305"),
        (4, "born", "KV-I-0304"),
        (4, "since", "KV-I-0304"),
        (4, "height", "KV-I-0303"),
        (4, "mark", "KV-I-0310"),
        (4, "grade", "KV-I-0310"),
        (4, "boards", "KV-I-0306"),
        (5, "id", "KV-I-0311"),
        (6, "born", "KV-P-0001"),
    ]
    assert [row[0] for row in rows_in()] == ["0001"]


def test_one_wrong_row_keeps_all_out_where_all_or_nothing_was_asked(importable):
    done = bring_in(csv(GOOD, BAD))

    assert (done.phase, done.accepted, done.refused, done.merged) == (Phase.REFUSED, 1, 1, Merged(0, 0, 0))
    assert (rows_in(), entries()) == ([], [])


def test_a_wrong_row_in_a_later_piece_takes_the_earlier_ones_back(importable, monkeypatch):
    monkeypatch.setattr("khuevan.intake.reading.text.BLOCK", 64)
    lines = [f"{n:04},Tên {n},1,,,,,," for n in range(1, 40)]

    done = bring_in(csv(*lines, BAD))

    assert (done.phase, done.accepted, done.refused, rows_in()) == (Phase.REFUSED, 39, 1, [])


def test_pieces_of_a_file_go_in_as_one_and_doubles_are_found_over_them(importable, monkeypatch):
    monkeypatch.setattr("khuevan.intake.reading.text.BLOCK", 64)
    lines = [f"{n:04},Tên {n},1,,,,,," for n in range(1, 40)]

    done = bring_in(csv(*lines, lines[0]), mode=Mode.ROWS)

    assert (done.accepted, done.refused, done.merged.inserted) == (39, 1, 39)
    assert faults(done) == [(41, "id", "KV-I-0311")]


def test_a_dry_run_tells_the_same_and_writes_nothing(importable):
    done = bring_in(csv(GOOD, BAD), mode=Mode.ROWS, dry_run=True)

    assert (done.phase, done.accepted, done.refused, done.merged) == (Phase.DONE, 1, 1, Merged(0, 0, 0))
    assert (rows_in(), entries()) == ([], [])
    assert len(faults(done)) == 8


def test_the_same_file_again_changes_nothing_and_says_so(importable):
    first = bring_in(csv(GOOD))
    again = bring_in(csv(GOOD))

    assert (again.phase, again.same_as) == (Phase.KNOWN, first.ref)
    assert entries() == [f"batch:{first.id}"]


def test_the_same_rows_in_another_file_are_unchanged(importable):
    bring_in(csv(GOOD, LAN))
    done = bring_in(csv(LAN, GOOD))

    assert (done.phase, done.merged) == (Phase.DONE, Merged(0, 0, 2))


def test_a_file_is_known_only_where_it_was_merged(importable):
    bring_in(csv(GOOD), dry_run=True)

    assert bring_in(csv(GOOD)).merged == Merged(1, 0, 0)


def test_running_a_batch_again_changes_nothing(importable):
    batch = hand_in(csv(GOOD))
    first = run_now(batch.id, AT)

    assert run_now(batch.id, AT) == first
    assert len(entries()) == 1


def test_a_batch_that_was_stopped_does_not_run(importable):
    batch = hand_in(csv(GOOD))
    services.cancel(batch=batch.id, actor=system("proof"), at=AT)

    assert run_now(batch.id, AT).phase is Phase.CANCELLED
    assert (rows_in(), entries()) == ([], [])


def test_a_register_that_refuses_leaves_no_trace(importable, monkeypatch):
    def refusing(frame, actor, at, batch):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO intake_learner (id) VALUES ('1'), ('1')")

    monkeypatch.setattr(
        "khuevan.intake.registry._known", {LEARNERS.name: Importable(LEARNERS, refusing, "intake.run")}
    )
    done = bring_in(csv(GOOD))

    assert (done.phase, [fault.code for fault in done.refusal]) == (Phase.FAILED, ["KV-I-0401"])
    assert (rows_in(), entries()) == ([], [])


def test_a_look_up_against_the_register_refuses_rows(importable, monkeypatch):
    def check(frame, actor, at):
        wrong = frame.filter(pl.col("grade") == 7)
        return wrong.select(ROW, column=pl.lit("grade"), code=pl.lit("KV-P-0001"))

    thing = Importable(LEARNERS, importable.merge, "intake.run", check)
    monkeypatch.setattr("khuevan.intake.registry._known", {LEARNERS.name: thing})
    done = bring_in(csv(GOOD, LAN), mode=Mode.ROWS)

    assert (done.accepted, done.refused, faults(done)) == (1, 1, [(3, "grade", "KV-P-0001")])


def test_who_may_not_import_a_thing_does_not_find_it(importable):
    clerk = Actor("account:7", {Permission.INTAKE_RUN: frozenset({"/1/2/"})}, "/1/2/")

    with pytest.raises(Exception, match="intake.unknown_importable"):
        hand_in(csv(GOOD), actor=clerk)


def test_a_batch_out_of_reach_is_not_found(importable):
    batch = bring_in(csv(GOOD))
    clerk = Actor("account:7", {Permission.INTAKE_RUN: frozenset({"/1/2/"})}, "/1/2/")

    with pytest.raises(LookupError):
        selectors.batch(clerk, batch.ref)


@pytest.mark.parametrize(
    ("head", "code", "place"),
    [
        ("id,sex", "KV-I-0202", "name"),
        (HEAD + ",name", "KV-I-0203", "name"),
        (HEAD + ",bí ẩn", "KV-I-0205", ""),
        ("một,hai,ba", "KV-I-0201", ""),
        (HEAD + ",khuevan:proof.learners:2025.1", "KV-I-0204", ""),
    ],
)
def test_wrong_headings_refuse_the_file_before_any_row(importable, head, code, place):
    done = bring_in(csv(GOOD, BAD, head=head), mode=Mode.ROWS)

    assert (done.phase, done.accepted, done.refused) == (Phase.REFUSED, 0, 0)
    assert (done.refusal[0].code, done.refusal[0].column) == (code, place)


def test_headings_are_titles_in_either_language_in_any_order(importable):
    done = bring_in(csv("Hoa;0001;5", head="HỌ  và TÊN *;Identifier;Grade"))

    assert (done.phase, rows_in()[0][:2], rows_in()[0][7]) == (Phase.DONE, ("0001", "Hoa"), 5)


def test_a_file_too_large_is_refused_before_it_is_kept(importable, home):
    with pytest.raises(Exception, match="file_refused"):
        services.receive(
            name=LEARNERS.name, file=BytesIO(csv(GOOD)), filename="x", mode=Mode.ALL, dry_run=False,
            actor=system("proof"), at=AT, limits=Limits(upload=10),
        )  # fmt: skip

    assert left_behind() == []
