"""The main job where people come to it: by keyboard alone, on a small phone, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gateway.edge.language import Language
from kontor_demo import company
from tests.browser.demo import Demo
from tests.browser.looking import DESK, PHONE
from tests.browser.walking import Walker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.parametrize("language", ["de", "en"]),
]
MOST_STEPS = 200
# What is in focus: by which words it is called, and whether it is to be seen that it is.
_IN_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const isRinged = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none';
  const words = one.getAttribute('aria-label') || one.labels?.[0]?.innerText
    || one.innerText || one.title || '';
  return {
    tag: one.tagName.toLowerCase(), words: words.trim(), isRinged,
    isSeen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
  };
}"""


@pytest.fixture
def at_the_desk(demo: Demo, chromium: Browser, language: Language) -> Iterator[Walker]:
    walker = Walker(chromium, demo.url, language, size=DESK)
    yield walker
    walker.close()


@pytest.fixture
def on_the_phone(demo: Demo, chromium: Browser, language: Language) -> Iterator[Walker]:
    walker = Walker(chromium, demo.url, language, scripts=False, size=PHONE)
    yield walker
    walker.close()


def step_to(walker: Walker, words: str) -> None:
    """Press Tab until the link is in focus that is called so; all on the way must be seen."""
    for _ in range(MOST_STEPS):
        walker.page.keyboard.press("Tab")
        focus = walker.page.evaluate(_IN_FOCUS)
        if focus is None:
            continue
        # A document that is shown in the page has an order of its own.
        assert focus["tag"] == "iframe" or (focus["isRinged"] and focus["isSeen"]), focus
        if focus["tag"] == "a" and focus["words"] == words:
            return
    raise AssertionError(f"{words!r} is not reached by Tab on {walker.page.url}")


def test_an_invoice_is_found_read_and_taken_along_by_keyboard_alone(
    demo: Demo, at_the_desk: Walker, tmp_path: Path
) -> None:
    walker, keyboard = at_the_desk, at_the_desk.page.keyboard
    walker.go("/sign-in")
    walker.page.locator("body").focus()
    expect(walker.main.get_by_label(walker.t("sign_in.email"))).to_be_focused()
    keyboard.type(company.ACCOUNTANT.email)
    keyboard.press("Enter")
    expect(walker.main.get_by_label(walker.t("sign_in.password"))).to_be_focused()
    keyboard.type(company.ACCOUNTANT.password)
    keyboard.press("Enter")
    expect(walker.page.get_by_role("button", name=walker.t("portal.sign_out"))).to_be_visible()

    walker.go("/post")
    keyboard.press("Tab")
    assert walker.page.evaluate(_IN_FOCUS)["words"] == walker.t("portal.skip")
    keyboard.press("Enter")
    assert walker.page.url.endswith("#content")
    number = next(
        each["number"]
        for each in demo.world.documents(demo.tokens["accountant"])
        if each["id"] == demo.things["document_id"]
    )
    step_to(walker, number)
    keyboard.press("Enter")
    expect(walker.page.get_by_role("heading", level=1)).to_contain_text(number)
    step_to(walker, walker.t("document.download"))
    with walker.page.expect_download() as waiting:
        keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "invoice.pdf")
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/post", "/overview", "/requests", "/account/notifications"])
def test_no_page_holds_the_keyboard_fast(at_the_desk: Walker, path: str) -> None:
    walker = at_the_desk
    walker.sign_in(company.CUSTOMER_ADMIN)
    walker.go(path)
    total = walker.page.locator("a[href], button, input, select, textarea, summary").count()

    seen: list[str] = []
    for _ in range(total + 5):
        walker.page.keyboard.press("Tab")
        focus = walker.page.evaluate(_IN_FOCUS)
        seen.append(focus["words"] if focus else "")
        if focus is None:
            break

    # Beyond the last one lies the browser itself, and behind it the first one again.
    assert seen[0] == walker.t("portal.skip")
    assert seen[-1] == "" or walker.t("portal.skip") in seen[1:]


def test_an_invoice_is_found_read_and_taken_along_on_a_small_phone_without_javascript(
    demo: Demo, on_the_phone: Walker, tmp_path: Path
) -> None:
    walker = on_the_phone
    walker.sign_in(company.ACCOUNTANT)
    walker.go("/post")
    assert walker.too_wide() == []
    walker.page.locator(f"a[href^='/post/{demo.things['document_id']}']").first.click()
    expect(walker.page.get_by_role("heading", level=1)).to_be_visible()
    assert walker.too_wide() == []

    with walker.page.expect_download() as waiting:
        walker.press("document.download")

    waiting.value.save_as(tmp_path / "invoice.pdf")
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")
