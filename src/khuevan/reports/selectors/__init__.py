"""Every read of this room."""

from khuevan.reports.selectors.changes import changed, compared, since
from khuevan.reports.selectors.deadlines import deadline, deadlines, own_deadlines
from khuevan.reports.selectors.drafts import draft, forms_of, sheet_rows
from khuevan.reports.selectors.progress import Progress, due, mine, progress, status
from khuevan.reports.selectors.reports import (
    facts,
    hold,
    in_force,
    last_year,
    latest_of,
    report_unit,
    version_in_reach,
    versions,
)

__all__ = [
    "Progress", "changed", "compared", "deadline", "deadlines", "draft", "due", "facts", "forms_of", "hold",
    "in_force", "last_year", "latest_of", "mine", "own_deadlines", "progress", "report_unit",
    "sheet_rows", "since", "status", "version_in_reach", "versions",
]  # fmt: skip
