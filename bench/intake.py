"""Bulk intake against the bare work it stands on: raw COPY for CSV, calamine's parse for a workbook."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import fastexcel
import numpy as np
import polars as pl
import xlsxwriter
from django.conf import settings
from django.db import connection, connections

from khuevan.access.public import system
from khuevan.intake import registry, services
from khuevan.intake.contracts import Code, Column, Description, Importable, Kind, Mode, Phase, Rule
from khuevan.intake.dispatch import run_now
from khuevan.intake.loading import merge_frame

ROWS = 500_000
BOOK_ROWS = 100_000
TURNS = 3
TABLE, RAW = "intake_bench", "intake_bench_raw"
AT = datetime(2026, 9, 5, tzinfo=UTC)
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hiếu",
    "Khánh",
    "Linh",
    "Minh",
    "Ngọc",
    "Phúc",
    "Quân",
    "Thảo",
]


def _codes(*values: str) -> tuple[Code, ...]:
    return tuple(Code(value, value, value) for value in values)


LEARNERS = Description(
    "bench.learners", "1", "Học sinh", "Learners", key=("moet_id",),
    columns=(
        Column("moet_id", "Mã định danh", "Sector id", Kind.ID, required=True, length=10, pattern="[0-9]{10}"),
        Column("national_id", "Số định danh", "National id", Kind.ID, length=12, pattern="[0-9]{12}"),
        Column("name", "Họ và tên", "Name", required=True, length=80),
        Column("born", "Ngày sinh", "Born", Kind.DATE, required=True),
        Column("sex", "Giới tính", "Sex", Kind.CODE, required=True, codes=_codes("0", "1", "2")),
        Column("ethnicity", "Dân tộc", "Ethnicity", Kind.CODE, codes=_codes(*(f"{n:02}" for n in range(1, 57)))),
        Column("school", "Mã trường", "School", Kind.ID, required=True, pattern="[0-9A-Z]{8}"),
        Column("class_name", "Lớp", "Class", required=True, length=20),
        Column("grade", "Khối", "Grade", Kind.INTEGER, required=True, least=1, most=12),
        Column("enrolled", "Ngày nhập học", "Enrolled", Kind.DATE, required=True),
        Column("status", "Trạng thái", "Status", Kind.CODE, required=True, codes=_codes("1", "2", "3")),
        Column("province", "Tỉnh", "Province", Kind.CODE, codes=_codes(*(f"{n:02}" for n in range(1, 97)))),
        Column("commune", "Xã", "Commune", Kind.ID, pattern="[0-9]{5}"),
        Column("address", "Địa chỉ", "Address", length=200),
        Column("phone", "Điện thoại", "Phone", Kind.ID, pattern=r"\+?[0-9]{9,12}"),
        Column("boards", "Nội trú", "Boards", Kind.BOOL),
        Column("math", "Toán", "Mathematics", Kind.MARK),
        Column("literature", "Ngữ văn", "Literature", Kind.MARK),
        Column("average", "Trung bình", "Average", Kind.MARK),
        Column("absent", "Ngày nghỉ", "Days absent", Kind.INTEGER, least=0, most=365),
    ),
    rules=(
        Rule("KV-B-1", "Nhập học sau khi sinh.", "Enrolled after birth.", pl.col("enrolled") > pl.col("born"), ("enrolled",)),
        Rule(
            "KV-B-2", "Tuổi hợp với khối.", "Age fits the grade.",
            (pl.col("enrolled").dt.year() - pl.col("born").dt.year() - pl.col("grade")).is_between(3, 9), ("grade",),
        ),
    ),
)  # fmt: skip
TYPES = (
    "moet_id text, national_id text, name text, born date, sex text, ethnicity text, school text,"
    " class_name text,"
    " grade smallint, enrolled date, status text, province text, commune text, address text, phone text,"
    " boards boolean, math numeric(4,2), literature numeric(4,2), average numeric(4,2), absent smallint"
)


def measure() -> list[dict[str, object]]:
    """The same file, new rows and unchanged rows against raw COPY; a workbook against calamine's parse."""
    frame = learners(ROWS)
    _tables()
    registry.register(Importable(LEARNERS, _merge, "intake.run"))
    try:
        with tempfile.TemporaryDirectory() as folder:
            return [*_text(frame), _book(frame.head(BOOK_ROWS), Path(folder))]
    finally:
        registry._known.pop(LEARNERS.name)
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}, {RAW}")


def _tables() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}, {RAW}")
        cursor.execute("DELETE FROM intake_batch WHERE importable = 'bench.learners'")
        cursor.execute(f"CREATE TABLE {TABLE} ({TYPES}, PRIMARY KEY (moet_id))")
        cursor.execute(f"CREATE TABLE {RAW} ({TYPES})")
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE ON {TABLE}, {RAW} TO "{settings.DATABASE_APP_ROLE}"')


def _merge(frame, actor, at, batch):  # type: ignore[no-untyped-def]
    return merge_frame(frame, table=TABLE, key=["moet_id"])


