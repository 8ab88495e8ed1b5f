"""The 20 criteria, held against worked cases and against what must always hold."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.law import NotInForce
from khuevan_kernel.standards import (
    BOUNDS,
    CRITERIA,
    WEIGHTS,
    Status,
    Verdict,
    cycle_days,
    group_of,
    judged,
    parts_of,
)
from khuevan_kernel.standards._criteria import FORMULAS
from khuevan_kernel.standards._regulations import REGULATIONS

CASES = tomllib.loads((REGULATIONS / "cases" / "criteria.toml").read_text())["case"]
DAY = date(2025, 12, 31)


def status_of(case):
    told = dict(case["status"])
    return Status(**(told | {"founded": date.fromisoformat(told["founded"])}))


def results_of(case):
    facts = {name: Fraction(value) for name, value in case["facts"].items()}
    return {one.criterion: one for one in judged(facts, status_of(case), date(case["year"], 12, 31))}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_parts_come_to_what_was_computed_by_hand(case):
    parts = {part.code: part for one in results_of(case).values() for part in one.parts}

    found = {code: [str(parts[code].value), parts[code].verdict.value] for code in case["parts"]}
    assert found == case["parts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_criteria_are_concluded_from_their_parts(case):
    results = results_of(case)

    assert {code: results[code].verdict.value for code in case["verdicts"]} == case["verdicts"]


def test_every_criterion_has_its_formula_its_bound_and_its_place_in_the_law():
    results = judged({}, Status(doctoral=True), DAY)

    assert [one.criterion for one in results] == list(CRITERIA)
    assert {code for one in CRITERIA for code in parts_of(one)} == {*FORMULAS, "1.4"}
    for version in (DAY, date(2030, 12, 31)):
        assert {*FORMULAS, "1.4"} <= BOUNDS.on(version).says.of.keys()
    assert all(one.because for one in results)


def test_what_is_missing_is_named():
    (found,) = [one for one in judged({"quota.0": 10}, Status(), DAY) if one.criterion == "5.1"]

    assert found.verdict is Verdict.UNKNOWN
    assert found.parts[0].missing == ("enrolled.0", "enrolled.1", "quota.1", "enrolled.2", "quota.2")


def test_a_whole_of_nought_is_missing_too():
    (found,) = [one for one in judged({"kpi": 0, "kpi.improved": 0}, Status(), DAY) if one.criterion == "1.3"]

    assert (found.verdict, found.parts[0].missing) == (Verdict.UNKNOWN, ("kpi",))


def test_the_share_of_what_can_be_computed_counts_parts_that_are_asked_for():
    facts = {"vacant_months": 0, "documents": 7}
    (found,) = [one for one in judged(facts, Status(), DAY) if one.criterion == "1.4"]

    asked = len(FORMULAS) - 3  # 3.1 is not asked for yet, 6.1 and 6.2.2 of doctoral institutions alone
    assert found.parts[0].value == Fraction(2, asked)
    assert found.verdict is Verdict.MISSED


SCOPES = [
    ({"intake": False, "graduates": False}, "without_intake", "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3"),
    ({"graduates": False}, "without_graduates", "1.1 1.2 1.3 1.4 2.1 2.2 2.3 3.1 3.2 3.3 3.4"),
    ({"branch": True}, "branch", "3.1 3.2 3.3 3.4 5.1 5.2 5.3 5.4 5.5"),
]


@pytest.mark.parametrize(("told", "reason", "asked"), SCOPES)
def test_scope_leaves_the_criteria_that_apply(told, reason, asked):
    results = judged({}, Status(doctoral=True, **told), date(2030, 12, 31))

    assert " ".join(one.criterion for one in results if one.verdict is not Verdict.EXEMPT) == asked
    assert {one.exempt for one in results if one.verdict is Verdict.EXEMPT} == {reason}


def test_defence_and_the_young_are_spared_what_the_law_spares_them():
    def spared(day=DAY, **told):
        results = judged({}, Status(doctoral=True, **told), day)
        return [one.criterion for one in results if one.exempt not in {"", "not_yet"}]

    assert spared(defence=True) == ["1.1", "4.1", "4.2", "6.1"]
    assert spared(founded=date(2016, 1, 1)) == ["4.1"]
    assert spared(founded=date(2015, 12, 31)) == []
    assert spared(founded=date(2016, 1, 1), day=date(2026, 12, 31)) == []


def test_before_the_circular_there_is_no_standard():
    with pytest.raises(NotInForce):
        judged({}, Status(), date(2023, 12, 31))


def test_fields_have_the_group_of_their_digits():
    asked = ["7140201", "8210403", "7340101", "7380101", "7480201", "7520201", "7720101", "9999999"]

    assert [group_of(field, DAY).number for field in asked] == [1, 2, 6, 7, 11, 13, 18, 24]
    assert len(WEIGHTS.on(DAY).says.groups) == 24


def test_the_cycle_has_its_days():
    days = {"data": date(2025, 12, 31), "finance": date(2026, 3, 31), "published": date(2026, 6, 30)}

    assert cycle_days(2025) == days


@given(st.integers(1, 5000), st.integers(1, 500), st.integers(0, 500))
def test_more_lecturers_never_mean_more_learners_for_each(learners, lecturers, more):
    def load(many):
        facts = {"learners.11.full": learners, "lecturers.full_time": many}
        (found,) = [one for one in judged(facts, Status(), DAY) if one.criterion == "2.1"]
        return found.parts[0].value

    assert load(lecturers + more) <= load(lecturers)


@given(
    st.dictionaries(st.sampled_from(["documents", "vacant_months", "floor", "copies"]), st.integers(0, 10**9))
)
def test_judging_never_fails_whatever_is_missing(facts):
    assert len(judged(facts, Status(), DAY)) == 20
