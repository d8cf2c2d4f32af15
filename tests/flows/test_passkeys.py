"""Passkeys in Chromium with a virtual authenticator, against the whole product."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.flows.visitor import HOME, NewVisitor
from tests.flows.world import Customer, World
from tests.waiting import until

pytestmark = pytest.mark.req("A14")


def test_a_passkey_is_made_and_signs_in_without_address_and_password(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    device = here.has_device()

    here.add_passkey(customer.admin, "Telefon")
    expect(here.page.locator(".codes code")).to_have_count(10)
    here.page.get_by_role("button", name="Abmelden").click()
    here.sign_in_by_passkey()
    expect(here.page).to_have_url(HOME)

    here.open_security()
    expect(here.page.locator("section", has_text="Passkeys").first).to_contain_text("Telefon")
    expect(here.page.get_by_text("1 eingerichtet")).to_be_visible()
    (credential,) = device.credentials()
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"
    assert [text for text in here.complaints if "Content Security Policy" in text] == []


def test_a_passkey_is_the_second_factor_after_the_password(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    here.has_device()
    here.add_passkey(customer.admin, "Telefon")
    here.page.get_by_role("button", name="Abmelden").click()

    here.enter_password(customer.admin)
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    here.page.get_by_role("button", name="Passkey verwenden").click()

    expect(here.page).to_have_url(HOME)


def test_a_passkey_works_on_a_phone_and_its_window_stays_narrow(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    phone = new_visitor(size=(390, 844))
    phone.sign_in(customer.admin)
    phone.has_device()
    phone.add_passkey(customer.admin, "Ein Name, der die sechzig erlaubten Zeichen ganz ausnutzt.")
    phone.open_security()
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    phone.page.get_by_role("button", name="Menü").click()
    phone.page.get_by_role("button", name="Abmelden").click()

    phone.sign_in_by_passkey()

    expect(phone.page).to_have_url(HOME)
    assert width <= 390


def test_a_device_that_does_not_know_its_person_does_not_sign_in_alone(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    device = here.has_device()
    here.add_passkey(customer.admin, "Telefon")
    here.page.get_by_role("button", name="Abmelden").click()
    device.forgets_its_person()

    here.sign_in_by_passkey()

    expect(here.page.get_by_role("alert")).to_contain_text("abgebrochen")
    assert here.page.url.endswith("/sign-in")


def test_a_copied_passkey_is_refused_and_told_by_mail(
    new_visitor: NewVisitor, customer: Customer, world: World
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    device = here.has_device()
    here.add_passkey(customer.admin, "Telefon")
    (copy,) = device.credentials()
    for _ in range(2):
        here.page.get_by_role("button", name="Abmelden").click()
        here.sign_in_by_passkey()
        expect(here.page).to_have_url(HOME)
    here.page.get_by_role("button", name="Abmelden").click()

    device.put(copy)
    here.sign_in_by_passkey()

    expect(here.page.get_by_role("alert").first).to_contain_text("nicht angenommen")
    until(
        lambda: any("abgelehnt" in told for told in subjects(world, customer, "Passkey")),
        seconds=60,
        every=0.2,
    )


def test_a_passkey_is_renamed_and_removed_and_opens_nothing_more(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    here.has_device()
    here.add_passkey(customer.admin, "Telefon")
    here.open_security()
    here.page.locator("summary", has_text="Umbenennen oder entfernen").click()
    here.page.locator("form[action$='/rename']").get_by_label("Name").fill("Schreibtisch")
    here.page.get_by_role("button", name="Umbenennen").click()
    expect(here.page.get_by_role("status")).to_have_text("Der Passkey ist umbenannt.")
    expect(here.page.locator(".rows strong").first).to_have_text("Schreibtisch")

    here.page.locator("summary", has_text="Umbenennen oder entfernen").click()
    removal = here.page.locator("form[action$='/remove']")
    removal.get_by_label("Ihr Passwort").fill(customer.admin.password)
    removal.get_by_role("button", name="Passkey entfernen").click()
    expect(here.page.get_by_role("status")).to_contain_text("Der Passkey ist entfernt.")
    here.page.get_by_role("button", name="Abmelden").click()
    here.sign_in_by_passkey()

    expect(here.page.get_by_role("alert").first).to_contain_text("nicht angenommen")


def test_a_wrong_password_makes_no_passkey_and_says_so(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    device = here.has_device()

    here.page.goto("/account/security")
    here.page.locator("summary", has_text="Passkey einrichten").click()
    form = here.page.locator("form[data-passkey=create]")
    form.get_by_label("Name des Passkeys").fill("Telefon")
    form.get_by_label("Ihr Passwort").fill("falsch geraten")
    form.get_by_role("button", name="Passkey einrichten").click()

    expect(form.get_by_role("alert")).to_contain_text("passen nicht zusammen")
    assert device.credentials() == []


def test_without_javascript_the_pages_offer_no_passkeys_and_say_why(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    plain = new_visitor(scripts=False)
    plain.page.goto("/sign-in")
    expect(plain.page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    plain.sign_in(customer.admin)

    plain.open_security()

    expect(plain.page.get_by_text("Passkeys brauchen JavaScript")).to_be_visible()


def test_only_pages_with_passkeys_or_the_search_may_ask_back(
    world: World, customer: Customer
) -> None:
    token = world.portal.sign_in(customer.admin)
    assert token is not None
    cookies = {"kontor_session": token}

    with httpx.Client(base_url=world.product.gateway_url, timeout=60) as stranger:
        sign_in = stranger.get("/sign-in").headers
        other = stranger.get("/forgotten-password").headers
    with httpx.Client(base_url=world.product.gateway_url, cookies=cookies, timeout=60) as member:
        security = member.get("/account/security").headers
        post = member.get("/post").headers

    policies = [each["content-security-policy"] for each in (sign_in, security, other, post)]
    assert ["connect-src 'self'" in policy for policy in policies] == [True, True, False, True]
    assert all("script-src 'nonce-" in policy for policy in policies)


def subjects(world: World, customer: Customer, words: str) -> list[str]:
    mails = world.portal.mails_to(customer.admin.email)
    return [mail["subject"] for mail in mails if words in mail["subject"]]
