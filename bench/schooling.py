"""The turn-over of a school year for a province, against the bare writing of the same rows.

Runs on the synthetic country that stands, on its largest province; what it writes is taken back. Results of the year
are made up for it: nobody has them before the year ends. At scale 1 a province has some 500,000 pupils and more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, connections, transaction

from khuevan.access.public import reaching, system
from khuevan.schooling.public import open_school_year
from khuevan.schooling.services import ask_turn_over, run_turn_over

AT = datetime(2027, 6, 20, tzinfo=UTC)
YEAR = 2026
RATIO = 6.0  # times the bare insert of the same rows
PUPILS, SECONDS = 500_000, 300.0
_LARGEST = """
SELECT u.path, count(*) FROM org_unit u JOIN org_unit s ON s.path ^@ u.path
JOIN schooling_enrolment e ON e.unit_id = s.id AND e.school_year = %s
WHERE u.kind = 'province' GROUP BY 1 ORDER BY 2 DESC LIMIT 1"""
_RESULTS = """
INSERT INTO schooling_yearresult (person_id, unit_id, school_year, study, conduct)
SELECT e.person_id, e.unit_id, e.school_year,
       CASE WHEN e.grade < 6 THEN (CASE WHEN e.person_id %% 50 = 0 THEN 'CHT' ELSE 'HT' END)
            ELSE (CASE WHEN e.person_id %% 40 = 0 THEN 'CĐ' ELSE 'K' END) END,
       CASE WHEN e.grade < 6 THEN '' ELSE 'T' END
FROM schooling_enrolment e JOIN org_unit u ON u.id = e.unit_id
WHERE e.school_year = %(year)s AND e.grade > 0 AND u.path ^@ %(path)s ON CONFLICT DO NOTHING"""
_BARE = """
INSERT INTO schooling_enrolment (person_id, unit_id, school_class_id, school_year, grade, status, entry)
SELECT e.person_id, e.unit_id, e.school_class_id, e.school_year + 1, e.grade, 'studying', 'promoted'
FROM schooling_enrolment e JOIN org_unit u ON u.id = e.unit_id
WHERE e.school_year = %(year)s AND u.path ^@ %(path)s ORDER BY e.person_id LIMIT %(rows)s"""


class _TakenBack(Exception):
    """Undoes what was measured."""


def measure() -> list[dict[str, object]]:
    """Places written a second by a turn-over against a bare insert of as many; and a province's time."""
    actor = system("bench")
    with transaction.atomic():
        open_school_year(actor=actor, school_year=YEAR + 1, at=AT)
    with connections["owner"].cursor() as cursor:
        cursor.execute(_LARGEST, [YEAR])
        found = cursor.fetchone()
    if found is None:
        return []
    path, pupils = found
    done: dict[str, float] = {}

    def turn_over() -> None:
        asked = ask_turn_over(actor=actor, path=path, school_year=YEAR, preview=False, at=AT)
        began = time.perf_counter()
        balance = run_turn_over(number=asked.number, actor=actor, at=AT).balance
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        done["seconds"], done["rows"] = time.perf_counter() - began, balance.placed

    def bare() -> None:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(_BARE, {"year": YEAR, "path": path, "rows": int(done["rows"])})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        done["bare"] = time.perf_counter() - began

    _taken_back(path, turn_over)
    _taken_back(path, bare)
    ratio = done["seconds"] / done["bare"]
    whole = done["seconds"] / pupils * PUPILS
    return [
        {
            "name": f"year turn-over of a province of {pupils} learners", "measured": f"{done['seconds']:.1f} s",
            "against": f"bare insert of the {done['rows']:.0f} places it writes: {done['bare']:.1f} s",
            "ratio": round(ratio, 2), "goal": f"≤ {RATIO}", "holds": ratio <= RATIO,
        },
        {
            "name": "year turn-over, by what 500,000 pupils would take", "measured": f"{whole:.0f} s",
            "against": "wall", "ratio": round(whole / SECONDS, 2), "goal": "≤ 300 s", "holds": whole <= SECONDS,
        },
    ]  # fmt: skip


def _taken_back(path: str, work: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            reaching(system("bench"))
            with connection.cursor() as cursor:
                cursor.execute(_RESULTS, {"year": YEAR, "path": path})
            work()
            raise _TakenBack
    except _TakenBack:
        return
