"""Every read of this room."""

from khuevan.assessment.selectors.assignments import (
    assignment_references,
    assignments_of_class,
    extension_references,
    extensions_of,
    own_assignments,
    subjects_of_classes,
    windows_of,
)
from khuevan.assessment.selectors.judging import judged
from khuevan.assessment.selectors.progress import progress
from khuevan.assessment.selectors.results import pupil_year, years_of
from khuevan.assessment.selectors.sheets import Sheet, changes, sheet

__all__ = [
    "Sheet", "assignment_references", "assignments_of_class", "changes", "extension_references",
    "extensions_of", "judged", "own_assignments", "progress", "pupil_year", "sheet",
    "subjects_of_classes", "windows_of", "years_of",
]  # fmt: skip
