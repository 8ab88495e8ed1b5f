"""What other rooms may use of schooling."""

from khuevan.schooling.contracts import Role, SchoolYearOpened
from khuevan.schooling.selectors import counts, figures
from khuevan.schooling.services import open_school_year
from khuevan.schooling.tallies import census, marks_of_rows, outcomes, posts, rolls

__all__ = [
    "Role", "SchoolYearOpened", "census", "counts", "figures", "marks_of_rows", "open_school_year",
    "outcomes", "posts", "rolls",
]  # fmt: skip
