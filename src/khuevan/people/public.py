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
from khuevan.people.selectors import children, corrections_to_answer, find, person, person_references

__all__ = [
    "CorrectionAnswered", "CorrectionAsked", "CorrectionToAnswer", "PersonDetail", "PersonSummary",
    "RecordRead", "children", "corrections_to_answer", "find", "number_of", "person", "person_references",
    "sector_code",
]  # fmt: skip
