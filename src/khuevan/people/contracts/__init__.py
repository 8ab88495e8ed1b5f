"""What is told of a person, and what happens to a record."""

from khuevan.people.contracts.records import (
    Correction,
    CorrectionAnswered,
    CorrectionAsked,
    CorrectionToAnswer,
    GuardianFacts,
    IdentifierFacts,
    PersonDetail,
    PersonSummary,
    Reading,
    RecordRead,
    number_of,
    sector_code,
)

__all__ = [
    "Correction",
    "CorrectionAnswered",
    "CorrectionAsked",
    "CorrectionToAnswer",
    "GuardianFacts",
    "IdentifierFacts",
    "PersonDetail",
    "PersonSummary",
    "Reading",
    "RecordRead",
    "number_of",
    "sector_code",
]
