"""Somebody who misses something finds out why."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.test_first_portal import is_as_wide_as_the_window, sign_in


def test_a_document_that_is_not_there_leads_to_the_reason(page: Page) -> None:
    sign_in(page)
    page.goto(f"/post/{uuid4()}")

    page.get_by_role("link", name="Warum ist das so?").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Warum ist das so?")
    expect(page.locator("main")).to_contain_text("Sie sehen diesen Beleg nicht.")
    expect(page.locator("main")).to_contain_text("Einen solchen Beleg gibt es")
    expect(page.get_by_role("listitem").filter(has_text="nicht erfüllt")).to_have_count(1)
    assert is_as_wide_as_the_window(page)
