from datetime import date

from khuevan.schooling.contracts import LearnerCount
from khuevan.schooling.public import figures, learner_counts, open_school_year
from khuevan.schooling.tests.conftest import NOON, ROOT, enrol, officer
from khuevan_kernel.actor import NOBODY

TODAY = date(2026, 11, 24)


def values(actor, on=TODAY):
    return {figure.code: figure.value for figure in figures(actor=actor, on=on)}


def test_the_nation_counts_everybody_who_studies_and_works_today(world):
    assert values(ROOT) == {
        "preschool.institutions": 2, "preschool.staff": 1, "preschool.children": 2,
        "general.institutions": 2, "general.staff": 1, "general.pupils": 3,
    }  # fmt: skip


def test_a_province_counts_its_own(world):
    assert values(officer(world["99"]["office"].path)) == {
        "preschool.institutions": 1, "preschool.staff": 0, "preschool.children": 0,
        "general.institutions": 1, "general.staff": 0, "general.pupils": 1,
    }  # fmt: skip


def test_who_may_see_no_review_counts_nothing(world):
    assert set(values(NOBODY).values()) == {0}


def test_each_figure_says_what_was_counted(world):
    assert all(figure.source for figure in figures(actor=ROOT, on=TODAY))


def test_a_year_that_has_not_begun_is_not_counted(world):
    open_school_year(actor=ROOT, school_year=2027, at=NOON)
    enrol(world["98"]["primary"], 4, year=2027)

    assert values(ROOT)["general.pupils"] == 3
    assert values(ROOT, date(2027, 9, 1))["general.pupils"] == 1


def test_learners_are_counted_by_province_and_level(world):
    assert learner_counts(actor=ROOT, on=TODAY) == [
        LearnerCount("98", "kindergarten", 1),
        LearnerCount("98", "nursery", 1),
        LearnerCount("98", "primary", 2),
        LearnerCount("99", "primary", 1),
    ]
