import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from khuevan.journal.models import Entry
from khuevan.schooling.models import Enrolment
from khuevan.schooling.public import open_school_year
from khuevan.schooling.tests.conftest import NOON, ROOT, enrol


def partitions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits "
            "WHERE inhparent = 'schooling_enrolment'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_year_is_opened_once_and_recorded_once(db):
    assert open_school_year(actor=ROOT, school_year=2031, at=NOON)
    assert not open_school_year(actor=ROOT, school_year=2031, at=NOON)

    assert "schooling_enrolment_2031" in partitions()
    assert Entry.objects.filter(event="schooling.school-year-opened", subject="school-year:2031").count() == 1


def test_a_year_that_is_not_open_takes_no_enrolment_and_leaves_no_trace(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        enrol(world["98"]["primary"], 1, year=2044)

    assert not Enrolment.objects.for_system("a test").filter(school_year=2044).exists()


def test_an_enrolment_lies_in_the_partition_of_its_year(world):
    placed = enrol(world["98"]["primary"], 1)

    with connection.cursor() as cursor:
        query = "SELECT tableoid::regclass::text FROM schooling_enrolment WHERE person_id = %s"
        cursor.execute(query, [placed.person_id])
        assert cursor.fetchone() == ("schooling_enrolment_2026",)


def test_nobody_is_enrolled_twice_in_a_year(world):
    placed = enrol(world["98"]["primary"], 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            school_year=2026,
            person_id=placed.person_id,
            unit=placed.unit,
            school_class=placed.school_class,
            grade=1,
        )


@pytest.mark.parametrize("year", [0, 1944, 2201])
def test_a_year_out_of_range_is_refused(db, year):
    with pytest.raises(IntegrityError, match="out of range"), transaction.atomic():
        open_school_year(actor=ROOT, school_year=year, at=NOON)


def test_the_application_changes_the_structure_in_no_other_way(db):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="owner|denied"):
        cursor.execute("CREATE TABLE x PARTITION OF schooling_enrolment FOR VALUES IN (2050)")
