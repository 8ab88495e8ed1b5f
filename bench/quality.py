"""All quality rules over a province's worth of pupils, against bare polars reading the same columns."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from io import BytesIO
from statistics import median

import polars as pl
from django.db import connections, transaction
from django.test.utils import setup_databases, teardown_databases

PUPILS, SCHOOLS, A_CLASS = 60_000, 300, 40
NOW = datetime(2026, 11, 25, tzinfo=UTC)
GOAL = 20.0
COLUMNS = "SELECT id, unit_id, name, birth_date, sex, ethnicity FROM people_person"


def measure() -> list[dict[str, object]]:
    """A run over all schools, piece by piece with issues and scores, and a bare read of persons, enrolments and
    numbers with one filter each."""
    connections["owner"].settings_dict["TEST"] |= {"NAME": "bench_quality", "DEPENDENCIES": []}
    own = connections["default"].settings_dict["NAME"]
    made = setup_databases(verbosity=0, interactive=False)
    try:
        _fill()
        return [_row()]
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
        connections["default"].settings_dict["NAME"] = own


def _row() -> dict[str, object]:
    from khuevan.access.public import system  # noqa: PLC0415
    from khuevan.quality import services  # noqa: PLC0415

    bare = median(_bare() for _ in range(3))
    began, wall = _cores(), time.perf_counter()
    run = services.ask_run(actor=system("bench"), unit=1, day=NOW.date(), at=NOW)
    while run.state != "done":
        run = services.go_on(run=run.id, at=NOW)
    took, wall = _cores() - began, time.perf_counter() - wall
    return {
        "name": f"quality rules over {PUPILS:,} pupils, s of processors ({run.rows:,} rows, {run.new:,} issues)",
        "measured": round(took, 1), "against": f"bare read and filter of the same columns, {bare:.1f}; wall {wall:.0f} s",
        "ratio": round(took / bare, 1), "goal": f"≤ {GOAL:.0f}", "holds": took / bare <= GOAL,
    }  # fmt: skip


def _cores() -> float:
    """Processor seconds of this program and of the database: beside other work, a wall clock measures both."""
    from run import server_seconds  # noqa: PLC0415

    return time.process_time() + server_seconds()


def _bare() -> float:
    began = _cores()
    for query in (
        COLUMNS, "SELECT person_id, value FROM people_identifier", "SELECT child_id, phone FROM people_guardian",
        "SELECT person_id, unit_id, school_class_id, grade FROM schooling_enrolment",
    ):  # fmt: skip
        out = BytesIO()
        with (
            transaction.atomic(using="owner"),
            connections["owner"].cursor() as cursor,
            cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy,
        ):
            for piece in copy:
                out.write(piece)
        out.seek(0)
        frame = pl.read_csv(out, has_header=False)
        assert frame.filter(pl.col(frame.columns[-1]).is_null()).height < frame.height
    return _cores() - began


def _fill() -> None:
    draw = random.Random(1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT schooling_open_year(2026::smallint), schooling_open_year(2025::smallint)")
        cursor.execute(
            "INSERT INTO org_unit (id, kind, sector, name, search_name, parent_id, path, ownership, levels, status, since)"
            " SELECT n, CASE n WHEN 1 THEN 'province' ELSE 'primary' END, CASE n WHEN 1 THEN 'office' ELSE 'general' END,"
            " 'Trường ' || n, 'truong ' || n, CASE n WHEN 1 THEN NULL ELSE 1 END,"
            " CASE n WHEN 1 THEN '/1/' ELSE '/1/' || n || '/' END, 1, '{primary}', 'active', '2020-01-01'"
            " FROM generate_series(1, %s) n", [SCHOOLS + 1],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO schooling_schoolclass (id, school_year, unit_id, grade, name)"
            " SELECT n, 2026, 2 + (n - 1) %% %s, 1 + n %% 5, 'A' || n FROM generate_series(1, %s) n",
            [SCHOOLS, PUPILS // A_CLASS],
        )
        with cursor.copy(
            "COPY people_person (id, name, search_name, sort_name, birth_date, birth_precision, sex, ethnicity,"
            " nationality, unit_id) FROM STDIN"
        ) as copy:
            for number in range(1, PUPILS + 1):
                group = (number - 1) // A_CLASS
                year = 2020 - (group + 1) % 5 - (100 if draw.random() < 0.001 else 0)
                copy.write_row((number, f"Lê Thị {number}", f"le thi {number}", str(number), f"{year}-05-01", "d", 2, 1,
                                "VN", 2 + group % SCHOOLS))  # fmt: skip
        cursor.execute(
            "INSERT INTO people_identifier (person_id, scheme, value) SELECT id, 'national', '0013'"
            " || to_char(birth_date, 'YY') || lpad(id::text, 6, '0') FROM people_person WHERE id %% 50 <> %s", [0],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO people_guardian (child_id, name, kinship, phone) SELECT n, 'Mẹ', 'mother', '0912345678'"
            " FROM generate_series(1, %s) n", [PUPILS],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO schooling_enrolment (person_id, unit_id, school_class_id, school_year, grade, status)"
            " SELECT p.id, p.unit_id, c.id, 2026, c.grade, 'studying' FROM people_person p"
            " JOIN schooling_schoolclass c ON c.id = (p.id - 1) / %s + 1", [A_CLASS],
        )  # fmt: skip
        for table in (
            "people_person",
            "people_identifier",
            "people_guardian",
            "schooling_enrolment",
            "org_unit",
        ):
            cursor.execute(f"VACUUM ANALYZE {table}")
