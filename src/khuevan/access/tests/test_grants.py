"""Who may give what, and what a grant is worth while it lasts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from khuevan.access import rules, services
from khuevan.access.contracts import ROLES, DemoPerson, GrantFacts, Permission, Role
from khuevan.access.models import Account, Grant
from khuevan.access.public import OutOfReach, system
from khuevan.access.selectors import acting, demo_persons, grants_in_reach, own_grants, standing
from khuevan.journal.models import Entry
from khuevan_kernel.actor import Actor

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = system("tests")
paths = st.lists(st.integers(1, 400), max_size=4).map(
    lambda steps: "/" + "".join(f"{step}/" for step in steps)
)


def account(username: str) -> int:
    return services.create_account(username=username, actor=ROOT, at=NOON).id


def give(to: int, role: Role, path: str, *, by: Actor = ROOT, days: int = 30) -> GrantFacts:
    return services.give_grant(
        account=to, role=role, path=path, since=NOON, until=NOON + days * DAY, actor=by, at=NOON
    )


def actor(of: int, at: datetime = NOON) -> Actor:
    offices = standing(of, at).offices
    return acting(of, None, offices[0] if offices else None)


@pytest.mark.django_db
def test_a_grant_reaches_its_branch_for_its_period_and_ends_by_itself():
    teacher = account("teacher")
    give(teacher, Role.TEACHER, "/1/3/", days=10)

    assert actor(teacher).may_at(Permission.PEOPLE_VIEW, "/1/3/8/")
    assert not actor(teacher, NOON - DAY).may(Permission.PEOPLE_VIEW)
    assert not actor(teacher, NOON + 10 * DAY).may(Permission.PEOPLE_VIEW)
    assert not actor(teacher).may(Permission.PEOPLE_EDIT)


@pytest.mark.django_db
def test_a_branch_does_not_reach_one_whose_number_begins_alike():
    teacher = account("teacher")
    give(teacher, Role.TEACHER, "/1/3/")

    assert not actor(teacher).may_at(Permission.PEOPLE_VIEW, "/1/30/")


@given(paths, paths)
def test_a_branch_reaches_itself_and_what_hangs_below_it_and_nothing_else(branch, unit):
    steps, inner = branch.split("/")[1:-1], unit.split("/")[1:-1]

    assert Actor("a", {"x": frozenset({branch})}).may_at("x", unit) == (inner[: len(steps)] == steps)


@pytest.mark.django_db
def test_the_database_refuses_a_branch_without_its_closing_slash():
    teacher = account("teacher")

    with pytest.raises(IntegrityError, match="access_grant_is_at_a_branch"), transaction.atomic():
        Grant.objects.create(
            account_id=teacher, role="teacher", path="/1/3", since=NOON, until=NOON + DAY, given_by="x"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "1/3/", "/1/3", "/1//3/", "/1/x/", "/1/3/\n"])
def test_a_grant_is_refused_at_what_is_no_branch(path):
    teacher = account("teacher")

    with pytest.raises(rules.NoSuchBranch):
        give(teacher, Role.TEACHER, path)

    assert own_grants(Actor(f"account:{teacher}"), NOON) == []


@pytest.mark.django_db
def test_a_head_gives_roles_in_their_school_and_nothing_stronger_and_nowhere_else():
    head, other = account("head"), account("other")
    give(head, Role.HEAD, "/1/3/")
    acting_head = actor(head)

    assert give(other, Role.TEACHER, "/1/3/", by=acting_head).live
    for role, path in [(Role.PROVINCE, "/1/3/"), (Role.TEACHER, "/1/"), (Role.TEACHER, "/1/30/")]:
        with pytest.raises(rules.GrantNotYours):
            give(other, role, path, by=acting_head)
    assert [g.role for g in own_grants(Actor(f"account:{other}"), NOON)] == [Role.TEACHER]


@given(giver=st.sampled_from(Role), role=st.sampled_from(Role), at=paths, target=paths)
def test_nobody_makes_another_stronger_than_they_are(giver, role, at, target):
    reaches: dict[str, frozenset[str]] = {may: frozenset({at}) for may in ROLES[giver].may}
    may = rules.may_give(Actor("account:1", reaches), role, target)

    assert may == (
        target.startswith(at)
        and Permission.ACCESS_GRANT in ROLES[giver].may
        and ROLES[role].may <= ROLES[giver].may
    )


@pytest.mark.django_db
def test_nobody_gives_a_role_to_themselves():
    head = account("head")
    give(head, Role.HEAD, "/1/3/")

    with pytest.raises(rules.GrantToOneself):
        give(head, Role.TEACHER, "/1/3/", by=actor(head))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until"), [(NOON, NOON), (NOON - DAY, NOON), (NOON, NOON + 6 * 366 * DAY), (NOON + DAY, NOON)]
)
def test_a_period_that_is_empty_past_or_endless_is_refused(since, until):
    teacher = account("teacher")

    with pytest.raises(rules.GrantPeriodWrong):
        services.give_grant(
            account=teacher, role=Role.TEACHER, path="/1/", since=since, until=until, actor=ROOT, at=NOON
        )
    assert not Entry.objects.filter(event="access.grant_given").exists()


@pytest.mark.django_db
def test_an_ended_grant_is_worth_nothing_from_that_moment_and_the_journal_says_who_ended_it():
    teacher = account("teacher")
    grant = give(teacher, Role.TEACHER, "/1/3/")

    services.end_grant(grant=grant.id, actor=ROOT, at=NOON + DAY)

    assert not actor(teacher, NOON + DAY).may(Permission.PEOPLE_VIEW)
    entry = Entry.objects.get(event="access.grant_ended")
    assert (entry.actor, entry.subject) == (ROOT.id, f"account:{teacher}")


@pytest.mark.django_db
def test_a_grant_in_another_branch_is_not_found_and_stays():
    head, other = account("head"), account("other")
    give(head, Role.HEAD, "/1/3/")
    grant = give(other, Role.TEACHER, "/1/30/")

    with pytest.raises(OutOfReach):
        services.end_grant(grant=grant.id, actor=actor(head), at=NOON)
    assert actor(other).may(Permission.PEOPLE_VIEW)
    assert [g.account.username for g in grants_in_reach(actor(head), NOON)] == ["head"]


@pytest.mark.django_db
def test_a_weaker_giver_cannot_end_a_stronger_grant_in_their_branch():
    head, auditor = account("head"), account("auditor")
    give(head, Role.HEAD, "/1/3/")
    grant = give(auditor, Role.AUDITOR, "/1/3/")

    with pytest.raises(rules.GrantNotYours):
        services.end_grant(grant=grant.id, actor=actor(head), at=NOON)
    assert actor(auditor).may(Permission.JOURNAL_VIEW)


@pytest.mark.django_db
def test_one_acts_for_one_office_at_a_time():
    teacher = account("teacher")
    give(teacher, Role.TEACHER, "/1/3/")
    give(teacher, Role.REGISTRAR, "/1/3/")
    give(teacher, Role.AUDITOR, "/1/4/")
    first, second = standing(teacher, NOON).offices

    assert acting(teacher, None, first).reaches.keys() == ROLES[Role.REGISTRAR].may | ROLES[Role.TEACHER].may
    assert acting(teacher, None, second).reaches.keys() == ROLES[Role.AUDITOR].may


@pytest.mark.django_db
def test_the_grants_of_a_moved_branch_follow_it_and_no_other_does():
    inside, at, above, beside = (account(name) for name in ("inside", "at", "above", "beside"))
    for who, path in [(inside, "/1/3/8/"), (at, "/1/3/"), (above, "/1/"), (beside, "/1/30/")]:
        give(who, Role.TEACHER, path)

    moved = services.move_reach(old_path="/1/3/", new_path="/1/7/3/", actor=ROOT, at=NOON)

    assert moved == 2
    assert [actor(who).office for who in (inside, at, above, beside)] == [
        "/1/7/3/8/",
        "/1/7/3/",
        "/1/",
        "/1/30/",
    ]


@pytest.mark.django_db
def test_a_disabled_account_is_refused_its_next_gift():
    head, teacher = account("head"), account("teacher")
    give(head, Role.HEAD, "/1/3/")
    give(teacher, Role.TEACHER, "/1/3/")

    services.disable_account(account=teacher, reason="left", actor=actor(head), at=NOON)

    with pytest.raises(OutOfReach):
        give(teacher, Role.TEACHER, "/1/3/")
    assert not Account.objects.get(pk=teacher).is_active


@pytest.mark.django_db
def test_names_differ_by_more_than_the_size_of_their_letters():
    account("Lan")

    with pytest.raises(rules.NameTaken):
        account("lan")


@pytest.mark.django_db
def test_ready_made_persons_exist_in_a_demo_only(settings):
    settings.DEMO = False

    with pytest.raises(rules.DemoOnly):
        services.prepare_demo(persons=[DemoPerson(Role.HEAD, "/1/", "A")], actor=ROOT, at=NOON)
    assert not Account.objects.exists()
    assert demo_persons(NOON) == []


@pytest.mark.django_db
def test_the_demo_prepared_again_has_the_new_persons_and_no_other_grants(settings):
    settings.DEMO = True
    for path, person in [("/1/3/", 7), ("/1/4/", 8)]:
        made = services.prepare_demo(
            persons=[
                DemoPerson(Role.TEACHER, path, "Lò Thị Pà", "Trường A", person),
                DemoPerson(Role.MINISTRY, "/1/", "Bộ"),
            ],
            actor=ROOT,
            at=NOON,
        )

    assert [(one.username, roles) for one, roles in demo_persons(NOON)] == [
        ("demo-teacher", (Role.TEACHER,)),
        ("demo-ministry", (Role.MINISTRY,)),
    ]
    assert actor(made[0].id).office == "/1/4/"
    assert made[0].person == 8
    assert Grant.objects.for_system("test").count() == 2


def test_every_role_has_its_words():
    assert set(ROLES) == set(Role)
    assert all(words.vi and words.en for words in ROLES.values())
