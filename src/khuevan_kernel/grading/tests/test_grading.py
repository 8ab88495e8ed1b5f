"""Assessment held against worked cases and a second implementation, in fractions, of the circular."""

from fractions import Fraction
from math import floor

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.grading import (
    REGULATIONS,
    Missing,
    OtherCircular,
    as_text,
    of_primary,
    of_secondary,
    primary,
    read_mark,
    secondary,
    study_levels,
    subjects,
    term_averages,
)
from khuevan_kernel.grading import WORDS as NUMBERS

YEAR = 2025
LAW, FIRST_LAW = secondary(9, YEAR), primary(4, YEAR)
CASES = yaml.safe_load((REGULATIONS / "cases" / "secondary.yaml").read_text())
PRIMARY_CASES = yaml.safe_load((REGULATIONS / "cases" / "primary.yaml").read_text())
WORDS = frozenset({"Đ", "CĐ", "M"})
marks = st.integers(0, 100)
results = st.lists(marks | st.sampled_from(["Đ", "CĐ", "M"]), min_size=1, max_size=14)


def tenths(text):
    return None if text is None else read_mark(text, words=frozenset())


def result(text):
    return text if text in WORDS else tenths(text)


def named(values):
    return {f"s{place}": value for place, value in enumerate(values)}


@pytest.mark.parametrize("case", CASES["averages"], ids=str)
def test_a_terms_average_is_as_in_the_worked_case(case):
    regular, middle, end = [tenths(m) for m in case["regular"]], tenths(case["middle"]), tenths(case["end"])

    average = of_secondary.term_average(LAW, periods=case["periods"], regular=regular, middle=middle, end=end)

    assert average.value == tenths(case["average"])


@pytest.mark.parametrize("case", CASES["years"], ids=str)
def test_a_years_average_is_as_in_the_worked_case(case):
    year = of_secondary.year_average(LAW, tenths(case["first"]), tenths(case["second"]))

    assert year.value == tenths(case["average"])


@pytest.mark.parametrize("case", CASES["missing"], ids=str)
def test_marks_that_are_not_there_are_named(case):
    regular, middle, end = [tenths(m) for m in case["regular"]], tenths(case["middle"]), tenths(case["end"])

    with pytest.raises(Missing) as missing:
        of_secondary.term_average(LAW, periods=case["periods"], regular=regular, middle=middle, end=end)

    assert list(missing.value.names) == case["names"]


@pytest.mark.parametrize("case", CASES["study"], ids=lambda case: case["why"])
def test_the_level_of_study_is_as_in_the_worked_case(case):
    assert of_secondary.study(LAW, named(map(result, case["results"]))).value == case["level"]


@pytest.mark.parametrize(("first", "second", "year"), CASES["conduct"])
def test_the_years_conduct_is_as_in_the_table(first, second, year):
    assert of_secondary.conduct(LAW, first, second).value == year


@pytest.mark.parametrize("case", CASES["outcomes"], ids=str)
def test_the_outcome_is_as_in_the_worked_case(case):
    asked = {name: value for name, value in case.items() if name != "outcome"}

    assert of_secondary.outcome(LAW, **asked).value == case["outcome"]


@pytest.mark.parametrize("case", CASES["titles"], ids=str)
def test_the_title_is_as_in_the_worked_case(case):
    got = named(map(result, case["results"]))

    given_title = of_secondary.title(LAW, study=case["study"], conduct=case["conduct"], results=got)

    assert given_title.value == case["title"]


@pytest.mark.parametrize(
    ("rules", "grade", "year", "holds"),
    [(secondary, *one) for one in CASES["rollout"]] + [(primary, *one) for one in PRIMARY_CASES["rollout"]],
)
def test_a_grade_follows_its_circular_from_its_year_on(rules, grade, year, holds):
    if holds:
        assert rules(grade, year).cites.text.startswith("Thông tư 2")
    else:
        with pytest.raises(OtherCircular, match=f"grade {grade} in {year}"):
            rules(grade, year)


@pytest.mark.parametrize("case", PRIMARY_CASES["levels"], ids=str)
def test_the_primary_level_is_as_in_the_worked_case(case):
    level = of_primary.year_level(
        FIRST_LAW,
        subjects=named(case["subjects"]),
        qualities=named(case["qualities"]),
        tests=named(case["tests"]),
    )

    assert level.value == case["level"]


@pytest.mark.parametrize("case", PRIMARY_CASES["outcomes"], ids=str)
def test_the_primary_outcome_is_as_in_the_worked_case(case):
    asked = {name: value for name, value in case.items() if name != "outcome"}

    assert of_primary.outcome(FIRST_LAW, **asked).value == case["outcome"]


@pytest.mark.parametrize("case", PRIMARY_CASES["titles"], ids=str)
def test_the_primary_title_is_as_in_the_worked_case(case):
    title = of_primary.title(FIRST_LAW, level=case["level"], endorsed=case["endorsed"])

    assert title.value == case["title"]


def test_subjects_to_be_assessed_again_are_those_not_passed():
    got: dict[str, int | str] = {"a": 49, "b": 50, "c": "CĐ", "d": "Đ", "e": "M"}

    assert of_secondary.retest_subjects(LAW, got) == ("a", "c")


def test_a_level_rests_on_its_articles_and_says_why_in_two_languages():
    judged = of_secondary.study(LAW, named([90] * 7 + [49, "Đ"]))

    assert [cited.place for cited in judged.because] == ["Điều 9 khoản 2", "Điều 9 khoản 3"]
    assert judged.vi == ("Học tập Khá: chỉ một môn làm mức Đạt thấp xuống từ hai mức, nên được nâng một mức.")
    assert judged.en.startswith("Study Fair: one subject alone")


