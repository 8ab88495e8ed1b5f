"""How many learners a class may hold and how many teachers it is due, by circulars 19 and 20/2023."""

from khuevan_kernel.staffing._norms import (
    CLASS_SIZES,
    TEACHERS,
    Classes,
    largest_class,
    level_of,
    teachers_due,
)
from khuevan_kernel.staffing._subjects import HOURS, line_of, subject_teachers_due

__all__ = [
    "CLASS_SIZES", "HOURS", "TEACHERS", "Classes", "largest_class", "level_of", "line_of",
    "subject_teachers_due", "teachers_due",
]  # fmt: skip
