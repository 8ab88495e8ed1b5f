"""What other rooms may use of people: ``find`` for searching, ``person`` for one record, codes and events."""

from khuevan.people.contracts import (
    CorrectionAsked,
    PersonDetail,
    PersonSummary,
    RecordRead,
    number_of,
    sector_code,
)
from khuevan.people.selectors import children, find, person, person_references

__all__ = [
    "CorrectionAsked", "PersonDetail", "PersonSummary", "RecordRead", "children", "find", "number_of",
    "person",
    "person_references", "sector_code",
]  # fmt: skip
