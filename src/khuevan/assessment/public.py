"""What other rooms may use of assessment: ``due`` for one's own work, and the events of ``contracts``."""

from khuevan.assessment.contracts import MarksEntered, ResultsComputed
from khuevan.assessment.selectors.work import due

__all__ = ["MarksEntered", "ResultsComputed", "due"]
