"""A teacher enters marks on a slow line: nothing is lost, nothing is saved twice, two see each other."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from khuevan.access.contracts import Role
from tests.journeys.tour import sign_in, violations_on


def own_sheet(page: Page) -> str:
    """The address of the first subject sheet of whoever has signed in."""
    page.goto("/marks")
    found = page.eval_on_selector_all("a.tile", "all => all.map(a => a.href)")
    return str(next(one for one in found if one.endswith("/1")))


def cell(page: Page, column: str, row: int):
    return page.locator(f"[name^='c{row}.'][name$='.{column}']")


def saved(page: Page) -> None:
    expect(page.locator("input.queued")).to_have_count(0)


def test_what_is_typed_while_the_line_is_down_is_saved_once_when_it_is_back(visitor: Page):
    sent: list[str] = []
    visitor.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/cell") else None)
    sign_in(visitor, Role.TEACHER)
    visitor.goto(own_sheet(visitor))
    visitor.context.set_offline(True)
    cell(visitor, "TX3", 0).fill("7,5")
    cell(visitor, "TX3", 0).press("Enter")
    cell(visitor, "TX3", 1).fill("8")
    cell(visitor, "TX3", 1).press("Enter")
    expect(visitor.locator("#line")).to_contain_text("2 ô")
    visitor.context.set_offline(False)
    visitor.reload()
    saved(visitor)
    sent.clear()
    visitor.reload()

    expect(cell(visitor, "TX3", 0)).to_have_value("7,5")
    expect(cell(visitor, "TX3", 1)).to_have_value("8")
    assert sent == []
    assert violations_on(visitor) == []


def test_two_at_one_cell_the_second_sees_both_and_chooses(browser: Browser, site: str, visitor: Page):
    sign_in(visitor, Role.TEACHER)
    address = own_sheet(visitor)
    context = browser.new_context(base_url=site, locale="vi-VN")
    other = context.new_page()
    sign_in(other, Role.REGISTRAR)
    for page in (visitor, other):
        page.goto(address)
    cell(visitor, "TX3", 4).fill("9")
    cell(visitor, "TX3", 4).press("Enter")
    saved(visitor)
    cell(other, "TX3", 4).fill("6")
    cell(other, "TX3", 4).press("Enter")

    expect(other.locator("#news")).to_contain_text("9")
    expect(cell(other, "TX3", 4)).to_have_value("6")
    other.locator("#news button").first.click()
    saved(other)
    visitor.reload()
    expect(cell(visitor, "TX3", 4)).to_have_value("6")
    context.close()


def test_a_mark_of_11_is_refused_with_its_rule_in_words_and_stays_as_it_was_typed(visitor: Page):
    sign_in(visitor, Role.TEACHER)
    visitor.goto(own_sheet(visitor))
    cell(visitor, "TX3", 6).fill("11")
    cell(visitor, "TX3", 6).press("Enter")

    expect(visitor.locator("#news")).to_contain_text("Thông tư 22/2021/TT-BGDĐT, Điều 6")
    expect(cell(visitor, "TX3", 6)).to_have_value("11")
    visitor.reload()
    expect(cell(visitor, "TX3", 6)).to_have_value("")


def test_without_javascript_the_page_is_saved_whole_and_names_what_is_wrong(plain_visitor: Page):
    sign_in(plain_visitor, Role.TEACHER)
    plain_visitor.goto(own_sheet(plain_visitor))
    cell(plain_visitor, "TX3", 8).fill("11")
    cell(plain_visitor, "TX3", 9).fill("6,5")
    plain_visitor.get_by_role("button", name="Lưu").click()

    expect(plain_visitor.locator("tr.told")).to_contain_text("lớn hơn 10")
    expect(cell(plain_visitor, "TX3", 8)).to_have_value("11")
    plain_visitor.reload()
    plain_visitor.goto(own_sheet(plain_visitor))
    expect(cell(plain_visitor, "TX3", 9)).to_have_value("6,5")
