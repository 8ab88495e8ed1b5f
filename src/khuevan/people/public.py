"""What other rooms may use of people: ``find`` for searching, ``person`` for one record, codes and events."""

from khuevan.people.contracts import (
    CorrectionAnswered,
    CorrectionAsked,
    CorrectionToAnswer,
    PersonDetail,
    PersonSummary,
    RecordRead,
    number_of,
    sector_code,
)
from khuevan.people.contracts.naming import PersonNamed
from khuevan.people.selectors import children, corrections_to_answer, find, person, person_references
from khuevan.people.selectors.naming import named
from khuevan.people.services.keeping import keep_at

__all__ = [
    "CorrectionAnswered", "CorrectionAsked", "CorrectionToAnswer", "PersonDetail", "PersonNamed",
    "PersonSummary", "RecordRead", "children", "corrections_to_answer", "find", "keep_at", "named",
    "number_of", "person", "person_references", "sector_code",
]  # fmt: skip
