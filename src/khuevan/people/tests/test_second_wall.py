"""PostgreSQL itself gives out nobody beyond the reach, whatever the program asks for."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from khuevan.access.public import NOBODY, reaching, system
from khuevan.access.scoping import ScopedQuerySet
from khuevan.people.models import CorrectionRequest, Guardian, Identifier, Person
from khuevan.people.selectors import find
from khuevan.people.tests.conftest import officer


def everybody() -> set[int]:
    """What comes out when the program itself does not scope at all."""
    return set(Person.objects.for_system("the wall alone").values_list("pk", flat=True))


def test_where_no_reach_is_set_nobody_exists(country):
    with connection.cursor() as cursor:
        cursor.execute("RESET khuevan.reach; RESET khuevan.person")
    assert everybody() == set()

    reaching(NOBODY)
    assert everybody() == set()
    assert not Identifier.objects.for_system("the wall alone").exists()
    assert not Guardian.objects.for_system("the wall alone").exists()


def test_each_reach_sees_its_own_branch(country):
    c = country
    seen = {}
    for name, actor in {
        "school": officer(c.school), "neighbour": officer(c.neighbour), "province": officer(c.province),
        "foreign": officer(c.foreign), "country": system("test"),
    }.items():  # fmt: skip
        reaching(actor)
        seen[name] = everybody()

    assert seen == {
        "school": {c.child.pk}, "neighbour": {c.other.pk}, "province": {c.child.pk, c.other.pk},
        "foreign": {c.stranger.pk, c.parent.pk},
        "country": {c.child.pk, c.other.pk, c.stranger.pk, c.parent.pk},
    }  # fmt: skip


def test_one_sees_oneself_and_a_parent_their_children(country):
    reaching(country.child_actor())
    assert everybody() == {country.child.pk}

    reaching(country.parent_actor())
    assert everybody() == {country.parent.pk, country.child.pk}
    assert set(Identifier.objects.for_system("wall").values_list("person", flat=True)) == {country.child.pk}
    assert set(Guardian.objects.for_system("wall").values_list("child", flat=True)) == {country.child.pk}


def test_what_hangs_on_a_person_is_behind_the_same_wall(country):
    reaching(officer(country.foreign))

    assert set(Identifier.objects.for_system("wall").values_list("person", flat=True)) == {
        country.stranger.pk
    }
    assert not Guardian.objects.for_system("wall").exists()


def test_nobody_writes_beyond_their_reach_nor_in_their_own_record(country):
    for actor in (officer(country.foreign), country.child_actor(), country.parent_actor(), NOBODY):
        reaching(actor)
        changed = Person.objects.for_system("wall").filter(pk=country.child.pk).update(name="X")
        removed, _ = Guardian.objects.for_system("wall").filter(child=country.child.pk).delete()
        assert (changed, removed) == (0, 0)
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            Identifier.objects.create(person_id=country.child.pk, scheme="moet", value="1")
        assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_person_cannot_be_pushed_out_of_reach(country):
    reaching(officer(country.school))

    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.for_system("wall").filter(pk=country.child.pk).update(unit=country.foreign)


def test_a_stranger_cannot_report_a_mistake_in_a_record_they_do_not_see(country):
    reaching(officer(country.foreign))

    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionRequest.objects.create(
            person_id=country.child.pk,
            asked_by="x",
            field="name",
            should_be="y",
            asked_at="2026-01-01T00:00Z",
        )


def test_with_the_programs_own_scoping_removed_the_wall_still_denies(country, monkeypatch):
    monkeypatch.setattr(ScopedQuerySet, "visible_to", lambda self, actor, may: self.for_system("removed"))
    actor = officer(country.foreign)
    reaching(actor)

    assert [one.name for one in find(actor=actor, text="anh")] == ["Nguyễn Minh Ánh"]
    assert find(actor=actor, text="001312000001") == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY seen ON people_person",
        "CREATE POLICY mine ON people_person USING (true)",
    ],
)
def test_the_application_cannot_take_the_wall_down(country, statement):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("reach", ["", ",", ",,"])
def test_an_empty_branch_is_no_branch(country, reach):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('khuevan.reach', %s, true)", [reach])
        cursor.execute(
            "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM people_find('minh', 9))"
        )

        assert cursor.fetchone() == (0, 0)
