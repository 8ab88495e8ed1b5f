"""What other rooms may use of people: ``find`` for searching, ``person`` for one record, codes and events.

Joined records: every foreign key to a person follows a merge of itself; ``follow_merges`` says how two rows
that only one person may have are settled, ``seat_together`` which pairs sit in one class. ``PersonsMerged``
and ``PersonsUnmerged`` tell of it afterwards.
``take_in_by`` registers a way by which persons are taken in by hand, at an ``Entrance``: /people/new/….
Writing: ``create_person`` and ``edit_person`` for one, ``check_persons`` and ``register_persons``,
``register_guardians`` for tables of them (``PERSON_RULES`` are the words of what is refused there).
``tell_kinds`` registers who knows whether somebody is a pupil, a student or staff: the ages believed follow.
"""

from khuevan.people.beside import Beside, show_beside
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
from khuevan.people.contracts.editing import (
    EditFacts,
    GuardianEdited,
    GuardianRecord,
    GuardiansRegistered,
    PersonFacts,
    PersonRecord,
    PersonRecorded,
    PersonsRegistered,
    RecordEdited,
    Registered,
)
from khuevan.people.contracts.linkage import Likely, PersonsMerged, PersonsUnmerged
from khuevan.people.contracts.naming import PersonNamed
from khuevan.people.entering import Entrance, take_in_by
from khuevan.people.following import Aside, Row, follow_merges, seat_together
from khuevan.people.kinds import tell_kinds
from khuevan.people.rows import guardian_rows, person_rows
from khuevan.people.selectors import children, corrections_to_answer, find, person, person_references
from khuevan.people.selectors.asking import holders_of, persons_below, persons_numbered
from khuevan.people.selectors.editing import facts_as_of, guardians, record_to_edit
from khuevan.people.selectors.likely import likely_same
from khuevan.people.selectors.matching import PERSON_RULES, check_persons, match_persons
from khuevan.people.selectors.moving import identified
from khuevan.people.selectors.naming import named
from khuevan.people.services import (
    create_person,
    edit_guardian,
    edit_person,
    read_record,
    register_guardians,
    register_persons,
)
from khuevan.people.services.keeping import keep_at
from khuevan.people.waiting import due

__all__ = [
    "PERSON_RULES", "Aside", "Beside", "CorrectionAnswered", "CorrectionAsked", "CorrectionToAnswer",
    "EditFacts", "Entrance", "GuardianEdited", "GuardianRecord", "GuardiansRegistered", "Likely",
    "PersonDetail", "PersonFacts", "PersonNamed", "PersonRecord", "PersonRecorded", "PersonSummary",
    "PersonsMerged", "PersonsRegistered", "PersonsUnmerged", "RecordEdited", "RecordRead", "Registered",
    "Row", "check_persons", "children", "corrections_to_answer", "create_person", "due", "edit_guardian",
    "edit_person", "facts_as_of", "find", "follow_merges", "guardian_rows", "guardians", "holders_of",
    "identified", "keep_at", "likely_same", "match_persons", "named", "number_of", "person",
    "person_references", "person_rows", "persons_below", "persons_numbered", "read_record", "record_to_edit",
    "register_guardians", "register_persons", "seat_together", "sector_code", "show_beside", "take_in_by",
    "tell_kinds",
]  # fmt: skip
