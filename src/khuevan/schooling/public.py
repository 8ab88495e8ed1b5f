"""What other rooms may use of schooling."""

from khuevan.schooling.contracts import Role, SchoolYearOpened
from khuevan.schooling.selectors import figures
from khuevan.schooling.services import open_school_year

__all__ = ["Role", "SchoolYearOpened", "figures", "open_school_year"]
