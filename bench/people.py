"""Searching persons, and what the second wall costs, on a million persons of a scratch database."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.db import connections, transaction
from django.test.utils import setup_databases, teardown_databases

from khuevan_kernel.identity import search_key, sort_key

Read = Callable[[str, int], object]
PERSONS, UNITS, PROVINCES = 1_000_000, 2_000, 34
FAMILY = ["Nguyễn"] * 38 + ["Trần"] * 11 + ["Lê"] * 10 + ["Phạm"] * 7 + ["Hoàng", "Huỳnh"] * 5
REST = """Phan Vũ Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Vàng Giàng Lò Hà Niê Đinh Mai"""
MIDDLE = ["Văn"] * 12 + ["Thị"] * 14
MORE = """Minh Ngọc Gia Bảo Thanh Quốc Hoàng Đức Thùy Kim A"""
NAMES = """
An Anh Ánh Bảo Châu Chi Cường Dung Dũng Duy Đạt Giang Hà Hải Hạnh Hiếu Hòa Hương Huy Khánh Khoa Lan Linh Long
Ly Mai Minh My Nam Ngân Nghĩa Ngọc Nhi Phong Phúc Phương Quân Quyên Sơn Tâm Thảo Thịnh Thu Thủy Tiến Trang
Trâm Trí Tú Tuấn Tùng Uyên Vân Việt Vy Xuân Yến
"""
FAMILY += REST.split()
MIDDLE += MORE.split() * 2
GIVEN = NAMES.split()


def measure() -> list[dict[str, object]]:
    """Search p95 (milliseconds, goal 100) and the wall's cost on a read by primary key (goal 1.2)."""
    with _scratch():
        _fill()
        rows = [_search_row(name, reach) for name, reach in REACHES.items()]
        return rows + _wall_rows()


REACHES = {"the country": "/", "a province": "/1/2/", "a school": "/1/2/40/"}


@contextmanager
def _scratch() -> Iterator[None]:
    connections["owner"].settings_dict["TEST"] |= {"NAME": "bench_people", "DEPENDENCIES": []}
    own = connections["default"].settings_dict["NAME"]
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
        connections["default"].settings_dict["NAME"] = own  # a mirror is not put back by itself