def _text(frame: pl.DataFrame) -> list[dict[str, object]]:
    content, other = _csv(frame), _csv(frame.reverse())
    raw, new, again = [], [], []
    for turn in range(TURNS):
        _empty(RAW)
        raw.append(_time(lambda: _copy(content)))
        _empty(TABLE)
        new.append(_time(lambda n=turn: _import(content + b"\n" * (n + 1), inserted=ROWS)))
        again.append(_time(lambda n=turn: _import(other + b"\n" * (n + 1), unchanged=ROWS)))
    last = other + b"\n" * TURNS
    same = [_time(lambda: _import(last, Phase.KNOWN)) for _ in range(TURNS)]
    rate = ROWS / min(raw)
    return [
        _row(
            "unchanged re-run: the same file again, known by its digest",
            ROWS / min(same),
            "raw COPY of the same bytes",
            rate,
            0.8,
        ),
        _row("validated intake of new rows", ROWS / min(new), "raw COPY of the same bytes", rate, 0.35),
        _row(
            "validated intake of unchanged rows in a file of other bytes",
            ROWS / min(again),
            "raw COPY of the same bytes",
            rate,
            0.35,
        ),
    ]


def _book(frame: pl.DataFrame, folder: Path) -> dict[str, object]:
    file = folder / "learners.xlsx"
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([frame.columns, *frame.cast(pl.String).iter_rows()]):
            sheet.write_row(at, 0, row)
    bare = [_time(lambda: fastexcel.read_excel(str(file)).load_sheet(0).to_arrow()) for _ in range(TURNS)]
    _empty(TABLE)
    taken = [_time(lambda: _import(file.read_bytes(), inserted=BOOK_ROWS))]
    for _ in range(TURNS - 1):
        _empty(TABLE)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM intake_batch WHERE importable = 'bench.learners'")
        taken.append(_time(lambda: _import(file.read_bytes(), inserted=BOOK_ROWS)))
    rate = BOOK_ROWS / min(bare)
    return _row(
        "validated Excel intake", BOOK_ROWS / min(taken), "calamine's bare parse of the same file", rate, 0.5
    )


def _import(content: bytes, phase: Phase = Phase.DONE, **expected: int) -> None:
    received = services.receive(
        name=LEARNERS.name, file=io.BytesIO(content), filename="bench", mode=Mode.ALL, dry_run=False,
        actor=system("bench"), at=AT,
    )  # fmt: skip
    done = run_now(received.id, AT)
    assert done.phase is phase, (done.phase, done.refusal, done.refused)
    assert {name: getattr(done.merged, name) for name in expected} == expected


def _copy(content: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {RAW} FROM STDIN (FORMAT csv, HEADER)") as copy:
        copy.write(content)


def _empty(table: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


def _csv(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_csv(out)
    return out.getvalue()


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(name: str, measured: float, against: str, rate: float, goal: float) -> dict[str, object]:
    ratio = round(measured / rate, 3)
    return {
        "name": name, "measured": f"{measured:,.0f} rows/s", "against": f"{against}: {rate:,.0f} rows/s",
        "ratio": ratio, "goal": f"≥ {goal}", "holds": ratio >= goal,
    }  # fmt: skip


def learners(rows: int) -> pl.DataFrame:
    """Learner-like rows, the same every time; no real person."""
    chance = np.random.default_rng(7)
    grade = chance.integers(1, 13, rows)
    days = [date(2026 - 6, 1, 1) + timedelta(n) for n in range(365)]

    def pick(values: Sequence[object]) -> pl.Series:
        return pl.Series(np.array(values, dtype=object)[chance.integers(0, len(values), rows)].tolist())

    frame = pl.DataFrame(
        {
            "moet_id": pl.Series(np.arange(rows)).cast(pl.String).str.zfill(10),
            "national_id": (pl.Series(chance.integers(0, 10**11, rows)).cast(pl.String)).str.zfill(12),
            "family": pick(FAMILY), "middle": pick(["Thị", "Văn", "Hoàng", "Bảo", "Gia"]), "given": pick(GIVEN),
            "born": pick(days), "grade": grade, "sex": pick(["1", "2"]), "ethnicity": pick(["01", "05", "17"]),
            "school": pl.Series(chance.integers(10**7, 10**8, rows)).cast(pl.String),
            "status": pick(["1", "1", "1", "2"]), "province": pick([f"{n:02}" for n in range(1, 35)]),
            "commune": pl.Series(chance.integers(10_000, 40_000, rows)).cast(pl.String),
            "phone": ("09" + pl.Series(chance.integers(10**7, 10**8, rows)).cast(pl.String)),
            "boards": chance.integers(0, 2, rows) > 0,
            **{s: pl.Series(chance.integers(0, 1001, rows)).cast(pl.Decimal(6, 2)) for s in ("a", "b", "c")},
            "absent": chance.integers(0, 30, rows),
        }
    )  # fmt: skip
    marks = {
        new: (pl.col(old) / 100).cast(pl.Decimal(4, 2))
        for old, new in zip("abc", ("math", "literature", "average"), strict=True)
    }
    return frame.with_columns(
        pl.concat_str("family", "middle", "given", separator=" ").alias("name"),
        (pl.col("born").dt.offset_by("-" + pl.col("grade").cast(pl.String) + "y")).alias("born"),
        pl.lit(date(2026, 9, 5)).alias("enrolled"),
        (pl.col("grade").cast(pl.String) + "A" + (pl.col("absent") % 8).cast(pl.String)).alias("class_name"),
        (pl.lit("Số ") + pl.col("commune") + " đường Lê Lợi").alias("address"),
        **marks,
    ).select(one.name for one in LEARNERS.columns)
