"""Coming in without an invitation, and back in without the password, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scripted_portal import LINK


def is_as_wide_as_the_window(page: Page) -> bool:
    width = page.evaluate("document.documentElement.scrollWidth")
    return page.viewport_size is not None and width <= page.viewport_size["width"]


def test_somebody_registers_and_asks_for_access(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Registrieren").click()
    page.get_by_label("E-Mail-Adresse").fill("nora@example.com")
    page.get_by_role("button", name="Link anfordern").click()
    expect(page.get_by_role("status")).to_contain_text("Eine E-Mail ist unterwegs")

    page.goto(f"/registrations/{LINK}")
    page.get_by_label("Ihr Vor- und Nachname").fill("Nora Neu")
    page.get_by_label("Passwort wählen").fill("kurz")
    page.get_by_role("button", name="Registrierung abschließen").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht sicher genug")
    expect(page.get_by_label("Ihr Vor- und Nachname")).to_have_value("Nora Neu")
    page.get_by_label("Passwort wählen").fill("drei ordner im regal")
    page.get_by_role("button", name="Registrierung abschließen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zugang anfragen")
    page.get_by_label("Kundennummer").fill("10001")
    page.get_by_label("Nachricht").fill("Ich bin neu in der Buchhaltung.")
    page.get_by_role("button", name="Zugang anfragen").click()
    expect(page.get_by_role("status")).to_contain_text("Ihre Anfrage ist aufgenommen")


def test_a_forgotten_password_is_chosen_anew(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Passwort vergessen?").click()
    page.get_by_label("E-Mail-Adresse").fill("erika@example.com")
    page.get_by_role("button", name="Link anfordern").click()
    expect(page.get_by_role("status")).to_contain_text("Wenn es unter dieser Adresse")

    page.goto(f"/passwords/{LINK}")
    page.get_by_label("Neues Passwort").fill("drei ordner im regal")
    page.get_by_role("button", name="Passwort speichern").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihr neues Passwort gilt")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


@pytest.mark.parametrize(
    "path",
    [
        "/register",
        "/forgotten-password",
        f"/passwords/{LINK}",
        f"/registrations/{LINK}",
        "/passwords/kp_dead",
    ],
)
def test_no_page_is_wider_than_the_window(page: Page, path: str) -> None:
    page.goto(path)

    assert is_as_wide_as_the_window(page)
