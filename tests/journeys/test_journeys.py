"""A few paths through the site as people walk them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from khuevan.access.contracts import ROLES, Role
from tests.journeys.tour import sign_in


def test_without_javascript_a_visitor_finds_a_school_and_changes_the_language(plain_visitor: Page):
    plain_visitor.goto("/")
    plain_visitor.get_by_role("searchbox").fill("truong")
    plain_visitor.get_by_role("button", name="Tìm").click()
    plain_visitor.locator("main table a, main li a").first.click()
    school = plain_visitor.locator("h1").inner_text()
    plain_visitor.get_by_role("button", name="English").click()

    expect(plain_visitor.locator("html")).to_have_attribute("lang", "en")
    expect(plain_visitor.locator("h1")).to_have_text(school)


def test_without_javascript_a_visitor_reads_the_exam_results(plain_visitor: Page):
    plain_visitor.goto("/")
    plain_visitor.get_by_role("navigation", name="Chính").get_by_role("link", name="Kỳ thi").click()

    expect(plain_visitor.locator("h1")).to_be_visible()
    assert plain_visitor.url.endswith("/exams")


def test_with_the_keyboard_alone_a_visitor_skips_to_the_content_searches_and_opens(visitor: Page):
    visitor.goto("/")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(".skip")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("main")).to_be_focused()
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("searchbox")).to_be_focused()
    visitor.keyboard.type("trường")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/search?**")
    visitor.locator("main table a, main li a").first.focus()
    visitor.keyboard.press("Enter")

    expect(visitor.locator("h1")).to_be_visible()
    assert "/search" not in visitor.url


def test_whoever_signs_in_is_named_and_leaves_again(visitor: Page):
    sign_in(visitor, Role.TEACHER)
    visitor.goto("/my-work")
    expect(visitor.locator(".me .who")).to_be_visible()
    expect(visitor.locator("main")).to_contain_text(ROLES[Role.TEACHER].vi)
    visitor.get_by_role("button", name="Đăng xuất").click()
    confirm = visitor.locator("main").get_by_role("button", name="Đăng xuất")
    if confirm.count():
        confirm.click()
    visitor.goto("/")

    expect(visitor.get_by_role("banner").get_by_role("link", name="Đăng nhập")).to_be_visible()


def test_what_a_person_search_is_given_never_stands_in_an_address(visitor: Page):
    sign_in(visitor, Role.MINISTRY)
    addresses: list[str] = []
    visitor.on("framenavigated", lambda frame: addresses.append(frame.url))
    visitor.goto("/people")
    visitor.locator("main input[name=words]").fill("Nguyễn")
    visitor.locator("main").get_by_role("button", name="Tìm").click()
    visitor.wait_for_load_state()

    assert addresses != []
    assert [address for address in addresses if "Nguy" in address or "%E1" in address] == []
