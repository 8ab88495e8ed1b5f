"""Class sizes and teachers due, held against worked cases and against what must always hold."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.grading import CURRICULUM
from khuevan_kernel.law import NotInForce
from khuevan_kernel.staffing import (
    CLASS_SIZES,
    HOURS,
    TEACHERS,
    Classes,
    largest_class,
    level_of,
    line_of,
    subject_teachers_due,
    teachers_due,
)
from khuevan_kernel.staffing._norms import REGULATIONS

DAY = date(2025, 9, 5)
FIRST = date(2023, 12, 16)
WORKED = tomllib.loads((REGULATIONS / "cases" / "teachers.toml").read_text())
CASES = WORKED["case"]
NORMS = [(level, way) for level, norm in TEACHERS.on(DAY).says.items() for way in norm.ways]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_teachers_are_due_as_in_the_worked_case(case):
    classes = Classes(**{name: value for name, value in case.items() if name != "due"})

    assert teachers_due(classes, DAY).value == Decimal(case["due"])


@pytest.mark.parametrize(
    ("level", "sizes"),
    [("primary", [25, 30, 35]), ("upper_secondary", [35, 40, 45]), ("kindergarten_4_5", [30, 30, 30])],
)
def test_a_class_is_bounded_by_its_zone(level, sizes):
    assert [largest_class(level, zone, DAY).value for zone in (1, 2, 3)] == sizes


def test_the_answer_names_both_texts():
    decided = teachers_due(Classes("primary", "half_day", 1, 5, 130), DAY)

    assert {one.text for one in decided.because} == {"Thông tư 19/2023/TT-BGDĐT và Thông tư 20/2023/TT-BGDĐT"}


def test_before_the_circulars_there_is_no_norm():
    with pytest.raises(NotInForce):
        largest_class("primary", 1, FIRST - timedelta(days=1))


def test_every_grade_has_a_level_with_a_norm_and_a_size():
    assert {level_of(grade) for grade in range(-3, 13)} <= TEACHERS.on(DAY).says.keys()
    assert TEACHERS.on(DAY).says.keys() == CLASS_SIZES.on(DAY).says.keys()


@given(
    st.sampled_from(NORMS), st.integers(1, 3), st.integers(0, 60), st.integers(0, 3000), st.integers(0, 200)
)
def test_more_learners_never_mean_fewer_teachers(norm, zone, classes, learners, more):
    def due(count):
        level, way = norm
        return teachers_due(Classes(level, way, zone, classes, count), DAY).value

    assert due(learners) <= due(learners + more)


@pytest.mark.parametrize(
    ("level", "kind", "sessions", "way"),
    [
        ("nursery_25_36_months", "ordinary", "half_day", "whole_day"),  # nurseries have no half-day rate
        ("kindergarten_3_4", "boarding", "half_day", "half_day"),
        ("primary", "special", "whole_day", "whole_day"),
        ("lower_secondary", "semi_boarding", "whole_day", "semi_boarding"),
        ("lower_secondary", "specialised", "whole_day", "ordinary"),
        ("upper_secondary", "specialised", "whole_day", "specialised"),
    ],
)
def test_classes_are_taught_as_their_school_is(level, kind, sessions, way):
    assert TEACHERS.on(DAY).says[level].way(kind, sessions) == way


@pytest.mark.parametrize("case", WORKED["subjects"], ids=lambda case: f"lower={case['lower']}")
def test_subjects_are_due_teachers_as_in_the_worked_case(case):
    classes = {int(grade): count for grade, count in case["classes"].items()}
    due = subject_teachers_due(classes, lower=case["lower"], day=date(2026, 9, 5)).value

    assert {line: due[line] for line in case["due"]} == {k: Fraction(*v) for k, v in case["due"].items()}


def test_every_subject_of_the_secondary_programme_has_its_line():
    day = date(2026, 9, 5)
    from_grade = {True: range(6, 13), False: range(10, 13)}
    homeless = [
        (subject.code, lower)
        for lower, grades in from_grade.items()
        for subject in CURRICULUM.on(day).says.values()
        if any(grade in subject.periods for grade in grades)
        and line_of(subject.code, lower=lower, day=day) is None
    ]

    assert homeless == []
    assert len({line.code for line in HOURS.on(day).says.lines}) == len(HOURS.on(day).says.lines)
