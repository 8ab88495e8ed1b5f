"""What is said of many pupils at once is what is said of each."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.grading import (
    WORDS,
    comment_terms,
    conducts,
    of_primary,
    of_secondary,
    outcomes,
    primary,
    primary_levels,
    secondary,
    titles,
    year_results,
)
from khuevan_kernel.grading.tests.test_grading import CASES

LAW, FIRST_LAW = secondary(9, 2026), primary(4, 2026)
LEVELS = ["T", "K", "Đ", "CĐ"]
marks = st.integers(0, 100)


def test_the_year_of_a_comment_subject_is_its_second_term():
    for first, second, year in CASES["comment_years"]:
        frame = pl.DataFrame({"first": [WORDS[first]], "second": [WORDS[second]]})

        assert of_secondary.comment_year(LAW, second).value == year
        assert year_results(LAW, frame)["year"].to_list() == [WORDS[year]]


@given(st.lists(st.tuples(marks | st.none(), marks | st.none()), min_size=1))
def test_years_of_many_are_those_of_each(pairs):
    frame = pl.DataFrame(pairs, schema={"first": pl.Int16, "second": pl.Int16}, orient="row")

    each = [None if None in (a, b) else of_secondary.year_average(LAW, a, b).value for a, b in pairs]

    assert year_results(LAW, frame)["year"].to_list() == each


def test_conducts_and_outcomes_of_many_are_those_of_each():
    rows = [
        (first, second, grade, study, absences, after)
        for first in LEVELS for second in LEVELS for grade in (6, 9) for study in LEVELS
        for absences in (0, 45, 46) for after in (False, True)
    ]  # fmt: skip
    columns = ["first", "second", "grade", "study", "absences", "after_summer"]
    frame = conducts(LAW, pl.DataFrame(rows, schema=columns, orient="row")).rename({"year": "conduct"})
    years = [of_secondary.conduct(LAW, first, second).value for first, second, *_ in rows]

    assert frame["conduct"].to_list() == years
    assert outcomes(LAW, frame)["outcome"].to_list() == [
        of_secondary.outcome(
            LAW, grade=grade, study=study, conduct=year, absences=absences, after_summer=after
        ).value
        for (_, _, grade, study, absences, after), year in zip(rows, years, strict=True)
    ]


def test_where_a_level_is_missing_nothing_follows():
    frame = pl.DataFrame({"first": ["T", None], "second": [None, "T"]})
    levels = pl.DataFrame(
        {"grade": [6], "study": [None], "conduct": ["T"], "absences": [0], "after_summer": [False]},
        schema_overrides={"study": pl.String},
    )

    assert conducts(LAW, frame)["year"].to_list() == [None, None]
    assert outcomes(LAW, levels)["outcome"].to_list() == [None]


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS),
                          st.lists(st.integers(85, 95), min_size=1, max_size=9)), min_size=1))  # fmt: skip
def test_titles_of_many_are_those_of_each(pupils):
    levels = pl.DataFrame(
        [(number, study, conduct) for number, (study, conduct, _) in enumerate(pupils)],
        schema=["pupil", "study", "conduct"], orient="row",
    )  # fmt: skip
    results = pl.DataFrame(
        [(number, mark) for number, (_, _, given_marks) in enumerate(pupils) for mark in given_marks],
        schema=["pupil", "result"], orient="row",
    )  # fmt: skip

    assert titles(LAW, levels, results)["title"].to_list() == [
        of_secondary.title(LAW, study=s, conduct=c, results={str(n): m for n, m in enumerate(r)}).value
        for s, c, r in pupils
    ]


@given(st.lists(st.tuples(st.lists(st.sampled_from("THCM"), min_size=1, max_size=5),
                          st.lists(st.sampled_from("TĐC"), min_size=1, max_size=4),
                          st.lists(st.integers(0, 10), max_size=4)), min_size=1))  # fmt: skip
def test_primary_levels_of_many_are_those_of_each(pupils):
    rows = [
        (number, kind, value)
        for number, (subjects, qualities, tests) in enumerate(pupils)
        for kind, values in (
            ("subject", [WORDS[word] for word in subjects]),
            ("quality", [WORDS[word] for word in qualities]),
            ("test", [10 * mark for mark in tests]),
        )
        for value in values
    ]
    frame = pl.DataFrame(rows, schema=["pupil", "kind", "value"], orient="row")

    assert primary_levels(FIRST_LAW, frame)["level"].to_list() == [
        of_primary.year_level(
            FIRST_LAW,
            subjects={str(n): w for n, w in enumerate(subjects)},
            qualities={str(n): w for n, w in enumerate(qualities)},
            tests={str(n): m for n, m in enumerate(tests)},
        ).value
        for subjects, qualities, tests in pupils
    ]


def test_a_primary_pupil_without_a_result_has_no_level():
    frame = pl.DataFrame(
        {"pupil": [1, 1, 2], "kind": ["subject", "quality", "subject"], "value": [-4, None, -4]}
    )

    assert primary_levels(FIRST_LAW, frame)["level"].to_list() == [None, None]


@given(st.lists(st.lists(st.sampled_from(["Đ", "CĐ", None]), min_size=4, max_size=4), min_size=1))
def test_comment_terms_of_many_are_those_of_each(pupils):
    rows = [(n, "s", WORDS[mark] if mark else None) for n, marked in enumerate(pupils) for mark in marked]
    frame = pl.DataFrame(
        rows, schema={"pupil": pl.Int64, "subject": pl.String, "mark": pl.Int16}, orient="row"
    )

    each = [None if None in m else WORDS[of_secondary.comment_term(LAW, m).value] for m in pupils]

    assert comment_terms(frame)["result"].to_list() == each
