"""Every read of this room. Each takes the actor; the database's own wall stands behind every one."""

from khuevan.people.selectors.records import (
    MOST,
    children,
    correction,
    correction_references,
    correction_to_answer,
    corrections,
    corrections_to_answer,
    find,
    holder_of_national_number,
    own_record,
    person,
    person_references,
    readings,
    row_of,
)

__all__ = [
    "MOST",
    "children",
    "correction",
    "correction_references",
    "correction_to_answer",
    "corrections",
    "corrections_to_answer",
    "find",
    "holder_of_national_number",
    "own_record",
    "person",
    "person_references",
    "readings",
    "row_of",
]
