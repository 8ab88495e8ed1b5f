"""What somebody handed in stays before them until it is in."""

from datetime import timedelta

from khuevan.access.public import Permission
from khuevan.intake.contracts import Phase
from khuevan.intake.public import own_open_batches
from khuevan.intake.tests.conftest import AT, bring_in, csv, hand_in
from khuevan_kernel.actor import Actor

RIGHT = "0001,Lan,1,2012-03-04,2012,150.5,9.5,6,1"
WRONG = "0001,,1,2012-03-04,2012,150.5,9.5,6,1"
SINCE = AT - timedelta(days=30)
MAY: dict[str, frozenset[str]] = {
    may: frozenset({"/1/2/"}) for may in (Permission.INTAKE_RUN, Permission.PEOPLE_EDIT)
}
CLERK, COLLEAGUE = Actor("account:7", MAY, "/1/2/"), Actor("account:8", MAY, "/1/2/")


def phases(actor=CLERK, since=SINCE):
    return [batch.phase for batch in own_open_batches(actor, since)]


def test_a_file_that_waits_or_was_refused_is_before_whoever_sent_it_and_nobody_else(importable):
    bring_in(csv(WRONG), actor=CLERK)
    hand_in(csv(RIGHT), actor=CLERK)

    assert phases() == [Phase.WAITING, Phase.REFUSED]
    assert phases(COLLEAGUE) == []
    assert phases(since=AT + timedelta(seconds=1)) == []


def test_a_refused_file_is_settled_by_a_later_one_that_went_in(importable):
    bring_in(csv(WRONG), actor=CLERK)
    bring_in(csv(RIGHT), actor=CLERK, dry_run=True)
    assert phases() == [Phase.REFUSED]

    bring_in(csv(RIGHT), actor=CLERK)
    assert phases() == []


def test_a_file_refused_after_one_that_went_in_is_open(importable):
    bring_in(csv(RIGHT), actor=CLERK)
    bring_in(csv(WRONG), actor=CLERK)

    assert phases() == [Phase.REFUSED]
