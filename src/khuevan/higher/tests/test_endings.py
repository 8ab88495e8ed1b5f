"""A program ends a row of a register by its key, as a form does; what is history ends in no way."""

from datetime import date

import pytest

from khuevan.access.public import OutOfReach
from khuevan.higher import rules
from khuevan.higher.models import Change, Employment, Programme, Study, StudyDecision
from khuevan.higher.tests.conftest import AT
from khuevan.intake.public import Closing, importable

DAY, WHY = date(2026, 11, 1), "QĐ 7/2026"


def end(actor, thing, *key, day=DAY):
    close = importable(f"higher.{thing}", actor).close
    assert close is not None
    close(Closing(key, day, WHY), actor, AT)


def test_a_student_leaves_by_a_decision_and_a_programme_ends_when_nobody_studies_in_it(world):
    with pytest.raises(rules.StudentsLeft):
        end(world.officer, "programmes", "KV1", "7380101")
    end(world.officer, "students", "KV1", "SV001", "7380101")

    [decided] = StudyDecision.objects.for_system("t")
    assert (decided.kind, decided.number, decided.day) == ("leave", WHY, DAY)
    assert Study.objects.for_system("t").get().state == "left"
    end(world.officer, "programmes", "KV1", "7380101")
    row = Programme.objects.for_system("t").get(pk=world.law.pk)
    assert (row.state, row.until) == ("closed", DAY)
    assert WHY in Change.objects.for_system("t").filter(row=row.pk).values_list("reason", flat=True)


def test_a_lecturer_s_post_ends_by_its_day_and_not_before_it_began(world):
    post = world.lecturer("GVA")
    with pytest.raises(rules.EndWrong):
        end(world.officer, "staff", "KV1", "GVA", day=date(2015, 9, 1))
    end(world.officer, "staff", "KV1", "GVA")

    assert Employment.objects.for_system("t").get(pk=post.pk).until == DAY


@pytest.mark.parametrize("key", [("KV2", "7480201"), ("KV1", "xx"), ("KV9", "7380101")])
def test_what_is_not_in_reach_does_not_end(world, key):
    with pytest.raises(OutOfReach):
        end(world.officer, "programmes", *key)


def test_what_is_history_ends_in_no_way(world):
    ends = {
        name: importable(f"higher.{name}", world.officer).close is not None
        for name in ("intakes", "finance", "figures", "degrees", "fields", "profiles", "students", "units")
    }

    assert [name for name, can in ends.items() if can] == ["students", "units"]
