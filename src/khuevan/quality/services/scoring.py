"""Writing down the scores of a run: of every unit with records, and of the offices above in the branch."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import polars as pl
from django.db import connection

from khuevan.intake.public import copy_frame, read_frame
from khuevan.quality.contracts import Severity, State
from khuevan.quality.rules import score

_COUNTED = """
SELECT u.id, u.path, coalesce(s.records, 0) FROM org_unit u
LEFT JOIN quality_score s ON s.unit_id = u.id AND s.run_id = %(run)s
WHERE starts_with(u.path, %(path)s) ORDER BY u.path"""
_ISSUES = """
SELECT i.unit_id, i.severity, i.state, count(*) FROM quality_issue i JOIN org_unit u ON u.id = i.unit_id
WHERE starts_with(u.path, %(path)s) AND i.state <> 'gone' GROUP BY 1, 2, 3"""


def score_run(run: int, path: str, day: date) -> None:
    """Score every unit of a branch by what stands open there now; an office by its whole branch."""
    asked = {"run": run, "path": path}
    units = read_frame(_COUNTED, asked, {"unit": pl.Int64(), "path": pl.String(), "records": pl.Int64()})
    issues = read_frame(
        _ISSUES, asked,
        {"unit": pl.Int64(), "severity": pl.String(), "state": pl.String(), "count": pl.Int64()},
    )  # fmt: skip
    found: defaultdict[int, Counter[tuple[Severity, State]]] = defaultdict(Counter)
    for unit, severity, state, count in issues.rows():
        found[unit][Severity(severity), State(state)] += count
    records: Counter[int] = Counter()
    totals: defaultdict[int, Counter[tuple[Severity, State]]] = defaultdict(Counter)
    paths = dict(units.select("unit", "path").rows())
    for unit, own_path, own in units.rows():
        for above in map(int, own_path.strip("/").split("/")):
            if above in paths:
                records[above] += own
                totals[above].update(found.get(unit, {}))
    rows = [
        (
            run, unit, records[unit], *(_open(totals[unit], severity) for severity in Severity),
            str(score(records[unit], totals[unit], day)),
        )
        for unit in paths
        if records[unit]
    ]  # fmt: skip
    columns = ["run_id", "unit_id", "records", "errors", "warnings", "notices", "score"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM quality_score WHERE run_id = %s", [run])
        copy_frame(cursor, pl.DataFrame(rows, schema=columns, orient="row"), "quality_score")


def _open(issues: Counter[tuple[Severity, State]], severity: Severity) -> int:
    return sum(count for (kind, state), count in issues.items() if kind is severity and state != State.WAIVED)
