"""A thing that can be imported, and the table it goes into: only here, in the tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.db import connection

from khuevan.access.public import Permission, system
from khuevan.intake import registry, services
from khuevan.intake.contracts import Code, Column, Description, Importable, Kind, Mode, Rule
from khuevan.intake.dispatch import run_now
from khuevan.intake.loading import merge_frame
from khuevan_home import Home

AT = datetime(2026, 9, 5, 2, 0, tzinfo=UTC)
SEXES = (Code("1", "Nam", "Male"), Code("2", "Nữ", "Female"))
LEARNERS = Description(
    name="proof.learners",
    version="2026.1",
    vi="Học sinh thử",
    en="Trial learners",
    key=("id",),
    columns=(
        Column("id", "Mã định danh", "Identifier", Kind.ID, required=True, pattern="[0-9]{4,12}", length=12),
        Column("name", "Họ và tên", "Full name", required=True, length=80, note_vi="Viết như giấy khai sinh"),
        Column("sex", "Giới tính", "Sex", Kind.CODE, codes=SEXES),
        Column("born", "Ngày sinh", "Date of birth", Kind.DATE),
        Column("since", "Năm sinh", "Year of birth", Kind.PARTIAL),
        Column("height", "Chiều cao", "Height", Kind.DECIMAL, scale=1, least=30, most=250),
        Column("mark", "Điểm", "Mark", Kind.MARK),
        Column("grade", "Lớp", "Grade", Kind.INTEGER, least=1, most=12),
        Column("boards", "Nội trú", "Boards", Kind.BOOL),
    ),
    rules=(
        Rule(
            "KV-P-0001", "Học sinh lớp 10 trở lên sinh trước năm 2012.", "Grade 10 and up: born before 2012.",
            (pl.col("grade") < 10) | (pl.col("born").dt.year() < 2012), ("born",), "proof 1",
        ),
    ),
)  # fmt: skip
HEAD = ",".join(one.name for one in LEARNERS.columns)


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = Home(tmp_path)
    return tmp_path


@pytest.fixture
def importable(home, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS intake_learner (id text PRIMARY KEY, name text, sex text,"
            " born date, since text, height numeric(5,1), mark numeric(4,2), grade int, boards boolean)"
        )
        cursor.execute("TRUNCATE intake_learner")
    thing = Importable(LEARNERS, merged_into("intake_learner"), Permission.PEOPLE_EDIT)
    registry.register(thing)
    yield thing
    registry._known.pop(LEARNERS.name)


def merged_into(table) -> Callable:
    return lambda frame, actor, at, batch: merge_frame(frame, table=table, key=["id"])


def rows_in(table="intake_learner"):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM {table} ORDER BY id COLLATE "C"')
        return cursor.fetchall()


def hand_in(content: bytes, *, filename="tep.csv", mode=Mode.ALL, dry_run=False, actor=None):
    return services.receive(
        name=LEARNERS.name, file=BytesIO(content), filename=filename, mode=mode, dry_run=dry_run,
        actor=actor or system("proof"), at=AT,
    )  # fmt: skip


def bring_in(content: bytes, **how):
    return run_now(hand_in(content, **how).id, AT)


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode() + b"\n"


def left_behind():
    """Temporary files that an import has not cleared away."""
    work = django_settings.HOME.files / "intake" / "work"
    return [*work.glob("*"), *(django_settings.HOME.files / "intake" / "uploads").glob(".draft-*")]
