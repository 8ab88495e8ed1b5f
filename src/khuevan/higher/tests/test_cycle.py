from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from khuevan.access.public import OutOfReach
from khuevan.higher import rules, selectors, services
from khuevan.higher.models import Asset, Freeze, Intake, Post, Profile, Programme, YearValue
from khuevan.higher.public import due
from khuevan.higher.tests.conftest import AT, ON, acting
from khuevan.journal.models import Entry


@pytest.fixture
def filled(world):
    """Facts for what can be told by hand."""
    home = world.home
    since = date(2015, 1, 1)
    Profile.objects.create(unit=home, since=since, founded_on=date(1990, 9, 1))
    Post.objects.create(
        unit=home, body="council", post="chair", decision="1", since=since, until=date(2025, 4, 10)
    )
    Post.objects.create(
        unit=home, body="rectorate", post="rector", decision="2", since=since, until=date(2025, 6, 1)
    )
    Asset.objects.create(unit=home, code="D", kind="land", name="Đất", area=100, urban=True, since=since)
    Asset.objects.create(unit=home, code="N", kind="building", name="Nhà", area=40, since=since)
    Intake.objects.create(unit=home, programme=world.law, year=2025, quota=10, enrolled=6)
    for item, value in (("revenue", 100), ("spending", 90), ("documents", 7), ("library.titles", 80)):
        YearValue.objects.create(unit=home, year=2025, item=item, value=value)
    world.lecturer("1")
    world.lecturer("2", degree="master", workplace=False, contract="fixed")
    world.lecturer("3", contract="visiting")
    world.lecturer("4", born=date(1960, 1, 1))
    world.studies(world.binh, world.maths, "SV2", form="part", since=date(2025, 9, 5))
    world.studies(world.binh, world.law, "SV3", since=date(2026, 9, 5))
    world.studies(
        world.binh, world.law, "SV4", since=date(2024, 9, 5), state="left", state_since=date(2025, 3, 1)
    )
    return world


def test_facts_are_counted_from_the_registers_as_of_the_last_day(filled):
    found = selectors.known(actor=filled.officer, institution=filled.institution(filled.home), year=2025)

    told = {name: Decimal(value) for name, value in found.facts.items()}
    assert told == {
        "learners.7.full": 1, "learners.10.part": 1, "lecturers.full_time": 3, "lecturers.permanent": 1,
        "lecturers.doctor": 2, "lecturers.workplace": 2, "land.urban": 100, "land.other": 0, "floor": 40,
        "fields": 2, "vacant_months": 7, "documents": 7, "titles": 80, "revenue.0": 100, "spending.0": 90,
        "quota.0": 10, "enrolled.0": 6, "size.0": 2, "present": 2, "present.still": 1, "present.graduated": 0,
        "newcomers": 1, "newcomers.still": 0, "newcomers.graduated": 0,
    }  # fmt: skip
    assert found.status == {
        "founded": "1990-09-01", "intake": True, "graduates": False, "doctoral": False, "specialised": False,
        "defence": False, "branch": False,
    }  # fmt: skip


def test_what_lies_below_an_institution_counts_with_it_and_nothing_else_does(filled):
    found = selectors.known(actor=filled.root, institution=filled.institution(filled.other), year=2025)

    assert found.facts == {"fields": "1"}


def test_a_cohort_is_judged_in_the_year_its_time_is_over(world):
    Programme.objects.for_system("test").update(months=12)
    for number, state in enumerate(("graduated", "left", "graduated")):
        world.studies(
            world.binh,
            world.law,
            f"K{number}",
            since=date(2024, 3, 1),
            state=state,
            state_since=date(2025, 2 + number, 1),
        )
    found = selectors.known(actor=world.officer, institution=world.institution(world.home), year=2025).facts

    assert (found["cohort.short"], found["cohort.short.graduated"]) == ("3", "2")
    assert (found["cohort.long"], found["cohort.long.graduated"]) == ("4", "2")  # with one of 2023