@pytest.mark.parametrize(
    ("grade", "scored", "comment"), [(6, 8, 4), (9, 8, 4), (12, 12, 5), (1, 4, 3), (5, 7, 3)]
)
def test_a_grade_has_the_subjects_of_the_programme(grade, scored, comment):
    found = subjects(grade, YEAR)

    assert [sum(not one.comment for one in found), sum(one.comment for one in found)] == [scored, comment]


# The second judge: the circular read again, in fractions and sets.


def rounded(value):
    return Fraction(floor(value * 10 + Fraction(1, 2)), 10)


def judged_plainly(values):
    scores = [Fraction(v, 10) for v in values if isinstance(v, int)]
    not_passed = sum(v == "CĐ" for v in values)

    def have(count, least):
        return len([s for s in scores if s >= Fraction(least)]) >= count

    if not_passed == 0 and all(s >= Fraction("6.5") for s in scores) and have(6, 8):
        return 4
    if not_passed == 0 and all(s >= 5 for s in scores) and have(6, "6.5"):
        return 3
    if not_passed <= 1 and have(6, 5) and not any(s < Fraction("3.5") for s in scores):
        return 2
    return 1


def judged_with_art_9_3(values):
    level = judged_plainly(values)
    for place, value in enumerate(values):
        other = [*values[:place], "Đ" if isinstance(value, str) else 100, *values[place + 1 :]]
        if value != "M" and judged_plainly(other) - level >= 2:
            return level + 1
    return level


@given(st.sampled_from([35, 70, 105]), st.lists(marks, min_size=6, max_size=6))
def test_a_terms_average_agrees_with_fractions(periods, given_marks):
    count = {35: 2, 70: 3, 105: 4}[periods]
    regular, middle, end = given_marks[:count], given_marks[4], given_marks[5]
    exact = Fraction(sum(regular) + 2 * middle + 3 * end, 10 * (count + 5))

    average = of_secondary.term_average(LAW, periods=periods, regular=regular, middle=middle, end=end)

    assert Fraction(average.value, 10) == rounded(exact)


@given(marks, marks)
def test_a_years_average_agrees_with_fractions(first, second):
    exact = (Fraction(first, 10) + 2 * Fraction(second, 10)) / 3

    assert Fraction(of_secondary.year_average(LAW, first, second).value, 10) == rounded(exact)


@given(results)
def test_the_level_of_study_agrees_with_the_second_judge(values):
    level = of_secondary.study(LAW, named(values)).value

    assert ["CĐ", "Đ", "K", "T"].index(level) + 1 == judged_with_art_9_3(values)


@given(results, st.integers(0, 13), marks)
def test_a_better_mark_never_lowers_a_plain_level(values, place, better):
    scored = [max(v, better) if p == place and isinstance(v, int) else v for p, v in enumerate(values)]

    assert judged_plainly(scored) >= judged_plainly(values)


@given(marks)
def test_a_mark_reads_as_it_is_written(mark):
    assert read_mark(as_text(mark), words=WORDS) == mark


@given(st.lists(results, min_size=1, max_size=6))
def test_levels_of_many_pupils_at_once_agree_with_one_by_one(pupils):
    rows = [
        (pupil, f"s{place}", NUMBERS[value] if isinstance(value, str) else value)
        for pupil, values in enumerate(pupils)
        for place, value in enumerate(values)
    ]
    frame = pl.DataFrame(
        rows, schema={"pupil": pl.Int64, "subject": pl.String, "result": pl.Int16}, orient="row"
    )

    levels = dict(study_levels(LAW, frame).iter_rows())

    assert levels == {
        pupil: of_secondary.study(LAW, named(values)).value for pupil, values in enumerate(pupils)
    }


def test_a_pupil_with_a_missing_result_has_no_level_among_many():
    frame = pl.DataFrame({"pupil": [1, 1, 2], "subject": ["a", "b", "a"], "result": [90, None, -1]})

    assert dict(study_levels(LAW, frame).iter_rows()) == {1: None, 2: "CĐ"}


@given(
    st.lists(
        st.tuples(st.sampled_from([35, 70, 105]), st.lists(marks | st.none(), min_size=6, max_size=6)),
        min_size=1,
        max_size=6,
    )
)
def test_averages_of_many_pupils_at_once_agree_with_one_by_one(pupils):
    kinds = ["TX1", "TX2", "TX3", "TX4", "GK", "CK"]
    rows = []
    expected: dict[int, int | None] = {}
    for pupil, (periods, values) in enumerate(pupils):
        count = {35: 2, 70: 3, 105: 4}[periods]
        asked = kinds[:count] + kinds[4:]
        told = dict(zip(kinds, values, strict=True))
        rows += [(pupil, "s", periods, kind, told[kind]) for kind in asked]
        try:
            average = of_secondary.term_average(
                LAW,
                periods=periods,
                regular=values[:count],
                middle=values[4],
                end=values[5],
            )
            expected[pupil] = average.value
        except Missing:
            expected[pupil] = None
    schema = {
        "pupil": pl.Int64, "subject": pl.String, "periods": pl.Int64, "kind": pl.String, "mark": pl.Int16
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row")

    assert dict(term_averages(LAW, frame).select("pupil", "average").iter_rows()) == expected
