"""Assessment of pupils, pure: circular 22/2021 (grades 6–12) and circular 27/2020 (grades 1–5).

Marks are whole tenths. ``secondary`` and ``primary`` answer the rules of a grade in a school year; the rest
takes them as its first argument and answers with the provisions it rests on. ``term_averages`` and its
neighbours say the same of many pupils at once.
"""

from khuevan_kernel.grading import _primary as of_primary
from khuevan_kernel.grading import _secondary as of_secondary
from khuevan_kernel.grading._entry import WORDS, EntryFault, as_text, read_mark
from khuevan_kernel.grading._judged import Judged, Missing, half_up, shown
from khuevan_kernel.grading._regulations import (
    CURRICULUM,
    LOAD,
    PRIMARY,
    REGULATIONS,
    SECONDARY,
    Load,
    OtherCircular,
    Primary,
    Secondary,
    Subject,
    decisive_day,
    primary,
    secondary,
    subjects,
)
from khuevan_kernel.grading._vector import (
    comment_terms,
    conducts,
    outcomes,
    primary_levels,
    study_levels,
    term_averages,
    titles,
    year_results,
)

__all__ = [
    "CURRICULUM", "LOAD", "PRIMARY", "REGULATIONS", "SECONDARY", "WORDS", "EntryFault", "Judged", "Load",
    "Missing", "OtherCircular", "Primary", "Secondary", "Subject", "as_text", "comment_terms", "conducts",
    "decisive_day", "half_up", "of_primary", "of_secondary", "outcomes", "primary", "primary_levels",
    "read_mark", "secondary", "shown", "study_levels", "subjects", "term_averages", "titles",
    "year_results",
]  # fmt: skip
