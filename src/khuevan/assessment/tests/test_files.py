"""Marks by file: judged as in the grid, faults by row and column, what is empty leaves what stands there."""

import polars as pl

from khuevan.assessment.models import Line, LineChange
from khuevan.assessment.services.files import DESCRIPTION, check, merge
from khuevan.assessment.tests.conftest import NOON
from khuevan.intake.public import ROW
from khuevan.people.public import sector_code

NAMES = [column.name for column in DESCRIPTION.columns]
SCHEMA = {name: pl.Int64() if name == "term" else pl.String() for name in NAMES}


def rows(*given):
    frame = pl.DataFrame([{name: one.get(name) for name in NAMES} for one in given], schema=SCHEMA)
    return frame.with_row_index(ROW, 2).with_columns(pl.col(ROW).cast(pl.Int64))


def mark(world, pupil, **more):
    return {"code": sector_code(pupil.pk), "subject": "mathematics", "term": 1} | more


def faults(frame, who):
    return sorted(check(frame, who, NOON).select(ROW, "column", "code").iter_rows())


def test_every_fault_is_told_in_its_row_and_column(world):
    first = world.pupils[0]
    frame = rows(
        mark(world, first, tx1="11", tx2="7,25", gk="Đ"), mark(world, first, subject="physics", tx1="8"),
        mark(world, world.little[0], ck="8,5"), mark(world, world.little[0], tx1="8"),
        mark(world, first) | {"code": "123"}, mark(world, world.pupils[1], tx1="8", tx4="9,5"),
    )  # fmt: skip

    assert faults(frame, world.registrar) == [
        (2, "gk", "KV-A-0004"), (2, "tx1", "KV-A-0001"), (2, "tx2", "KV-A-0002"),
        (3, "subject", "KV-A-0007"), (4, "ck", "KV-A-0003"), (5, "tx1", "KV-A-0008"),
        (6, "code", "KV-A-0006"),
    ]  # fmt: skip


def test_a_file_brings_marks_in_once_and_empty_cells_leave_what_stands(world):
    first = world.pupils[0]
    one = rows(mark(world, first, tx1="7,5", gk="8", note="Chăm"))
    two = rows(mark(world, first, tx1="9"))

    counts = [merge(frame.drop(ROW), world.registrar, NOON, None) for frame in (one, one, two)]  # type: ignore[arg-type]

    assert [(done.inserted, done.updated, done.unchanged) for done in counts] == [
        (1, 0, 0), (0, 0, 1), (0, 1, 0),
    ]  # fmt: skip
    line = Line.objects.for_system("test").get()
    assert (line.tx1, line.gk, line.note, line.how) == (90, 80, "Chăm", "file")
    changed = LineChange.objects.for_system("test").filter(kind="TX1").order_by("id")
    assert list(changed.values_list("was", "value")) == [(None, 75), (75, 90)]
