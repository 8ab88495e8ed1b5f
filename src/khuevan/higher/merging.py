"""What of higher education follows when two records of a person are joined."""

from __future__ import annotations

from khuevan.people.public import Aside, Row, follow_merges


def entered_twice(staying: Row, moving: Row) -> Aside:
    """The same study or post, entered twice, counts once."""
    return "moving"


follow_merges("higher_study", "person_id", meet=("programme_id", "student_code"), settle=entered_twice)
follow_merges(
    "higher_employment", "person_id", meet=("unit_id", "role", "since", "until"), settle=entered_twice
)
