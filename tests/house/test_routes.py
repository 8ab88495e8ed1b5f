"""Who gets what answer where: every route × role × relation × method, against a table that people read.

``routes.csv`` has a line for each route and method, and a column for each role. A cell is the answer's
status, or the four statuses for what is one's own, of the same school, of the same province, and foreign.
``KHUEVAN_ROUTES=missing`` adds lines for routes that have none, ``KHUEVAN_ROUTES=all`` writes the table
anew: for review, not for trust.
"""

import copy
import csv
import functools
import logging
import os
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from khuevan.access.contracts import Role
from tests.house.routes import routes
from tests.house.world import NOW, At, Relation, build, objects

TABLE = Path(__file__).parent / "routes.csv"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ROLES: list[Role | None] = [None, *Role]
HEAD = ["route", "method", "nobody", *(role.value for role in Role)]
# Programs show keys, and no session opens anything there: exchange's own tests ask all of its operations.
ROUTES = {route.pattern: route for route in routes() if not route.pattern.startswith("api/")}
OBJECTS = objects()
NO_LIMITS = override_settings(
    ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False, STAFF_SECOND_FACTOR_SINCE=None
)
CHANGING = [
    (r'(?<=name="csrfmiddlewaretoken" value=")[^"]*', "key"),
    (r'(?<=name="_once" value=")[^"]*', "once"),
    (r"\b[0-9a-f]{32}\b", "request"),
    (r'<time datetime="[^"]*">[^<]*', "now"),
]


@functools.cache
def table() -> dict[tuple[str, str], list[str]]:
    if not TABLE.exists():
        return {}
    with TABLE.open(newline="") as file:
        return {(row[0], row[1]): row[2:] for row in list(csv.reader(file))[1:]}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable()  # some ten thousand answers
    with django_db_blocker.unblock(), NO_LIMITS, transaction.atomic():
        yield build(NOW)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def browsers(world):
    found = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False)
        if role:
            found[role].force_login(world.accounts[role])
    return found


def address(route, world, at: At) -> str:
    if not route.takes_objects:
        return f"/{route.pattern}"
    return reverse(route.name, kwargs=OBJECTS[route.name](world, at))


def ask(browser: Client, method: str, where: str):
    """One request that leaves no trace, in the database or in the browser, which may be signed out."""
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        answer = browser.generic(method, where)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def statuses(route, world, browsers, role, method: str) -> str:
    where = [address(route, world, At(role, relation)) for relation in Relation]
    found = {one: str(ask(browsers[role], method, one).status_code) for one in dict.fromkeys(where)}
    return " ".join(found[one] for one in where) if len(set(found.values())) > 1 else found[where[0]]


@pytest.mark.parametrize("pattern", ROUTES)
def test_a_route_answers_everyone_as_the_table_says(pattern, world, browsers):
    route = ROUTES[pattern]
    assert not route.takes_objects or route.name in OBJECTS, (
        f"say in <room>/tests/world.py what it takes: OBJECTS[{route.name!r}] = lambda world, at: …"
    )
    answered = {
        (pattern, method): [statuses(route, world, browsers, role, method) for role in ROLES]
        for method in METHODS
    }
    if os.environ.get("KHUEVAN_ROUTES") in {"all"} | (
        {"missing"} if (pattern, "GET") not in table() else set()
    ):
        write(answered)

    assert not [line for line in answered.values() if any(cell.startswith("5") for cell in line)]
    wrong = {key: line for key, line in answered.items() if table().get(key) != line}
    assert not wrong, "routes.csv should say (KHUEVAN_ROUTES=missing adds what it lacks):\n" + "\n".join(
        ",".join([*key, *line]) for key, line in wrong.items()
    )


def write(answered: dict[tuple[str, str], list[str]]) -> None:
    known = table()
    known.update(answered)
    with TABLE.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows(
            [*key, *line]
            for key, line in sorted(known.items(), key=lambda one: (one[0][0], METHODS.index(one[0][1])))
            if key[0] in ROUTES
        )


def test_signing_out_on_the_way_does_not_make_the_matrix_blind(world, browsers):
    for role in Role:
        ask(browsers[role], "POST", "/accounts/logout/")
        assert ask(browsers[role], "GET", "/me/access").status_code == 200


def test_the_table_tells_of_no_route_that_is_gone():
    assert {key[0] for key in table()} - ROUTES.keys() == set()


SCOPED = [pattern for pattern, route in ROUTES.items() if route.is_ours and route.takes_objects]


@pytest.mark.parametrize("pattern", SCOPED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_foreign_answers_exactly_like_what_is_missing(pattern, method, world, browsers):
    route = ROUTES[pattern]
    for role in ROLES:
        foreign, missing = (address(route, world, At(role, one)) for one in (Relation.FOREIGN, None))
        there = ask(browsers[role], method, foreign)
        if foreign == missing or there.status_code != 404:
            continue
        nothing, unknown = (
            ask(browsers[role], method, one) for one in (missing, re.sub(r"[a-z2-7]{26}", "nothing", foreign))
        )
        assert told(there, foreign) == told(nothing, missing)
        assert unknown.status_code == 404


def told(answer, where: str) -> tuple[int, str, dict[str, str]]:
    body = answer.content.decode().replace(where, "here")
    for changing, word in CHANGING:
        body = re.sub(changing, word, body)
    # The length holds that of the address itself, which the page repeats.
    own = {"X-Request-Id", "Content-Length"}
    headers = {name: value for name, value in answer.headers.items() if name not in own}
    return answer.status_code, body, headers


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "img-src 'self' data:; object-src 'none'; style-src 'self'"
    ),
}


@pytest.mark.parametrize("role", [None, Role.LEARNER, Role.MINISTRY])
def test_every_answer_carries_the_headers_that_guard_it(role, world, browsers):
    where = {
        pattern: address(route, world, At(role, Relation.OWN))
        for pattern, route in ROUTES.items()
        if not route.takes_objects or route.name in OBJECTS
    }
    for pattern, one in (where | {"unknown": "/no-such-page"}).items():
        answer = ask(browsers[role], "GET", one)
        policy = "; ".join(sorted(answer.headers.get("Content-Security-Policy", "").split("; ")))
        expected = "; ".join(sorted(HEADERS["Content-Security-Policy"].split("; ")))
        assert (pattern, policy) == (pattern, expected)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS | {
            "Content-Security-Policy": answer.headers["Content-Security-Policy"]
        }
        without_database = getattr(getattr(ROUTES.get(pattern), "view", None), "without_database", False)
        if role and not without_database:
            assert "no-store" in answer.headers.get("Cache-Control", ""), pattern
        for cookie in answer.cookies.values():
            assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/"), pattern


def test_every_route_says_for_whom_it_is():
    unmarked = [
        route.pattern for route in ROUTES.values() if route.is_ours and not hasattr(route.view, "needs")
    ]

    assert unmarked == []


# The sign-in library's own pages guard themselves; each group says what by.
OTHERS = {
    "allauth.account.views": "open to whoever signs in or lost a password; the rest asks for a sign-in",
    "allauth.mfa": "one's own second factor; asks for a fresh sign-in itself",
    "allauth.socialaccount.views": "the issuers tied to one's own account",
    "django.views.generic.base": "addresses the library used earlier, which lead on",
    "ninja.operation": "programs: a key is asked for before every view, and a session is none",
    "functools": "the interface's own description, which holds nothing of anybody",
}


def test_every_page_of_a_library_is_known_with_its_reason():
    modules = {route.view.__module__ for route in ROUTES.values() if not route.is_ours}

    assert [module for module in modules if not module.startswith(tuple(OTHERS))] == []
