"""Scoring what was found against the truth of a synthetic country: the one place that reads the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.conf import settings

from khuevan.people.contracts.linkage import LinkageReport
from khuevan.people.rules.linkage import NoTruth
from khuevan_kernel.linkage import CERTAIN


def linkage_report() -> Callable[[pl.DataFrame, int, float], LinkageReport]:
    """What turns scored pairs, the number of persons and seconds into a report.

    Refuses with ``NoTruth`` where no synthetic country was built here.
    """
    file = Path(settings.HOME.files) / "nation" / "truth.parquet"
    if not file.exists():
        raise NoTruth()
    planted = pl.read_parquet(file).filter(pl.col("kind") == "duplicate")
    truth = planted.select(
        a=pl.min_horizontal("person_a", "person_b"), b=pl.max_horizontal("person_a", "person_b")
    ).unique()

    def report(found: pl.DataFrame, persons: int, seconds: float) -> LinkageReport:
        certain = found.filter(pl.col("score") >= CERTAIN)
        right = certain.join(truth, on=["a", "b"], how="semi").height
        return LinkageReport(
            precision=_share(right, certain.height), recall=_share(right, truth.height),
            f1=_share(2 * right, certain.height + truth.height), found=certain.height, truth=truth.height,
            right=right, persons=persons, seconds=seconds,
        )  # fmt: skip

    return report


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 1.0
