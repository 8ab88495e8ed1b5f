"""What other rooms may use of people: ``find`` for searching, ``person`` for one record, codes and events.

Joined records: every foreign key to a person follows a merge of itself; ``follow_merges`` says how two rows
that only one person may have are settled, ``seat_together`` which pairs sit in one class. ``PersonsMerged``
and ``PersonsUnmerged`` tell of it afterwards.
"""

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
from khuevan.people.contracts.linkage import PersonsMerged, PersonsUnmerged
from khuevan.people.contracts.naming import PersonNamed
from khuevan.people.following import Aside, Row, follow_merges, seat_together
from khuevan.people.selectors import children, corrections_to_answer, find, person, person_references
from khuevan.people.selectors.naming import named
from khuevan.people.services.keeping import keep_at

__all__ = [
    "Aside", "CorrectionAnswered", "CorrectionAsked", "CorrectionToAnswer", "PersonDetail", "PersonNamed",
    "PersonSummary", "PersonsMerged", "PersonsUnmerged", "RecordRead", "Row", "children",
    "corrections_to_answer", "find", "follow_merges", "keep_at", "named", "number_of", "person",
    "person_references", "seat_together", "sector_code",
]  # fmt: skip
