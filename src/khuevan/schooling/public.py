"""What other rooms may use of schooling."""

from khuevan.schooling.contracts import Role, SchoolYearOpened
from khuevan.schooling.selectors import counts, figures
from khuevan.schooling.services import open_school_year

__all__ = ["Role", "SchoolYearOpened", "counts", "figures", "open_school_year"]
