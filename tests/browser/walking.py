"""Somebody who goes through the portal in a language, by the words that stand on its pages."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from gateway.edge.language import Language
from gateway.texts import texts_in
from kontor_demo.portal import Account
from tests.browser.looking import DESK, Window


class Walker(Window):
    """A window whose person reads; every page that is stopped at is looked at with axe."""

    def __init__(
        self,
        chromium: Browser,
        url: str,
        language: Language,
        *,
        scripts: bool = True,
        size: tuple[int, int] = DESK,
    ) -> None:
        super().__init__(chromium, url, language=language, scripts=scripts, size=size)
        self.t = texts_in(language)

    @property
    def main(self) -> Locator:
        """The part of the page that is its own."""
        return self.page.locator("main")

    @property
    def status(self) -> Locator:
        """What the page says has become of what was asked of it."""
        return self.main.get_by_role("status").first

    def go(self, path: str) -> Page:
        """Open an address as if it stood in a mail."""
        assert self.open(path).ok, path
        return self.page

    def fill(self, key: str, value: str, within: Locator | None = None) -> None:
        """Write into the field that is called so."""
        (within or self.main).get_by_label(self.t(key)).first.fill(value)

    def press(self, key: str, within: Locator | None = None, **values: object) -> None:
        """Press the button that is called so."""
        words = self.t(key, **values)
        (within or self.main).get_by_role("button", name=words, exact=True).first.click()

    def follow(self, key: str) -> None:
        """Follow the link that is called so, wherever it is."""
        self.page.get_by_role("link", name=self.t(key)).first.click()

    def reads(self, key: str, **values: object) -> None:
        """Wait for a sentence on the page."""
        expect(self.main).to_contain_text(self.t(key, **values))

    def sign_in(self, account: Account) -> None:
        """Sign in by the pages: the address first, the password second."""
        self.go("/sign-in")
        self.fill("sign_in.email", account.email)
        self.press("sign_in.next")
        self.fill("sign_in.password", account.password)
        self.press("sign_in.submit")
        # On a phone the way out lies in the menu.
        expect(self.page.locator("header form[action='/sign-out']")).to_be_attached()

    def stop(self) -> None:
        """Look at the page as it is now."""
        expect(self.main).to_be_visible()
        assert self.page.locator("html").get_attribute("lang") == self.language
        found = self.violations() + self.too_wide()
        assert not found, f"{self.page.url}: " + "\n".join(found)