def _fill() -> None:
    draw = random.Random(1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX people_person_by_name; ALTER TABLE people_person DISABLE TRIGGER USER")
        with cursor.copy(
            "COPY org_unit (id, kind, sector, name, search_name, path, ownership, levels, status,"
            " since) FROM STDIN"
        ) as copy:
            for number in range(1, UNITS + 1):
                parent = (
                    "" if number == 1 else "/1" if number <= PROVINCES + 1 else f"/1/{number % PROVINCES + 2}"
                )
                path = f"{parent}/{number}/"
                copy.write_row(
                    (number, "school", "general", "Trường", "truong", path, 1, "{}", "active", "2025-07-01")
                )
        with cursor.copy(
            "COPY people_person (id, name, search_name, sort_name, birth_date, birth_precision, sex,"
            " ethnicity, nationality, unit_id) FROM STDIN"
        ) as copy:
            for number in range(1, PERSONS + 1):
                name = _name(draw)
                copy.write_row((number, name, search_key(name), sort_key(name), "2012-05-01", "d", 1, 1, "VN",
                                36 + draw.randrange(UNITS - 36)))  # fmt: skip
        cursor.execute(
            "CREATE INDEX people_person_by_name ON people_person (search_name, unit_id);"
            " SELECT people_gather_names()"
        )
        cursor.execute("VACUUM ANALYZE people_person")
        cursor.execute("VACUUM ANALYZE org_unit")


def _name(draw: random.Random) -> str:
    middle = " ".join(draw.sample(MIDDLE, draw.choice((1, 1, 1, 2))))
    return f"{draw.choice(FAMILY)} {middle} {draw.choice(GIVEN)}"


def _queries() -> list[str]:
    draw = random.Random(2)
    common = [
        "nguyen",
        "nguyen van",
        "nguyen van an",
        "nguyen thi",
        "tran",
        "anh",
        "thi",
        "an",
        "le van",
        "minh anh",
    ]
    whole = [search_key(_name(draw)) for _ in range(100)]
    part = [name[draw.randrange(4) :][: draw.randrange(4, 12)].strip() for name in whole[:50]]
    turned = [" ".join(reversed(name.split())) for name in whole[:20]]
    wrong = [name[:-2] + "x" + name[-1] for name in whole[20:40]] + ["zzzz zzz", "qwerty"]
    return [*common * 3, *whole, *part, *turned, *wrong]


def _search_row(name: str, reach: str) -> dict[str, object]:
    taken = []
    for words in _queries():
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SELECT set_config('khuevan.reach', %s, true)", [reach])
            began = time.perf_counter()
            cursor.execute("SELECT number FROM people_find(%s, 21)", [words])
            cursor.fetchall()
            taken.append(((time.perf_counter() - began) * 1000, words))
    taken.sort()
    p95, middle, (worst, words) = taken[int(len(taken) * 0.95)][0], taken[len(taken) // 2][0], taken[-1]
    return {"name": f"person search over {PERSONS:,}, reach: {name}, p95 ms", "measured": round(p95, 1),
            "against": f"median {middle:.1f} ms, worst {worst:.1f} ms ({words})",
            "ratio": None, "goal": "≤ 100", "holds": p95 <= 100}  # fmt: skip


def _wall_rows() -> list[dict[str, object]]:
    from khuevan.people.models import Person  # noqa: PLC0415  needs Django set up

    draw = random.Random(3)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT p.id FROM people_person p JOIN org_unit u ON u.id = p.unit_id WHERE u.path ^@ '/1/2/'"
        )
        numbers = draw.sample([row[0] for row in cursor.fetchall()], 4000)

    def by_orm(alias: str, number: int) -> object:
        return Person.objects.using(alias).for_system("measuring").get(pk=number)

    reads: dict[str, Read] = {"through the ORM": by_orm, "in plain SQL": _by_key}
    return [_wall_row(name, read, numbers) for name, read in reads.items()]


def _by_key(alias: str, number: int) -> object:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT id, name, birth_date, unit_id FROM people_person WHERE id = %s", [number])
        return cursor.fetchone()


def _wall_row(name: str, read: Read, numbers: list[int]) -> dict[str, object]:
    """The row goes by processor time, of program and database."""
    pairs = [(_timed("default", read, numbers), _timed("owner", read, numbers)) for _ in range(7)]
    wall = median(walled[0] / bare[0] for walled, bare in pairs)
    ratio = median(walled[1] / bare[1] for walled, bare in pairs)
    with_wall, without = (median(pair[side][1] for pair in pairs) for side in (0, 1))
    return {"name": f"row-level security on a primary-key read {name}, µs of processors",
            "measured": round(with_wall, 1),
            "against": f"{without:.1f} without; by the wall clock {wall:.2f}", "ratio": round(ratio, 2),
            "goal": "≤ 1.2", "holds": ratio <= 1.2}  # fmt: skip


def _timed(alias: str, read: Read, numbers: list[int]) -> tuple[float, float]:
    """Microseconds a read by the wall clock, and of the program's and the connection's process."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('khuevan.reach', '/1/2/', true)")
        process = Path(f"/proc/{connections[alias].connection.info.backend_pid}/schedstat")
        database, mine, began = (
            int(process.read_text().split()[0]),
            time.process_time_ns(),
            time.perf_counter_ns(),
        )
        for number in numbers:
            assert read(alias, number) is not None
        elapsed = time.perf_counter_ns() - began
        cores = time.process_time_ns() - mine + int(process.read_text().split()[0]) - database
    return elapsed / len(numbers) / 1000, cores / len(numbers) / 1000
