"""Counts of many institutions at once: exact, within the branches asked for, and within the reach."""

from datetime import date

from khuevan.access.public import Permission, reaching
from khuevan.org.public import units_below
from khuevan.people.models import Person
from khuevan.schooling.models import Enrolment
from khuevan.schooling.public import census, marks_of_rows, posts, rolls
from khuevan.schooling.tests.conftest import ROOT
from khuevan_kernel.actor import Actor

DAY = date(2026, 11, 24)


def test_each_class_stands_with_those_who_learn_in_it_now(world):
    primary = world["98"]["primary"].pk
    found = rolls(school_year=2026, branches=["/"]).filter(unit=primary)

    assert found.select("grade", "learners").rows() == [(1, 1), (3, 0), (5, 1)]


def test_learners_are_counted_by_class_status_sex_and_minority(world):
    one = Enrolment.objects.for_system("test").get(unit=world["99"]["primary"])
    Person.objects.for_system("test").filter(pk=one.person_id).update(sex=2, ethnicity=3)
    found = census(school_year=2026, branches=[world["99"]["office"].path])

    assert found.select("grade", "status", "sex", "minority", "learners").rows() == [
        (2, "studying", 2, True, 1)
    ]


def test_nothing_is_counted_out_of_reach_whatever_branch_is_asked_for(world):
    reaching(Actor("account:1", {Permission.PEOPLE_VIEW: frozenset({world["98"]["office"].path})}))
    seen = {unit for unit, *_ in rolls(school_year=2026, branches=["/"]).rows()}
    assert seen == {world["98"]["preschool"].pk, world["98"]["primary"].pk}

    reaching(Actor("account:2"))
    assert rolls(school_year=2026, branches=["/"]).is_empty()
    assert posts(on=DAY, branches=["/"]).is_empty()
    assert marks_of_rows(school_year=2026, on=DAY, branches=["/"]).is_empty()


def test_a_row_that_changes_gets_another_number_and_the_others_keep_theirs(world):
    def marks():
        found = marks_of_rows(school_year=2026, on=DAY, branches=[world["98"]["primary"].path])
        return set(found["learners"][0])

    before = marks()
    Enrolment.objects.for_system("test").filter(unit=world["98"]["primary"], grade=1).update(status="left")
    after = marks()

    assert (len(before), len(before & after), len(after)) == (3, 2, 3)


def test_units_below_a_branch_stand_as_they_were_on_the_day(world):
    branch = [world["98"]["office"].path]
    assert units_below(branch, DAY)["kind"].to_list() == ["preschool98", "primary98"]
    assert units_below(branch, DAY, ["office"])["unit"].to_list() == [world["98"]["office"].pk]
    assert units_below(branch, date(2025, 6, 30)).is_empty()
    reaching(ROOT)
