"""A program ends a learner's place, a post, a class: by its key, once, with the reason kept."""

from datetime import date

import pytest

from khuevan.access.public import OutOfReach
from khuevan.intake.public import Closing, importable
from khuevan.journal.public import entries_of
from khuevan.org.models import Unit
from khuevan.org.standing import standing_on
from khuevan.people.models import Person
from khuevan.schooling import rules
from khuevan.schooling.models import Departure, Employment, Enrolment, Reason, SchoolClass
from khuevan.schooling.tests.conftest import NOON
from khuevan.schooling.tests.test_files import CLASS, LEARNER, hand_in, registrar, school  # noqa: F401

TEACHER = {
    "moet": "GV01", "name": "Lò Văn Ún", "birth": "1980-02-03", "sex": "1", "school": "T98",
    "role": "teacher", "since": "2020-08-01",
}  # fmt: skip
DAY, WHY = date(2026, 11, 1), "Theo đơn của gia đình"


@pytest.fixture
def filled(registrar):  # noqa: F811
    for thing, row in (("classes", CLASS), ("learners", LEARNER), ("staff", TEACHER)):
        assert hand_in(registrar, thing, row)[1] == []
    return registrar


def end(actor, thing, *key, day=DAY):
    close = importable(f"schooling.{thing}", actor).close
    assert close is not None
    close(Closing(key, day, WHY), actor, NOON)


def test_a_learner_s_place_ends_with_its_reason_and_only_once(filled):
    end(filled, "learners", "HS01")

    [left] = Departure.objects.for_system("t")
    assert (left.until, left.how, left.note) == (DAY, "ended", WHY)
    child = Person.objects.for_system("t").get(name="Lò Thị Hoa")
    assert Enrolment.objects.for_system("t").get(person=child).status == "ended"
    [entry] = entries_of([f"person:{child.pk}"], "schooling.learner-left")
    assert WHY not in str(entry.facts)
    with pytest.raises(rules.NotAPlace):
        end(filled, "learners", "HS01")


def test_a_post_ends_after_it_began_and_only_once(filled):
    with pytest.raises(rules.EndsBefore):
        end(filled, "staff", "GV01", "T98", day=date(2020, 8, 1))
    end(filled, "staff", "GV01", "T98")

    post = Employment.objects.for_system("t").get(role="teacher", since=date(2020, 8, 1))
    assert post.until == DAY
    [reason] = Reason.objects.for_system("t")
    assert (reason.what, reason.words, reason.person_id) == ("staff", WHY, post.person_id)
    with pytest.raises(OutOfReach):
        end(filled, "staff", "GV01", "T98")
    with pytest.raises(rules.EndedAlready):
        rules.require_ends_after(until=DAY, since=post.since, ended=DAY)


def test_a_class_goes_only_while_nobody_has_been_in_it(filled, school):  # noqa: F811
    hand_in(filled, "classes", CLASS | {"name": "4C"})
    hand_in(filled, "classes", CLASS | {"name": "4D"})
    taught = TEACHER | {"class": "4D", "year": "2026", "subject": "toan"}
    assert (
        hand_in(filled, "teaching", {n: taught[n] for n in ("moet", "school", "year", "class", "subject")})[1]
        == []
    )
    for name in ("4B", "4D"):
        with pytest.raises(rules.ClassUsed):
            end(filled, "classes", "T98", 2026, name)
    end(filled, "learners", "HS01")
    with pytest.raises(rules.ClassUsed):
        end(filled, "classes", "T98", 2026, "4B")
    gone = SchoolClass.objects.for_system("t").get(unit=school, name="4C").pk

    end(filled, "classes", "T98", 2026, "4C")

    names = SchoolClass.objects.for_system("t").filter(unit=school, grade=4).values_list("name", flat=True)
    assert sorted(names) == ["4B", "4D"]
    assert len(entries_of([f"class:{gone}"], "schooling.class-removed")) == 1


@pytest.mark.parametrize(
    ("thing", "key"),
    [
        ("learners", ("XX",)), ("staff", ("GV01", "T99")), ("staff", ("XX", "T98")),
        ("classes", ("T99", 2026, "4B")), ("classes", ("T98", 2026, "9Z")),
    ],
)  # fmt: skip
def test_what_is_not_in_reach_does_not_end(filled, thing, key):
    with pytest.raises(OutOfReach):
        end(filled, thing, *key)


def test_learners_and_staff_keep_their_school_open(filled, school):  # noqa: F811
    unit = Unit.objects.for_system("t").get(pk=school.pk)

    before = standing_on(unit.pk, DAY)
    end(filled, "learners", "HS01")
    end(filled, "staff", "GV01", "T98")

    after = standing_on(unit.pk, DAY)
    assert {what: before[what] - after.get(what, 0) for what in before} == {
        "schooling.learners": 1, "schooling.staff": 1,
    }  # fmt: skip
