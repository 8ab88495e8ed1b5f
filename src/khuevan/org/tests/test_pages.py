"""The pages of org as people go through them: a merger from the form to its undoing, names, branches."""

import re
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from khuevan.access.contracts import Role
from khuevan.access.linking import branch_names, branch_path
from khuevan.access.models import Account, Grant
from khuevan.access.public import create_account, give_grant
from khuevan.org import selectors, services
from khuevan.org.contracts import Plan
from khuevan.org.models import Reorganisation, UnitCode, UnitVersion
from khuevan.org.tests.test_reorganisation import AT, DAY, ME, SINCE, apply, tree
from khuevan_kernel.law import Refusal

__all__ = ["tree"]  # a fixture
NOW = datetime.now(UTC)


@pytest.fixture
def office(tree, client, settings):
    """A browser signed in as the office of province a."""
    settings.STAFF_SECOND_FACTOR_SINCE = None
    account = create_account(username="so-a", name="Sở a", actor=ME, at=NOW).id
    give_grant(
        account=account, role=Role.PROVINCE, path=selectors.unit(tree["a"]).path, since=NOW,
        until=NOW + timedelta(days=1), actor=ME, at=NOW,
    )  # fmt: skip
    client.force_login(Account.objects.get(pk=account))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return client


def asked(**more):
    return {"kind": "merge", "units": "a1, a2", "day": DAY.isoformat(), "decision": "12/QĐ"} | more


def fields(page):
    """What the form with the fingerprint sends."""
    form = next(one for one in page.split("<form") if 'name="fingerprint"' in one)
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_a_merger_is_seen_confirmed_once_shown_and_undone(tree, office):
    page = office.post("/org/reorganise", asked()).content.decode()
    assert "Sẽ thay đổi" in page
    assert Reorganisation.objects.count() == 0
    confirmed = fields(page)
    first, second = (office.post("/org/reorganise", confirmed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Reorganisation.objects.count() == 1
    pages = {one: office.get(f"/units/{selectors.unit(tree[one]).ref}").content.decode()
             for one in ("a11", "a12")}  # fmt: skip
    assert re.search(r"<dt>Nhận sáp nhập</dt><dd><a[^>]+>Trường a2<", pages["a11"])
    assert re.search(r"<dt>Sáp nhập vào</dt><dd><a[^>]+>Trường a1<", pages["a12"])
    assert office.post(first.url + "/undo").status_code == 302
    assert selectors.unit(tree["a12"]).status == "active"
    assert "Sáp nhập vào" not in office.get(f"/units/{selectors.unit(tree['a12']).ref}").content.decode()


def test_a_split_is_told_on_both_pages(tree, office):
    apply(Plan("split", (tree["a11"],), DAY, "12/QĐ", "Trường mới"))
    (how, new, day), = selectors.reorganised(tree["a11"])  # fmt: skip
    assert (how, new.name, day) == ("gave", "Trường mới", DAY)
    assert [(how, one.id) for how, one, _ in selectors.reorganised(new.id)] == [("came from", tree["a11"])]


def test_a_preview_that_is_stale_changes_nothing(tree, office):
    confirmed = fields(office.post("/org/reorganise", asked()).content.decode())
    services.rename_unit(unit=tree["a12"], name="Trường khác", day=date(2026, 8, 1), actor=ME, at=AT)
    answer = office.post("/org/reorganise", confirmed)
    assert answer.status_code in (409, 422)
    assert "đã thay đổi kể từ lần xem trước" in answer.content.decode()
    assert Reorganisation.objects.count() == 0


def test_a_unit_out_of_reach_or_unknown_is_refused(tree, office):
    assert office.post("/org/reorganise", asked(units="a1, b1")).status_code == 404
    unknown = office.post("/org/reorganise", asked(units="a1, zz"))
    assert (unknown.status_code, "zz" in unknown.content.decode()) == (422, True)
    assert Reorganisation.objects.count() == 0


@pytest.mark.django_db(
    transaction=True, databases=["default", "owner"]
)  # the owner empties the tables after it
def test_of_two_at_once_one_is_applied_and_the_other_told(tree):
    plan = Plan("merge", (tree["a11"], tree["a12"]), DAY, "12/QĐ")
    shown = services.preview_reorganisation(plan=plan, actor=ME, at=AT)
    said = []

    def confirm():
        try:
            said.append(services.apply_reorganisation(
                plan=plan, fingerprint=shown.fingerprint, actor=ME, at=AT
            ).kind)  # fmt: skip
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    both = [Thread(target=confirm) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    close_old_connections()
    assert sorted(said) == ["merge", "org.plan_wrong"]
    assert Reorganisation.objects.count() == 1


def test_branches_have_names_and_are_found_by_code_or_name(tree):
    path = selectors.unit(tree["a11"]).path
    assert branch_names([path, "/999999999/"]) == {path: "Trường a1"}
    assert [branch_path(typed) for typed in ("a1", "truong a1", path, "Trường")] == [
        path,
        path,
        path,
        "Trường",
    ]


def test_the_grants_of_a_branch_move_with_it(tree, office):
    grant = Grant.objects.for_system("test").get(path=selectors.unit(tree["a"]).path)
    services.move_unit(unit=tree["a"], parent=tree["b"], day=DAY, actor=ME, at=AT)
    grant.refresh_from_db(from_queryset=Grant.objects.for_system("test"))
    assert grant.path == selectors.unit(tree["a"]).path == f"/{tree['ministry']}/{tree['b']}/{tree['a']}/"
    assert office.get("/org/reorganise").status_code == 200


def test_the_database_refuses_overlapping_versions_and_codes(tree):
    version = {"unit_id": tree["a11"], "name": "x", "ownership": 1, "status": "active", "since": DAY}
    code = {"unit_id": tree["b11"], "issuer": "moet", "code": "a1", "since": DAY}
    with pytest.raises(IntegrityError, match="org_unit_version_no_overlap"), transaction.atomic():
        UnitVersion.objects.create(**version)
    with pytest.raises(IntegrityError, match="org_unit_code_one_holder"), transaction.atomic():
        UnitCode.objects.create(**code)
    assert {"since": SINCE, "until": None} in UnitCode.objects.for_system("test").values("since", "until")
