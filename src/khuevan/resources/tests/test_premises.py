"""Premises: written down with a reason, never silently overwritten, and by file."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from khuevan.access.public import OutOfReach, Permission
from khuevan.intake.public import ROW, rows_of
from khuevan.journal.models import Entry
from khuevan.resources import rules, selectors, services
from khuevan.resources.contracts import FACTS
from khuevan.resources.models import Premises
from khuevan.resources.services import conditions
from khuevan.resources.services import premises as by_file
from khuevan.resources.tests.conftest import DAY, NOON, officer

BATCH: Any = None  # the merge does not look at it
NOTHING = {fact.name: False if fact.flag else 0 for fact in FACTS}
SOME = NOTHING | {"rooms_above": 10, "area_above": 480, "electricity": True, "toilets_boys": 2}


def write(world, held=SOME, seen="", reason="khai đầu năm", by=None):
    return services.change_premises(
        actor=by or officer(world.primary), unit=world.primary.pk, school_year=2026, held=held,
        reason=reason, seen=seen, at=NOON,
    )  # fmt: skip


def test_premises_are_written_down_and_what_stood_is_kept(world):
    first = write(world)
    write(world, SOME | {"rooms_above": 12, "area_above": 576}, first.fingerprint, "xây thêm")
    actor = officer(world.primary)
    now = selectors.premises(actor=actor, unit=world.primary.pk, school_year=2026)
    kept = selectors.before(actor=actor, unit=world.primary.pk, school_year=2026)

    assert (now.held["rooms_above"], now.held["electricity"]) == (12, True)
    assert [held["rooms_above"] for _, held in kept] == [10]


def test_who_comes_second_sees_that_it_changed_and_writes_nothing(world):
    first = write(world)
    theirs = write(world, SOME | {"computers_learning": 20}, first.fingerprint)
    before = Entry.objects.count()
    for seen in (first.fingerprint, ""):
        with pytest.raises(rules.ChangedMeanwhile):
            write(world, SOME | {"computers_learning": 30}, seen)

    assert Entry.objects.count() == before
    now = selectors.premises(actor=officer(world.primary), unit=world.primary.pk, school_year=2026)
    assert now == theirs


@pytest.mark.parametrize(
    ("held", "reason", "refusal"),
    [
        ({"rooms_grade4": 3}, "x", rules.PremisesContradict),
        ({"area_temporary": 50}, "x", rules.PremisesContradict),
        ({"standard_girls": 1}, "x", rules.PremisesContradict),
        ({}, "  ", rules.ReasonMissing),
    ],
)
def test_what_contradicts_itself_or_has_no_reason_leaves_no_trace(world, held, reason, refusal):
    before = Entry.objects.count()
    with pytest.raises(refusal):
        write(world, SOME | held, reason=reason)

    assert not Premises.objects.for_system("test").exists()
    assert Entry.objects.count() == before


def test_another_schools_premises_are_not_found(world):
    with pytest.raises(OutOfReach):
        write(world, by=officer(world.lower))
    with pytest.raises(OutOfReach):
        write(world, by=officer(world.primary, Permission.SCHOOLING_VIEW))


def test_the_list_holds_every_school_and_its_filters_count(world):
    write(world)
    given = {"actor": officer(world.province), "unit": world.province.pk, "school_year": 2026, "on": DAY}
    found = selectors.premises_below(**given)

    assert (found.total, found.told, found.sums["rooms_above"]) == (3, 1, 10)
    assert selectors.premises_below(**given, state="untold").total == 2
    assert selectors.premises_below(**given, state="lacking").rows["unit"].to_list() == [world.primary.pk]
    assert selectors.premises_below(**given, kind="lower").total == 1
    assert selectors.premises_below(**given, words="prim").total == 1


def test_a_file_brings_premises_in_and_what_is_exported_imports_unchanged(world):
    actor = officer(world.province)
    rows = pl.DataFrame([{"code": f"KV{world.lower.pk}", "school_year": 2026, **SOME, ROW: 3}])
    assert by_file.check(rows, actor, NOON).is_empty()
    assert by_file.merge(rows, actor, NOON, BATCH).inserted == 1

    out = rows_of(by_file.IMPORTABLE, actor)
    assert out is not None
    assert out.columns == [column.name for column in by_file.DESCRIPTION.columns]
    assert by_file.merge(out, actor, NOON, BATCH).unchanged == 1
    foreign = by_file.check(rows, officer(world.primary), NOON)
    assert foreign.rows() == [(3, "code", "KV-R-0011")]


def test_a_file_of_conditions_is_checked_against_what_stands(world):
    actor = officer(world.province)
    code = f"KV{world.primary.pk}"

    def rows(*lines):
        named = [dict(zip(("place", "what", "value", "since", "decision"), x, strict=True)) for x in lines]
        return pl.DataFrame([one | {ROW: n} for n, one in enumerate(named, 3)])

    good = rows(("99998", "zone", "1", DAY, "1/QĐ"), (code, "kind", "special", DAY, "2/QĐ"))
    assert conditions.check(good, actor, NOON).is_empty()
    assert conditions.merge(good, actor, NOON, BATCH).inserted == 2
    assert conditions.merge(good, actor, NOON, BATCH).unchanged == 2
    assert selectors.conditions_exported(actor).height == 2

    bad = rows(
        ("77777", "zone", "1", DAY, "x"), (code, "zone", "half_day", DAY, "x"),
        ("99998", "sessions", "half_day", DAY, "x"), (code, "kind", "boarding", DAY, "x"),
    )  # fmt: skip
    faults = conditions.check(bad, actor, NOON)
    assert faults["code"].to_list() == ["KV-R-0001", "KV-R-0002", "KV-R-0003", "KV-R-0004"]


def test_rooms_without_an_area_are_a_fault_of_the_row():
    held = pl.DataFrame([NOTHING | {"rooms_above": 1}])
    wrong = [rule.code for rule in by_file.DESCRIPTION.rules[1:] if not held.select(rule.holds).item()]

    assert wrong == ["KV-R-0101"]
    assert all(column.least in {None, 0, Decimal(0), 2020} for column in by_file.DESCRIPTION.columns)
