"""Each office and purpose that a record was opened for is told to the person."""

from dataclasses import replace

from khuevan.access.public import reaching
from khuevan.journal.public import entries_of
from khuevan.people import contracts, selectors
from khuevan.people.services import read_record
from khuevan.people.tests.conftest import AT, officer


def test_the_same_reader_for_another_office_or_purpose_is_another_reading(country):
    at_school = officer(country.school)
    for_another_purpose = replace(at_school, purpose="thanh tra")
    at_the_province = replace(officer(country.province), id=at_school.id)

    for actor in (at_school, for_another_purpose, at_the_province, at_school):
        reaching(actor)
        read_record(actor=actor, reference=selectors.person_references().of(country.child.pk), at=AT)

    written = entries_of([f"person:{country.child.pk}"], contracts.RecordRead.name)
    assert [(one.office, one.purpose) for one in reversed(written)] == [
        (country.school.path, "quản lý học sinh"),
        (country.school.path, "thanh tra"),
        (country.province.path, "quản lý học sinh"),
    ]
