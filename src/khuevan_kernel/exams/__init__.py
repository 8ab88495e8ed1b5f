"""The graduation exam, pure: what a mark is, which subjects and councils a year has, exact statistics."""

from khuevan_kernel.exams._marks import WORDS, MarkFault, as_text, read_mark
from khuevan_kernel.exams._regulations import (
    COUNCILS,
    DERIVED,
    LANGUAGES,
    MEASURES,
    NUMBERS,
    OTHER_HEADINGS,
    REGIME,
    SUBJECTS,
    Derived,
    Language,
    Measure,
    Subject,
    decisive_day,
    plain,
)
from khuevan_kernel.exams._spread import Spread

__all__ = [
    "COUNCILS", "DERIVED", "LANGUAGES", "MEASURES", "NUMBERS", "OTHER_HEADINGS", "REGIME", "SUBJECTS",
    "WORDS",
    "Derived", "Language", "MarkFault", "Measure", "Spread", "Subject", "as_text", "decisive_day",
    "plain", "read_mark",
]  # fmt: skip
