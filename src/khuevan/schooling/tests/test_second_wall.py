"""What the database itself gives of learners and staff: nothing without a reach, whatever the query says."""

import pytest
from django.db import ProgrammingError, connection, transaction

from khuevan.access.public import NOBODY, Permission, reaching
from khuevan.schooling.tests.conftest import ROOT
from khuevan_kernel.actor import Actor


def rows(table: str, actor: Actor) -> int:
    reaching(actor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def viewer(path: str, person: int | None = None) -> Actor:
    return Actor("account:2", {Permission.PEOPLE_VIEW: frozenset({path} - {""})}, person=person)


@pytest.mark.parametrize(("table", "all_of_them"), [("schooling_enrolment", 6), ("schooling_employment", 3)])
def test_rows_are_seen_within_the_reach_alone(world, table, all_of_them):
    here, there = (world[code]["office"].path for code in ("98", "99"))

    assert rows(table, ROOT) == all_of_them
    assert rows(table, NOBODY) == 0
    assert rows(table, viewer(here)) + rows(table, viewer(there)) == all_of_them
    assert rows(table, viewer(here)) > 0


def test_a_learner_sees_their_own_enrolment_and_no_other(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(person_id) FROM schooling_enrolment")
        one = cursor.fetchone()[0]

    assert rows("schooling_enrolment", viewer("", person=one)) == 1


def test_nothing_is_changed_beyond_the_reach_and_partitions_are_closed(world):
    reaching(viewer(world["99"]["office"].path))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE schooling_enrolment SET status = 'left' WHERE grade <> 2")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM schooling_enrolment_2026")
