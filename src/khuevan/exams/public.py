"""What other rooms may use of the exams: which years are in, and their figures."""

from khuevan.exams.contracts import ExamTotals, ExamYear, ResultsLoaded, SubjectSpread
from khuevan.exams.selectors import spreads, totals, years

__all__ = ["ExamTotals", "ExamYear", "ResultsLoaded", "SubjectSpread", "spreads", "totals", "years"]
