"""Somebody with a browser in front of the running product."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, expect

from kontor_demo.portal import Account
from tests.browser_plugin import open_window

HOME = re.compile(r"/(overview|post)$")


@dataclass(frozen=True, kw_only=True)
class App:
    """An authenticator app with one person's secret."""

    secret: str

    def code(self, *, steps: int = 0) -> str:
        """Return what the app shows, so many steps of 30 seconds from now."""
        at = datetime.fromtimestamp(time.time() + 30 * steps, UTC)
        return pyotp.TOTP(self.secret).at(at)


class VirtualDevice:
    """An authenticator that the browser itself pretends to have (Chrome DevTools Protocol)."""

    def __init__(self, session: CDPSession, authenticator_id: str) -> None:
        self._session = session
        self._id = authenticator_id

    def credentials(self) -> list[dict[str, Any]]:
        """Return the passkeys on the device, private keys and all."""
        answer = self._send("getCredentials")
        found: list[dict[str, Any]] = answer["credentials"]
        return found

    def put(self, credential: dict[str, Any]) -> None:
        """Put a passkey onto the device, in place of one of the same name."""
        self._send("removeCredential", credentialId=credential["credentialId"], tolerant=True)
        self._send("addCredential", credential=credential)

    def forgets_its_person(self) -> None:
        """From now on the device does not know who holds it."""
        self._send("setUserVerified", isUserVerified=False)

    def _send(self, method: str, *, tolerant: bool = False, **parameters: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._session.send(
                f"WebAuthn.{method}", {"authenticatorId": self._id, **parameters}
            )
        except Error:
            if not tolerant:
                raise
            return {}
        return answer


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
        self.context: BrowserContext = open_window(
            chromium,
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
        expect(self.page).to_have_url(HOME)

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

    def has_device(self) -> VirtualDevice:
        """Give the window a device that keeps passkeys and knows its person."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        added = session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        return VirtualDevice(session, added["authenticatorId"])

    def add_passkey(self, account: Account, name: str) -> None:
        """Make one's first passkey; the page then shows the codes for emergencies."""
        self.open_security()
        self.page.locator("summary", has_text="Passkey einrichten").click()
        form = self.page.locator("form[data-passkey=create]")
        form.get_by_label("Name des Passkeys").fill(name)
        form.get_by_label("Ihr Passwort").fill(account.password)
        form.get_by_role("button", name="Passkey einrichten").click()
        expect(self.page.get_by_role("heading", name="Ihre Notfallcodes")).to_be_visible()

    def sign_in_by_passkey(self) -> None:
        """Sign in without an address and a password."""
        self.page.goto("/sign-in")
        self.page.get_by_role("button", name="Mit Passkey anmelden").click()

    def close(self) -> None:
        """Close the window."""
        self.context.close()


NewVisitor = Callable[..., Visitor]
