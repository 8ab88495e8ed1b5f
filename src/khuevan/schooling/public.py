"""What other rooms may use of schooling."""

from khuevan.schooling.contracts import LearnerCount, Role, SchoolYearOpened
from khuevan.schooling.selectors import figures, learner_counts
from khuevan.schooling.services import open_school_year

__all__ = ["LearnerCount", "Role", "SchoolYearOpened", "figures", "learner_counts", "open_school_year"]
