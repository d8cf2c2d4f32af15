"""Somebody with a browser in front of the running product."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kontor_demo.portal import Account

HOME = re.compile(r"/post$")


@dataclass(frozen=True, kw_only=True)
class App:
    """An authenticator app with one person's secret."""

    secret: str

    def code(self, *, steps: int = 0) -> str:
        """Return what the app shows, so many steps of 30 seconds from now."""
        at = datetime.fromtimestamp(time.time() + 30 * steps, UTC)
        return pyotp.TOTP(self.secret).at(at)


class Visitor:
    """One window of one person; German, with JavaScript unless said otherwise."""

    def __init__(
        self,
        chromium: Browser,
        url: str,
        *,
        scripts: bool = True,
        size: tuple[int, int] = (1280, 900),
    ) -> None:
        self.context: BrowserContext = chromium.new_context(
            base_url=url,
            locale="de-DE",
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def enter_address(self, account: Account) -> None:
        """Do the first step of signing in."""
        self.page.goto("/sign-in")
        self.page.get_by_label("E-Mail-Adresse").fill(account.email)
        self.page.get_by_role("button", name="Weiter").click()

    def enter_password(self, account: Account) -> None:
        """Do the first two steps of signing in."""
        self.enter_address(account)
        self.page.get_by_label("Passwort").fill(account.password)
        self.page.get_by_role("button", name="Anmelden").click()

    def sign_in(self, account: Account) -> None:
        """Sign in somebody without a second factor."""
        self.enter_password(account)
        expect(self.page.get_by_role("heading", name="Post")).to_be_visible()

    def open_security(self) -> None:
        """Go to the page about signing in."""
        self.page.goto("/account/security")
        expect(self.page.get_by_role("heading", name="Sicherheit")).to_be_visible()

    def begin_app(self, account: Account) -> App:
        """Ask for an app's secret and read it as the phone would: from what the picture holds."""
        self.open_security()
        details = self.page.locator("section", has_text="Authenticator-App").first
        if not details.locator("details[open]").count():
            details.locator("summary").click()
        details.get_by_label("Ihr Passwort").fill(account.password)
        details.get_by_role("button", name="Weiter").click()
        expect(self.page.get_by_alt_text("QR-Code")).to_be_visible()
        address = self.page.locator("input[name=otpauth_url]").input_value()
        return App(secret=parse_qs(urlsplit(address).query)["secret"][0])

    def add_app(self, account: Account) -> tuple[App, list[str]]:
        """Set an app up; return it with the codes for emergencies."""
        app = self.begin_app(account)
        self.page.get_by_label("Code").fill(app.code())
        self.page.get_by_role("button", name="App bestätigen").click()
        expect(self.page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()
        return app, self.page.locator(".codes code").all_text_contents()

    def close(self) -> None:
        """Close the window."""
        self.context.close()
