"""Each shipped rule finds its bad case and leaves its good one; conditions can do nothing but look."""

import tomllib
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.quality.contracts import Severity, State
from khuevan.quality.rules import (
    DATASETS,
    PLACES,
    POLARS,
    ConditionWrong,
    Context,
    Type,
    compile_condition,
    condition,
    derive,
    in_force,
    outliers,
    require_whole,
    score,
    shipped,
)
from khuevan.quality.rules.rulebook import REGULATIONS

DAY = date(2026, 11, 25)
CONTEXT = Context(DAY, 2026, PLACES.on(DAY).says)
CASES = {
    (name, code): told
    for name in DATASETS
    for code, told in tomllib.loads((REGULATIONS / "cases" / f"{name}.toml").read_text()).items()
}


def wrong(rule, row):
    dataset = DATASETS[rule.dataset]
    schema = {one.name: POLARS[one.type] for one in dataset.fields if not one.helper or one.name in row}
    frame = derive(pl.DataFrame([row], schema=schema), dataset.types, CONTEXT)
    return frame.select(condition(rule).wrong.fill_null(False)).item()


@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: f"{rule.code}-{rule.since}")
def test_a_shipped_rule_finds_its_bad_case_and_leaves_its_good_one(rule):
    case = CASES[rule.dataset, rule.code]
    require_whole(rule, [rule.code])

    assert (wrong(rule, case["good"]), wrong(rule, case["bad"])) == (False, True)


def test_no_case_is_left_of_a_rule_that_is_gone():
    assert set(CASES) == {(rule.dataset, rule.code) for rule in shipped()}


COLUMNS = {"size": Type.NUMBER, "name": Type.TEXT, "born": Type.DATE, "left": Type.BOOL}


@pytest.mark.parametrize(
    "hostile",
    [
        "read_csv('/etc/passwd') is null",
        "name in (select name from people)",
        "(select 1) = 1",
        "size = (select count(*) from read_parquet('/etc/x'))",
        "exists (select 1)",
        "size > 1; drop table people_person",
        "name = 'x' -- and more",
        "name = 'x' /* more */ or true and pg_sleep(10) is null",
        "cast(name as int) = 1",
        "name::int = 1",
        "name || name = 'x'",
        "repeat(name, 1000000000) = 'x'",
        "concat(name, name) = 'x'",
        "\"name\" = 'x'",
        "name like '%x%'",
        "nosuch = 1",
        "__import__('os') = 1",
        "name.__class__ = 1",
        "name[0] = 'x'",
        "lambda: 0",
        "size",
        "size + 1",
        "name > 1",
        "size = 'x'",
        "born = 'tomorrow'",
        "born > 5",
        "matches(name, '((a{30}){30}){30}')",
        "matches(name, '(a+)+')",
        "matches(name, 'a{5000}')",
        "matches(name, '\\p{L}{20}')",
        "matches(name, '(?i)a')",
        "matches(name, name)",
        "matches(name, '" + "a" * 81 + "')",
        "matches(name, '[')",
        "starts_with(name)",
        "starts_with(name, name)",
        "length(size) = 1",
        "size in (size)",
        "size in ()",
        "size between 1",
        "not",
        "",
        "(" * 40 + "size = 1" + ")" * 40,
        "lower(" * 40 + "name" + ")" * 40 + " = 'x'",
        "-" * 60 + "size = 1",
        "size = 1 " + "or size = 1 " * 200,
        "size = " + "1" * 5000,
        "size = 1e999",
        "size = '\x00",
    ],
)
def test_a_condition_can_do_nothing_but_look_at_its_row(hostile):
    with pytest.raises(ConditionWrong):
        compile_condition(hostile, COLUMNS)


