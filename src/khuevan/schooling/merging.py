"""What of schooling follows when two records of a person are joined, and who sits in one class."""

from __future__ import annotations

from khuevan.people.public import Aside, Row, follow_merges, seat_together
from khuevan_kernel.law import Refusal, msgid

STUDYING = "studying"


class BothEnrolled(Refusal):
    """Both records are enrolled in the same school year, and neither has left."""

    code = "schooling.both-enrolled"
    says = msgid("Cả hai hồ sơ đang học trong năm học %(year)s, ở hai nơi hoặc hai lớp.")
    remedy = msgid("Cho thôi học hoặc chuyển đi ở nơi học sinh không còn học, rồi nhập hồ sơ.")


class ResultsDiffer(Refusal):
    """Both records have a result of the same school year, and they are not the same."""

    code = "schooling.results-differ"
    says = msgid("Hai hồ sơ có kết quả khác nhau của năm học %(year)s.")
    remedy = msgid("Sửa kết quả không đúng ở trường đã ghi nó, rồi nhập hồ sơ.")


def one_enrolment(staying: Row, moving: Row) -> Aside:
    """Of two enrolments of a year, the one that is being studied stands; refuses where both are."""
    if staying["status"] == moving["status"] == STUDYING:
        raise BothEnrolled(year=_year(staying))
    return "staying" if moving["status"] == STUDYING else "moving"


def one_result(staying: Row, moving: Row) -> Aside:
    """Of two results of a year that say the same, one stands; refuses where they differ."""
    if any(staying[column] != moving[column] for column in ("average", "study", "conduct")):
        raise ResultsDiffer(year=_year(staying))
    return "moving"


def one_post(staying: Row, moving: Row) -> Aside:
    """One post at a school that was entered twice counts once."""
    return "moving"


def the_one_that_stays(staying: Row, moving: Row) -> Aside:
    """What both records say of one thing is taken from the record that stays."""
    return "moving"


def _year(row: Row) -> str:
    return f"{row['school_year']}–{row['school_year'] + 1}"


follow_merges("schooling_enrolment", "person_id", meet=("school_year",), settle=one_enrolment)
follow_merges("schooling_yearresult", "person_id", meet=("school_year",), settle=one_result)
follow_merges(
    "schooling_employment", "person_id", meet=("unit_id", "role", "since", "until"), settle=one_post
)
for table, columns in (
    ("schooling_support", ("code", "since")), ("schooling_healthcheck", ("school_year", "term")),
    ("schooling_absence", ("school_year", "day", "session")), ("schooling_absencetotal", ("school_year",)),
    ("schooling_staffyear", ("school_year",)), ("schooling_teaching", ("school_class_id", "subject")),
):  # fmt: skip
    follow_merges(table, "person_id", meet=columns, settle=the_one_that_stays)
seat_together(
    "SELECT DISTINCT x.a, x.b FROM unnest(%(a)s::bigint[], %(b)s::bigint[]) AS x (a, b)"
    " JOIN schooling_enrolment one ON one.person_id = x.a"
    " JOIN schooling_enrolment other ON other.person_id = x.b AND other.school_year = one.school_year"
    " AND other.school_class_id = one.school_class_id"
)
