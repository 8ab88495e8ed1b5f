"""Every page that a role can reach from the first one, held to what every page promises."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from khuevan.access.contracts import Role
from tests.journeys.tour import Seen, walk

MISSING = "/no/such/page"
ROLES = ["", Role.LEARNER, Role.HEAD, Role.MINISTRY, Role.OPERATOR]
FIRST_RESPONSE, WHOLE_PAGE, SCRIPT = (
    14 * 1024,
    100 * 1024,
    30 * 1024,
)  # on the wire: design, section 6


@pytest.fixture(scope="package", params=ROLES, ids=lambda role: role or "nobody")
def seen(request, browser, site) -> list[Seen]:
    return walk(browser, site, request.param)


def test_no_link_is_dead(seen):
    assert [(page.path, page.status) for page in seen if page.status != 200] == [(MISSING, 404)]


def test_every_page_passes_axe(seen):
    assert {page.path: page.violations for page in seen if page.violations} == {}


def test_no_page_breaks_its_own_content_policy_or_fails_in_the_browser(seen):
    assert {page.path: page.complaints for page in seen if page.complaints and page.path != MISSING} == {}


def test_no_page_asks_anything_of_another_host(seen, site):
    assert {host for page in seen for host in page.hosts} == {site.removeprefix("http://")}


def test_every_page_fits_a_screen_of_320_pixels(seen):
    assert {page.path: page.overflow for page in seen if page.overflow > 0} == {}


def test_every_page_says_its_language(seen):
    assert {page.language for page in seen} == {"vi"}


def test_every_page_keeps_the_budget(seen):
    heavy = [
        (page.path, page.document_bytes, page.page_bytes, page.script_bytes)
        for page in seen
        if page.document_bytes > FIRST_RESPONSE or page.page_bytes > WHOLE_PAGE or page.script_bytes > SCRIPT
    ]

    assert heavy == []


def test_the_walk_went_somewhere(seen):
    assert len({page.route for page in seen}) > 5
    assert get_resolver().resolve("/").route in {page.route for page in seen}