def freeze(world, stage="data", at=AT, actor=None, year=2025):
    return services.freeze_year(
        actor=actor or world.officer, institution=world.institution(world.home), year=year, stage=stage, at=at
    )


def test_a_frozen_year_stands_and_what_changes_later_is_a_difference(filled):
    done = freeze(filled)
    Asset.objects.for_system("test").filter(code="N").update(area=55)
    institution = filled.institution(filled.home)
    then = selectors.frozen(actor=filled.officer, institution=institution, year=2025)
    now = selectors.assessed(actor=filled.officer, institution=institution, year=2025)

    assert then.digest == done.digest
    assert then.known.facts["floor"] == "40.00"
    assert services.differences(then.known, now.known) == [("floor", "40.00", "55.00")]
    assert Entry.objects.filter(event="higher.year-frozen").count() == 1


def test_finance_is_frozen_on_the_data_as_they_were(filled):
    freeze(filled)
    Asset.objects.for_system("test").filter(code="N").update(area=55)
    YearValue.objects.for_system("test").filter(item="spending").update(value=95)
    done = freeze(filled, "finance")

    assert (done.known.facts["floor"], done.known.facts["spending.0"]) == ("40.00", "95.00")


@pytest.mark.parametrize(
    ("stage", "at", "refused"),
    [
        ("data", datetime(2025, 12, 30, 16, 59, tzinfo=UTC), rules.TooEarly),
        ("finance", AT, rules.NothingFrozen),
    ],
)
def test_a_stage_out_of_its_turn_is_refused_without_a_trace(world, stage, at, refused):
    with pytest.raises(refused):
        freeze(world, stage, at)

    assert not Freeze.objects.for_system("test").exists()
    assert not Entry.objects.exists()


def test_the_last_evening_of_the_year_will_do_and_twice_will_not(world):
    freeze(world, at=datetime(2025, 12, 30, 17, 0, tzinfo=UTC))

    with pytest.raises(rules.FrozenAlready):
        freeze(world)


def test_everything_in_reach_is_frozen_once(world):
    first = services.freeze_everything(actor=world.root, year=2025, stage="data", at=AT)
    again = services.freeze_everything(actor=world.root, year=2025, stage="data", at=AT)

    assert ([one.institution.code for one in first], again) == (["KV1", "KV2"], [])
    assert services.freeze_everything(actor=world.root, year=2024, stage="finance", at=AT) == []


def test_what_is_published_is_open_to_all_and_only_the_country_publishes(filled):
    freeze(filled)
    with pytest.raises(rules.NothingFrozen):
        services.publish_year(actor=filled.root, year=2025, at=AT)
    freeze(filled, "finance")
    done = services.publish_year(actor=filled.root, year=2025, at=AT)

    publication, rows = selectors.published()
    assert (publication.digest, [one.name for one in rows]) == (done.digest, ["Đại học 1"])
    assert len(rows[0].results) == 20
    with pytest.raises(rules.FrozenAlready):
        services.publish_year(actor=filled.root, year=2025, at=AT)


def test_a_branch_of_the_tree_does_not_publish(world):
    world.home.path = f"/1/2{world.home.path}"
    with pytest.raises(OutOfReach):
        services.publish_year(actor=acting(world.home.path), year=2025, at=AT)


def test_what_is_due_goes_when_it_is_done(world):
    def waiting(actor):
        return [one.by for one in due(actor=actor, on=ON)]

    deep = world.home
    deep.path = f"/1/5/{deep.pk}/"
    deep.save()
    officer = acting(deep.path)
    assert waiting(officer) == [date(2025, 12, 31), date(2026, 3, 31)]
    services.freeze_year(actor=officer, institution=world.institution(deep), year=2025, stage="data", at=AT)

    assert waiting(officer) == [date(2026, 3, 31)]
    assert waiting(world.root) == [date(2026, 6, 30)]
    assert waiting(acting("/1/77/")) == []
