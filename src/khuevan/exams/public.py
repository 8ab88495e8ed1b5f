"""What other rooms may use of the exams: which years are in, and their figures."""

from khuevan.exams.contracts import ExamYear, ResultsLoaded, SubjectSpread
from khuevan.exams.selectors import spreads, years

__all__ = ["ExamYear", "ResultsLoaded", "SubjectSpread", "spreads", "years"]
