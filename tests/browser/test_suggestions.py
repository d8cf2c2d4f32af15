"""What the search of the header suggests while one types: by keyboard, on a phone, read aloud."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.demo import Demo
from tests.browser.looking import PHONE, Window


def test_suggestions_come_while_one_types_and_are_used_by_keyboard(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["admin"])
    page = window.page
    window.open("/overview")
    field = page.get_by_role("search").get_by_role("searchbox")
    suggestions = page.locator("[data-suggestions]")

    field.press_sequentially("RE-")

    first = suggestions.get_by_role("link").first
    expect(first).to_be_visible()
    expect(page.locator("[data-suggestions-said]")).to_contain_text("Vorschläge")
    assert window.violations() == []

    field.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()

    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(suggestions).to_be_hidden()
    expect(field).to_have_value("RE-")

    field.press_sequentially("2")
    expect(first).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]

    # Whoever goes elsewhere has done with them.
    page.locator(".brand").focus()
    expect(suggestions).to_be_hidden()
    field.focus()
    first.press("Enter")
    page.wait_for_url("**/post/*")
    assert not [each for each in window.faults() if each.startswith("console")]
    window.close()


def test_who_was_signed_out_meanwhile_gets_no_foreign_page_below_the_field(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["member"])
    page = window.page
    window.open("/overview")
    title = page.title()
    window.context.clear_cookies(name="kontor_session")
    field = page.get_by_role("search").get_by_role("searchbox")

    with page.expect_response(lambda answer: "/sign-in" in answer.url) as turned_away:
        field.press_sequentially("RE-")
    turned_away.value.finished()

    expect(page.locator("[data-suggestions]")).to_be_empty()
    assert page.title() == title
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in?*")
    window.close()


def test_without_scripts_the_search_answers_when_it_is_sent_off(
    demo: Demo, chromium: Browser
) -> None:
    window = Window(chromium, demo.url, token=demo.tokens["admin"], scripts=False)
    window.open("/overview")
    field = window.page.get_by_role("search").get_by_role("searchbox").first

    field.fill("RE-")
    field.press("Enter")

    expect(window.page.get_by_role("heading", level=1)).to_contain_text("RE-")
    expect(window.page.locator("[data-suggestions]")).to_be_hidden()
    window.close()
