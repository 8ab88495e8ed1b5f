"""What becomes of marks when two records turn out to be one person."""

from __future__ import annotations

from khuevan.people.public import Aside, Row, follow_merges


def later_line(staying: Row, moving: Row) -> Aside:
    """Two lines of one subject and term: the one that was changed last stands, the other is set aside."""
    return "staying" if str(moving["changed_at"]) > str(staying["changed_at"]) else "moving"


def computed_anew(staying: Row, moving: Row) -> Aside:
    """Two results of one year: that of the record that stays. Computing again makes both one."""
    return "moving"


def assigned_twice(staying: Row, moving: Row) -> Aside:
    """One teacher was assigned to one thing twice, under two records."""
    return "moving"


follow_merges("assessment_line", "person_id", meet=("school_year", "subject", "term"), settle=later_line)
follow_merges("assessment_subjectresult", "person_id", meet=("school_year", "subject"), settle=computed_anew)
follow_merges("assessment_pupilresult", "person_id", meet=("school_year",), settle=computed_anew)
follow_merges(
    "assessment_assignment", "person_id", meet=("school_class_id", "subject", "until"), settle=assigned_twice
)
