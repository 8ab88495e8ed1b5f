"""How many learners a class may hold and how many teachers it is due, by circulars 19 and 20/2023."""

from khuevan_kernel.staffing._norms import (
    CLASS_SIZES,
    TEACHERS,
    Classes,
    largest_class,
    level_of,
    teachers_due,
)

__all__ = ["CLASS_SIZES", "TEACHERS", "Classes", "largest_class", "level_of", "teachers_due"]
