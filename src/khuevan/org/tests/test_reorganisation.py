"""Mergers and splits: seen before, applied as one operation, undone exactly."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuevan.access.public import OutOfReach, Permission, system
from khuevan.journal.public import entries_of
from khuevan.org import rules, selectors, services
from khuevan.org.contracts import Kind, Plan, UnitFacts
from khuevan.org.services.reorganisation import TABLES
from khuevan_kernel.actor import Actor

AT = datetime(2026, 8, 1, tzinfo=UTC)
SINCE, DAY = date(2025, 7, 1), date(2026, 9, 1)
ME = system("test")


def found(kind, name, parent=None, levels=()):
    return services.found_unit(
        kind=kind, name=name, since=SINCE, parent=parent, levels=levels, actor=ME, at=AT
    ).id


@pytest.fixture
def tree(db):
    units = {"ministry": found(Kind.MINISTRY, "Bộ")}
    for sign in "ab":
        units[sign] = found(Kind.PROVINCE, f"Sở {sign}", units["ministry"])
        units[f"{sign}1"] = found(Kind.COMMUNE, f"Xã {sign}1", units[sign])
        for number in (1, 2):
            school = found(Kind.PRIMARY, f"Trường {sign}{number}", units[f"{sign}1"], ["primary"])
            units[f"{sign}1{number}"] = school
            services.give_code(
                unit=school, issuer="moet", code=f"{sign}{number}", since=SINCE, actor=ME, at=AT
            )
            services.add_site(unit=school, name="Điểm chính", since=SINCE, actor=ME, at=AT, is_main=True)
    return units


def there(found: UnitFacts | None) -> UnitFacts:
    assert found
    return found


def content():
    with connection.cursor() as cursor:
        held = []
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
            held.append(cursor.fetchall())
    return held


def apply(plan, actor=ME):
    shown = services.preview_reorganisation(plan=plan, actor=actor, at=AT)
    return services.apply_reorganisation(plan=plan, fingerprint=shown.fingerprint, actor=actor, at=AT)


def test_a_merger_moves_the_branch_and_closes_the_unit(tree):
    plan = Plan("merge", (tree["a"], tree["b"]), DAY, "12/QĐ")
    assert services.preview_reorganisation(plan=plan, actor=ME, at=AT).moved == 3
    apply(plan)
    assert selectors.unit(tree["b"]).status == "closed"
    assert selectors.unit(tree["b11"]).path == f"/{tree['ministry']}/{tree['a']}/{tree['b1']}/{tree['b11']}/"
    assert there(selectors.unit_as_of(tree["b1"], date(2026, 8, 31))).parent == tree["b"]
    assert there(selectors.unit_as_of(tree["b1"], DAY)).parent == tree["a"]


def test_a_merger_of_schools_ends_codes_and_keeps_sites(tree):
    apply(Plan("merge", (tree["a11"], tree["a12"]), DAY, "12/QĐ"))
    assert there(selectors.unit_by_code("moet", "a2", date(2026, 8, 31))).id == tree["a12"]
    assert selectors.unit_by_code("moet", "a2", DAY) is None
    assert len(selectors.sites(tree["a11"])) == 2


PAIRS = ["a b", "b a", "a1 b1", "a11 a12", "b12 a11", "a11 a12 b11"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pick=st.sampled_from(PAIRS) | st.lists(st.sampled_from(["a11", "a12"]), unique=True))
def test_applied_and_undone_nothing_has_changed(tree, pick):
    before = content()
    if isinstance(pick, str):
        plan = Plan("merge", tuple(tree[one] for one in pick.split()), DAY, "12/QĐ")
    else:
        plan = Plan("split", (tree["a1"],), DAY, "12/QĐ", "Xã mới", tuple(tree[one] for one in pick))
    done = apply(plan)
    assert content() != before
    assert services.undo_reorganisation(reference=done.ref, actor=ME, at=AT).undone
    assert content() == before
    told = entries_of([f"reorganisation:{done.id}"], "org.units_reorganised")
    assert [one.facts["undone"] for one in told] == [True, False]


def test_a_change_that_stands_on_it_is_named_and_keeps_it_from_being_undone(tree):
    done = apply(Plan("merge", (tree["a"], tree["b"]), DAY, "12/QĐ"))
    services.rename_unit(unit=tree["b1"], name="Xã khác", day=date(2026, 10, 1), actor=ME, at=AT)
    before = content()
    with pytest.raises(rules.ChangesStandOnIt) as refused:
        services.undo_reorganisation(reference=done.ref, actor=ME, at=AT)
    assert refused.value.facts == {"units": "Xã khác"}
    assert content() == before


def test_what_changed_since_the_preview_is_refused(tree):
    plan = Plan("merge", (tree["a11"], tree["a12"]), DAY, "12/QĐ")
    shown = services.preview_reorganisation(plan=plan, actor=ME, at=AT)
    services.rename_unit(unit=tree["a12"], name="Trường khác", day=date(2026, 8, 1), actor=ME, at=AT)
    with pytest.raises(rules.PlanStale):
        services.apply_reorganisation(plan=plan, fingerprint=shown.fingerprint, actor=ME, at=AT)


@pytest.mark.parametrize(
    "pick", ["a", "a a", "a a1", "a a11", "a11 b1"]
)  # one, twice, one below another, another kind
def test_units_that_do_not_fit_are_refused(tree, pick):
    before = content()
    with pytest.raises(rules.PlanWrong):
        apply(Plan("merge", tuple(tree[one] for one in pick.split()), DAY, "12/QĐ"))
    assert content() == before


def test_a_unit_out_of_reach_is_not_there(tree):
    path = selectors.unit(tree["a"]).path
    narrow = Actor("account:1", {Permission.ORG_MANAGE: frozenset({path})})
    with pytest.raises(OutOfReach):
        apply(Plan("merge", (tree["a11"], tree["b11"]), DAY, "12/QĐ"), actor=narrow)


def test_a_code_has_one_holder_at_a_time_and_may_have_another_later(tree):
    with pytest.raises(rules.CodeTaken):
        services.give_code(unit=tree["b11"], issuer="moet", code="a1", since=DAY, actor=ME, at=AT)
    services.end_code(unit=tree["a11"], issuer="moet", code="a1", day=DAY, actor=ME, at=AT)
    services.give_code(unit=tree["b11"], issuer="moet", code="a1", since=DAY, actor=ME, at=AT)
    services.give_code(unit=tree["b11"], issuer="exam", code="a1", since=DAY, actor=ME, at=AT)
    assert there(selectors.unit_by_code("moet", "a1", SINCE)).id == tree["a11"]
    assert there(selectors.unit_by_code("moet", "a1", DAY)).id == tree["b11"]


def test_a_unit_is_found_by_code_and_by_name_without_tone_marks(tree, client):
    assert [one.id for one in selectors.find_units("truong a1")] == [tree["a11"]]
    services.give_code(unit=tree["b12"], issuer="moet", code="X9", since=SINCE, actor=ME, at=AT)
    assert [one.id for one in selectors.find_units("x9")] == [tree["b12"]]
    ref = selectors.unit(tree["a11"]).ref
    assert "Trường a1" in client.get("/units?q=truong+a1").content.decode()
    assert "Trường a1" in client.get(f"/units/{ref}?day=2026-01-01").content.decode()
    assert client.get("/units/abc").status_code == 404
    services.load_territory(actor=ME, at=AT)
    assert "Tỉnh Yên Bái" in client.get("/territory/15?day=2020-01-01").content.decode()
    assert client.get("/territory/15?day=2020-01-01").content.decode().count("Tỉnh Lào Cai") == 1
    assert "63 tỉnh" in client.get("/territory?day=2020-01-01").content.decode()
