"""Nothing comes out before it is said who looks, whichever way it is asked for."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import Length

from khuevan.access.contracts import Permission
from khuevan.access.models import Account, Grant
from khuevan.access.public import OutOfReach, Unscoped
from khuevan_kernel.actor import Actor

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GRANT = Permission.ACCESS_GRANT
THREE = Actor("account:1", {GRANT: frozenset({"/1/3/"})})
EIGHT = Actor("account:2", {GRANT: frozenset({"/1/8/"})})


def row(path: str, account: Account) -> Grant:
    return Grant(
        account=account,
        role="teacher",
        path=path,
        since=NOON,
        until=NOON + timedelta(days=1),
        given_by="test",
    )


@pytest.fixture
def account(db):
    account = Account.objects.create(username="holder")
    Grant.objects.bulk_create(row(path, account) for path in ("/1/3/", "/1/3/7/", "/1/30/", "/1/8/"))
    return account


async def _all(rows):
    return [one async for one in rows]


READS = {
    "loop": list,
    "get": lambda rows: rows.get(path="/1/3/"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("id"),
    "earliest": lambda rows: rows.earliest("id"),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[1:3]),
    "stepped slice": lambda rows: rows[0:3:2],
    "len": len,
    "bool": bool,
    "in": lambda rows: Grant(pk=1) in rows,
    "contains": lambda rows: rows.contains(Grant(pk=1)),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values("path")),
    "values_list": lambda rows: list(rows.values_list("path", flat=True)),
    "values iterator": lambda rows: list(rows.values("path").iterator()),
    "dates": lambda rows: list(rows.datetimes("since", "day")),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(n=Count("*")),
    "aggregate over a distinct": lambda rows: rows.distinct().aggregate(n=Count("*")),
    "annotate": lambda rows: list(rows.annotate(n=Length("path"))),
    "group": lambda rows: list(rows.values("role").annotate(n=Count("*"))),
    "in_bulk": lambda rows: rows.in_bulk(),
    "in_bulk of some": lambda rows: rows.in_bulk([1]),
    "explain": lambda rows: rows.explain(),
    "exclude": lambda rows: list(rows.exclude(path="/")),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "select_related": lambda rows: list(rows.select_related("account")),
    "only": lambda rows: list(rows.only("path")),
    "raw": lambda rows: list(rows.raw("SELECT * FROM access_grant")),
    "subquery of an in": lambda rows: list(Account.objects.filter(pk__in=rows.values("account"))),
    "subquery of a relation": lambda rows: list(Account.objects.filter(grants__in=rows)),
    "exists of another": lambda rows: list(
        Account.objects.filter(Exists(rows.filter(account=OuterRef("pk"))))
    ),
    "subquery column": lambda rows: list(Account.objects.annotate(p=Subquery(rows.values("path")[:1]))),
    "prefetch": lambda rows: list(Account.objects.prefetch_related(Prefetch("grants", rows))),
    "update": lambda rows: rows.update(purpose="x"),
    "bulk_update": lambda rows: rows.bulk_update([Grant(pk=1, purpose="x")], ["purpose"]),
    "bulk_create over": lambda rows: rows.bulk_create(
        [Grant(pk=1)], update_conflicts=True, update_fields=["purpose"], unique_fields=["id"]
    ),
    "update_or_create": lambda rows: rows.update_or_create(path="/1/3/", defaults={"purpose": "x"}),
    "get_or_create": lambda rows: rows.get_or_create(path="/1/3/"),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete("default"),
    "async loop": lambda rows: asyncio.run(_all(rows)),
    "async iterator": lambda rows: asyncio.run(_all(rows.aiterator())),
    "aget": lambda rows: asyncio.run(rows.aget(path="/1/3/")),
    "afirst": lambda rows: asyncio.run(rows.afirst()),
    "acount": lambda rows: asyncio.run(rows.acount()),
    "aexists": lambda rows: asyncio.run(rows.aexists()),
    "aaggregate": lambda rows: asyncio.run(rows.aaggregate(n=Count("*"))),
    "ain_bulk": lambda rows: asyncio.run(rows.ain_bulk()),
    "aupdate": lambda rows: asyncio.run(rows.aupdate(purpose="x")),
    "adelete": lambda rows: asyncio.run(rows.adelete()),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize(
    "rows",
    [
        Grant.objects.all,
        lambda: Grant.objects.filter(path="/1/3/"),
        lambda: Grant.objects.order_by("id").defer("purpose"),
    ],
    ids=["all", "filtered", "ordered"],
)
def test_a_queryset_gives_out_nothing_unscoped(rows, read, account):
    with pytest.raises(Unscoped):
        read(rows())
    assert Grant.objects.for_system("test").filter(purpose="").count() == 4


JOINS = {
    "or": lambda a, b: a | b,
    "and": lambda a, b: a & b,
    "xor": lambda a, b: a ^ b,
    "union": lambda a, b: a.union(b),
    "intersection": lambda a, b: a.intersection(b),
    "difference": lambda a, b: a.difference(b),
}


@pytest.mark.parametrize("join", JOINS.values(), ids=JOINS.keys())
def test_a_scoped_query_lends_its_mark_to_no_other(join, account):
    scoped = Grant.objects.visible_to(THREE, GRANT)

    for first, second in [
        (scoped, Grant.objects.all()),
        (Grant.objects.all(), scoped),
        (scoped, Grant._base_manager.all()),
    ]:
        with pytest.raises(Unscoped):
            list(join(first, second))


@pytest.mark.parametrize(
    ("join", "paths"),
    [
        ("or", {"/1/3/", "/1/3/7/", "/1/8/"}),
        ("xor", {"/1/3/", "/1/3/7/", "/1/8/"}),
        ("and", set()),
        ("union", {"/1/3/", "/1/3/7/", "/1/8/"}),
        ("intersection", set()),
        ("difference", {"/1/3/", "/1/3/7/"}),
    ],
)
def test_two_scoped_queries_join(join, paths, account):
    joined = JOINS[join](Grant.objects.visible_to(THREE, GRANT), Grant.objects.visible_to(EIGHT, GRANT))

    assert {grant.path for grant in joined} == paths


def test_a_related_manager_is_as_strict(account):
    with pytest.raises(Unscoped):
        list(account.grants.all())
    with pytest.raises(Unscoped):
        prefetch_related_objects([account], "grants")
    assert account.grants.visible_to(THREE, GRANT).count() == 2


def test_a_prefetch_brings_what_its_scope_allows(account):
    mine = Prefetch("grants", Grant.objects.visible_to(EIGHT, GRANT), to_attr="mine")

    assert [g.path for g in Account.objects.prefetch_related(mine).get().mine] == ["/1/8/"]


def test_an_actor_sees_its_branches_and_no_branch_that_begins_alike(account):
    assert {g.path for g in Grant.objects.visible_to(THREE, GRANT)} == {"/1/3/", "/1/3/7/"}
    assert not Grant.objects.visible_to(THREE, Permission.PEOPLE_VIEW).exists()
    assert not Grant.objects.visible_to(Actor("nobody"), GRANT).exists()


def test_what_is_out_of_reach_is_not_found_and_its_lookup_is_not_repeated(account):
    with pytest.raises(OutOfReach) as trouble:
        Grant.objects.visible_to(THREE, GRANT).one(path="/1/8/")

    assert "/1/8/" not in str(trouble.value)


def test_a_written_query_stays_refused_with_a_scope(account):
    with pytest.raises(Unscoped):
        Grant.objects.visible_to(THREE, GRANT).raw("SELECT * FROM access_grant")


def test_adding_rows_gives_none_out(account):
    Grant.objects.bulk_create([row("/1/9/", account)])

    assert Grant.objects.for_system("test").filter(path="/1/9/").count() == 1


def test_what_no_filter_holds_is_for_the_system_alone(account):
    grant = Grant.objects.for_system("test").get(path="/1/8/")

    with pytest.raises(Unscoped):
        Grant.objects.visible_to(THREE, GRANT).bulk_update([grant], ["purpose"])
    with pytest.raises(Unscoped):
        READS["bulk_create over"](Grant.objects.visible_to(THREE, GRANT))
    assert Grant.objects.for_system("test").bulk_update([grant], ["purpose"]) == 1


def test_an_exclusion_over_many_rows_keeps_its_scope(db):
    """Django builds an inner query of its own for it."""
    units = apps.get_model("org", "Unit").objects.exclude(versions__name="x")
    with pytest.raises(Unscoped):
        list(units)
    assert list(units.for_system("test")) == []