@given(
    st.text(
        alphabet=st.sampled_from("abnsize born left name and or not in is null(),'=<>+-*/ 0123456789;\\{}"),
        max_size=60,
    )
)
def test_whatever_is_written_is_a_condition_or_refused_by_name(text):
    try:
        compiled = compile_condition(text, COLUMNS)
    except ConditionWrong as refusal:
        assert refusal.facts["reason"] in ConditionWrong.words
    else:
        frame = pl.DataFrame(
            [{"size": 1, "name": "a", "born": DAY, "left": True}],
            schema={name: POLARS[kind] for name, kind in COLUMNS.items()},
        )
        assert frame.select(compiled.wrong).dtypes == [pl.Boolean]
        assert compiled.columns <= set(COLUMNS)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("size > 2 and name = 'it''s'", [False, True, False]),
        ("not (size <= 2) or left", [True, True, False]),
        ("size in (1, 3) and born >= '2020-01-01'", [True, True, False]),
        ("name is null", [False, False, True]),
        ("size not between 2 and 3", [True, False, False]),
        ("length(name) * 2 - 1 = size * 3 - 2", [True, True, False]),
        ("days(born, '2020-01-31') = 30", [True, False, False]),
        ("part(name, 2, 1) = 't' and number('7') = 7", [False, True, False]),
    ],
)
def test_conditions_mean_what_they_say_and_an_empty_cell_is_never_wrong(text, true):
    frame = pl.DataFrame(
        {"size": [1, 3, None], "name": ["a", "it's", None],
         "born": [date(2020, 1, 1), date(2021, 1, 1), None],
         "left": [True, False, None]}, schema={name: POLARS[kind] for name, kind in COLUMNS.items()},
    )  # fmt: skip
    compiled = compile_condition(text, COLUMNS)

    assert frame.select(compiled.wrong.fill_null(False)).to_series().to_list() == true


def test_a_later_version_holds_from_its_day_and_leaves_the_days_before():
    first = shipped()[0]
    second = type(first)(**{name: getattr(first, name) for name in first.__slots__} | {
        "since": date(2027, 1, 1), "wrong": "national is null"})  # fmt: skip
    ended = type(first)(**{name: getattr(first, name) for name in first.__slots__} | {
        "since": date(2027, 2, 1), "until": date(2027, 3, 1)})  # fmt: skip
    versions = [ended, second, first]

    held = [in_force(versions, day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 1),
                                                date(2027, 3, 1), date(2026, 8, 31))]  # fmt: skip

    assert held == [[first], [second], [ended], [], []]


@pytest.mark.parametrize(
    ("records", "issues", "expected"),
    [
        (0, {}, "100.00"),
        (1000, {}, "100.00"),
        (200, {(Severity.ERROR, State.OPEN): 4}, "90.00"),  # 4 × 5 points in 2 hundreds of records
        (300, {(Severity.WARNING, State.OPEN): 6, (Severity.NOTICE, State.OPEN): 5}, "95.67"),  # 13 ÷ 3
        (200, {(Severity.ERROR, State.EXPLAINED): 4}, "95.00"),  # half the weight
        (200, {(Severity.ERROR, State.WAIVED): 4}, "100.00"),
        (10, {(Severity.ERROR, State.OPEN): 9}, "0.00"),
    ],
)
def test_scores_worked_by_hand(records, issues, expected):
    assert score(records, issues, DAY) == Decimal(expected)


def figures(changes, *, kind="primary", before=200, measure="learners"):
    return pl.DataFrame(
        [(number, kind, measure, before + change, before) for number, change in enumerate(changes, 1)],
        schema=["unit", "kind", "measure", "now", "before"], orient="row",
    )  # fmt: skip


def test_a_school_that_halves_where_its_peers_stay_is_told_with_last_years_figure():
    told = outliers(figures([0, 2, -2, 1, -1, 3, -3, 0, -100]), DAY)

    assert told.select("unit", "measure", "now", "before").rows() == [(9, "learners", 100, 200)]
    assert told["score"][0] < -3.5


def test_where_all_change_alike_few_peers_or_little_change_nothing_is_told():
    assert outliers(figures([-100] * 9), DAY).is_empty()
    assert outliers(figures([0, 0, 0, -100]), DAY).is_empty()
    assert outliers(figures([0] * 8 + [-15], before=30), DAY).is_empty()
    assert outliers(figures([0] * 8 + [100], before=0), DAY).is_empty()
