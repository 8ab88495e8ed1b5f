"""Teachers due and present, against a world counted by hand and against the kernel."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.access.public import OutOfReach, reaching
from khuevan.journal.models import Entry
from khuevan.org.models import Unit
from khuevan.resources import norms, rules, selectors, services
from khuevan.resources.contracts import VALUES
from khuevan.resources.models import Condition
from khuevan.resources.tests.conftest import DAY, NOON, classes, officer
from khuevan_kernel.staffing import TEACHERS, Classes, level_of, teachers_due

GIVEN: dict[str, Any] = {"school_year": 2026, "on": DAY}


def say(world, unit, what, value, since=date(2026, 9, 1)):
    return services.set_condition(
        actor=officer(world.province), unit=unit.pk, what=what, value=value, since=since,
        decision="12/QĐ-UBND", at=NOON,
    )  # fmt: skip


def test_a_province_is_the_sum_of_its_schools_and_a_surplus_does_not_fill_a_gap(world):
    found = selectors.staffing(actor=officer(world.province), unit=world.province.pk, **GIVEN, by_school=True)
    schools = {row["unit"]: row for row in found.below.iter_rows(named=True)}

    # primary: 3 classes × 1.5 + leader; lower: 2 × 1.9; one class of preschool alone: 2.0
    assert {unit: (row["due"], row["present"], row["gap"]) for unit, row in schools.items()} == {
        world.primary.pk: (550, 4, -150), world.lower.pk: (380, 4, 20), world.group.pk: (200, 2, 0),
    }  # fmt: skip
    assert found.totals == {
        "schools": 3, "classes": 6, "learners": 203, "large": 1, "due": 1130, "present": 10, "short": 150,
        "over": 20,
    }  # fmt: skip


def test_below_the_ministry_stand_the_provinces_and_below_a_province_its_communes(world):
    actor = officer(world.ministry)
    country = selectors.staffing(actor=actor, unit=world.ministry.pk, **GIVEN)
    province = selectors.staffing(actor=actor, unit=world.province.pk, **GIVEN)

    assert country.below.select("unit", "short", "schools").rows() == [(world.province.pk, 150, 3)]
    assert province.below["unit"].to_list() == [world.commune.pk]
    assert country.totals == province.totals


def test_a_class_is_too_large_by_the_zone_that_holds_for_its_school(world):
    def large():
        found = selectors.large_classes(actor=officer(world.province), unit=world.province.pk, **GIVEN)
        return {row["name"]: (row["size"], row["excess"], row["zone_by"]) for row in found.rows(named=True)}

    assert large() == {"1A2": (35, 1, "unsaid")}
    say(world, world.commune, "zone", "1")
    assert large() == {
        "1A2": (25, 11, "commune"), "1A1": (25, 5, "commune"), "5A1": (25, 10, "commune"),
        "6A1": (35, 10, "commune"), "6A2": (35, 10, "commune"),
    }  # fmt: skip
    say(world, world.primary, "zone", "3")
    assert large()["1A2"] == (35, 1, "school")


def test_learners_beyond_full_classes_are_due_teachers_by_the_zone(world):
    say(world, world.primary, "zone", "1")  # 101 learners, 3 × 25: 26 left over, one for each 12
    explained, _, _ = selectors.school_explained(actor=officer(world.primary), unit=world.primary.pk, **GIVEN)

    assert [(one.left_over, one.spare, one.more, one.leader, str(one.due)) for one in explained] == [
        (26, 12, 2, 1, "7.50")
    ]


def test_subjects_are_due_by_their_periods_and_unknown_ones_stand_apart(world):
    found = selectors.staffing(actor=officer(world.commune), unit=world.commune.pk, **GIVEN)
    lines = {row["line"]: (row["due"], row["present"]) for row in found.lines.iter_rows(named=True)}

    assert lines["mathematics"] == (42, 2)  # 2 × 140 / 665
    assert lines["natural_science"] == (42, 1)  # physics is taught within it
    assert lines[""] == (0, 1)
    assert found.lines.filter(pl.col("line") == "shared")["short"].to_list() == [0]


def test_what_is_said_holds_from_its_day_and_what_stood_ends_then(world):
    say(world, world.primary, "sessions", "half_day", date(2026, 9, 1))
    say(world, world.primary, "sessions", "whole_day", date(2026, 11, 1))
    actor = officer(world.primary)
    before = selectors.staffing(
        actor=actor, unit=world.primary.pk, school_year=2026, on=date(2026, 10, 1)
    ).totals["due"]

    assert before == 3 * 120 + 100
    assert [(one.value, one.until) for one in selectors.conditions(actor=actor, unit=world.primary.pk)] == [
        ("whole_day", None), ("half_day", date(2026, 11, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "what", "value", "since"),
    [
        ("primary", "zone", "4", date(2026, 12, 1)),
        ("commune", "kind", "special", date(2026, 12, 1)),
        ("primary", "zone", "2", date(2026, 9, 1)),
    ],
)
def test_an_unclear_condition_leaves_no_trace(world, unit, what, value, since):
    say(world, world.primary, "zone", "1")
    before = Entry.objects.count()
    with pytest.raises(rules.ConditionUnclear):
        say(world, getattr(world, unit), what, value, since)

    assert Condition.objects.for_system("test").count() == 1
    assert Entry.objects.count() == before


def test_another_branch_is_not_found(world):
    with pytest.raises(OutOfReach):
        selectors.staffing(actor=officer(world.elsewhere), unit=world.primary.pk, **GIVEN)


def test_nothing_is_counted_beyond_the_second_wall(world):
    actor = officer(world.lower)
    reaching(actor)
    found = selectors.staffing(actor=actor, unit=world.lower.pk, **GIVEN)

    assert (found.totals["learners"], found.totals["schools"]) == (90, 1)


SCHOOL = st.tuples(
    st.integers(-3, 12), st.integers(0, 60), st.integers(1, 3),
    st.sampled_from([*VALUES["kind"]]), st.sampled_from([*VALUES["sessions"]]),
)  # fmt: skip


@given(st.lists(SCHOOL, min_size=1, max_size=12))
def test_many_schools_at_once_are_due_what_the_kernel_says_of_each(rows):
    placed = [(unit, str(zone), kind, times, "general") for unit, (*_, zone, kind, times) in enumerate(rows)]
    names = ["unit", "zone", "kind_of", "sessions", "sector"]
    units = pl.DataFrame(placed, schema=names, orient="row")
    held = [(n % len(rows), grade, size) for n, (grade, size, *_) in enumerate(rows + rows[: len(rows) // 2])]
    frame = pl.DataFrame(
        [(unit, n, grade, "A", size) for n, (unit, grade, size) in enumerate(held)],
        schema=["unit", "class", "grade", "name", "learners"], orient="row",
    )  # fmt: skip
    due = norms.due_by_level(norms.classes_with_limits(frame, units, DAY), DAY)
    for row in due.iter_rows(named=True):
        mine = [(level_of(grade), size) for unit, grade, size in held if unit == row["unit"]]
        sizes = [size for level, size in mine if level == row["level"]]
        *_, zone, kind, sessions = rows[row["unit"]]
        way = TEACHERS.on(DAY).says[row["level"]].way(kind, sessions)
        of = Classes(row["level"], way, zone, len(sizes), sum(sizes), len(mine) == 1)
        assert row["due"] == teachers_due(of, DAY).value * 100


def test_a_closed_school_is_not_counted(world):
    Unit.objects.for_system("test").filter(pk=world.group.pk).update(status="closed")
    found = selectors.staffing(actor=officer(world.commune), unit=world.commune.pk, **GIVEN)
    classes(world.group, 0, 1)

    assert found.totals["schools"] == 2
