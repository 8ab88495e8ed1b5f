from datetime import date

from khuevan.schooling.public import counts, figures, open_school_year
from khuevan.schooling.tests.conftest import NOON, ROOT, enrol, officer
from khuevan_kernel.actor import NOBODY
from khuevan_kernel.figure import Count, summed

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


def test_a_year_that_has_not_begun_is_not_counted(world):
    open_school_year(actor=ROOT, school_year=2027, at=NOON)
    enrol(world["98"]["primary"], 4, year=2027)

    assert values(ROOT)["general.pupils"] == 3
    assert values(ROOT, date(2027, 9, 1))["general.pupils"] == 1


def test_the_parts_of_the_figures_are_told_by_province_and_kind(world):
    assert counts(actor=ROOT, on=TODAY) == [
        Count("general.institutions", "98", "primary98", 1),
        Count("general.institutions", "99", "primary99", 1),
        Count("general.pupils", "98", "primary", 2),
        Count("general.pupils", "99", "primary", 1),
        Count("general.staff", "98", "teacher", 1),
        Count("preschool.children", "98", "kindergarten", 1),
        Count("preschool.children", "98", "nursery", 1),
        Count("preschool.institutions", "98", "preschool98", 1),
        Count("preschool.institutions", "99", "preschool99", 1),
        Count("preschool.staff", "98", "teacher", 1),
    ]


def test_the_parts_add_up_to_the_figures_in_every_reach(world):
    for actor in (ROOT, officer(world["98"]["office"].path), NOBODY):
        told = figures(actor=actor, on=TODAY)
        assert told == summed([one.code for one in told], counts(actor=actor, on=TODAY))
