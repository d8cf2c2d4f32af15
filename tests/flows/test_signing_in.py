"""Signing in step by step with a browser and the whole product: address, password, factor."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from kontor_demo.portal import Account
from tests.flows.visitor import HOME, NewVisitor, Visitor
from tests.flows.world import Customer, World
from tests.waiting import until

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def form_of(answer: httpx.Response, address: str) -> str:
    """Return the page without what differs from one address or one view to the next."""
    return re.sub(r"nonce-?[^;\"]*", "", answer.text.replace(address, "ADDRESS"))


@pytest.mark.req("FD-19", "A11")
def test_the_first_step_is_the_same_page_for_known_and_unknown_addresses(
    world: World, customer: Customer
) -> None:
    addresses = (customer.admin.email, f"niemand@{customer.domain}")

    answers = [
        world.portal.http.post("/sign-in", data={"email": address}, headers=OWN_PAGE)
        for address in addresses
    ]

    pages = [form_of(*each) for each in zip(answers, addresses, strict=True)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert pages[0] == pages[1]
    assert [dict(answer.cookies) for answer in answers] == [{}, {}]
    assert 'type="password"' in pages[0]


@pytest.mark.req("FD-19", "A14")
def test_without_javascript_the_address_the_password_and_a_code_sign_in(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    phone = new_visitor(scripts=False, size=(390, 844))
    phone.sign_in(customer.admin)
    app, codes = phone.add_app(customer.admin)
    phone.page.get_by_role("button", name="Ich habe die Codes aufbewahrt").click()
    expect(phone.page.get_by_text("10 unbenutzt")).to_be_visible()

    desk = new_visitor(scripts=False)
    desk.enter_password(customer.admin)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    desk.page.get_by_label("Code aus Ihrer Authenticator-App").fill("000000")
    desk.page.get_by_role("button", name="Weiter").first.click()
    expect(desk.page.get_by_role("alert")).to_contain_text("Dieser Code passt nicht")
    desk.page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.code(steps=1))
    desk.page.get_by_role("button", name="Weiter").first.click()
    expect(desk.page).to_have_url(HOME)

    another = new_visitor(scripts=False)
    another.enter_password(customer.admin)
    another.page.get_by_text("Gerät nicht zur Hand?").click()
    another.page.get_by_label("Notfallcode").fill(codes[0].lower())
    another.page.get_by_role("button", name="Weiter").last.click()
    expect(another.page).to_have_url(HOME)
    another.open_security()
    expect(another.page.get_by_text("9 unbenutzt")).to_be_visible()


def test_the_way_to_a_document_leads_through_the_second_factor(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    app, _ = here.add_app(customer.admin)
    elsewhere = new_visitor()

    elsewhere.page.goto("/post?number=R-1")
    elsewhere.page.get_by_label("E-Mail-Adresse").fill(customer.admin.email)
    elsewhere.page.get_by_role("button", name="Weiter").click()
    elsewhere.page.get_by_label("Passwort").fill(customer.admin.password)
    elsewhere.page.get_by_role("button", name="Anmelden").click()
    elsewhere.page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.code(steps=1))
    elsewhere.page.get_by_role("button", name="Weiter").first.click()

    expect(elsewhere.page).to_have_url(re.compile(r"/post\?number=R-1$"))


@pytest.mark.req("S7")
def test_the_cookie_changes_with_each_step_and_no_older_one_opens_anything(
    new_visitor: NewVisitor, customer: Customer, world: World
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    before = cookies_of(here)
    app, _ = here.add_app(customer.admin)
    enrolled = cookies_of(here)

    here.page.get_by_role("button", name="Abmelden").click()
    here.enter_password(customer.admin)
    pending = cookies_of(here)
    here.page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.code(steps=1))
    here.page.get_by_role("button", name="Weiter").first.click()
    expect(here.page).to_have_url(HOME)
    completed = cookies_of(here)

    assert "kontor_session" not in pending
    assert "kontor_sign_in" not in completed
    half = pending["kontor_sign_in"].partition("~")[0]
    tokens = (before["kontor_session"], enrolled["kontor_session"], half)
    assert len({*tokens, completed["kontor_session"]}) == 4
    assert {world.get("/v1/me", token).status_code for token in tokens} == {401}
    assert world.get("/v1/me", completed["kontor_session"]).status_code == 200


@pytest.mark.req("A14")
def test_an_admin_whom_the_rule_bars_sets_an_app_up_and_goes_on(
    new_visitor: NewVisitor, customer: Customer, world: World
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    second = invited_admin(world, customer)
    there = new_visitor()
    there.sign_in(second)
    here.add_app(customer.admin)
    here.open_security()
    here.page.get_by_role("button", name="Regel einschalten").click()
    expect(here.page.get_by_role("status")).to_have_text("Die Regel ist geändert.")

    there.page.goto("/post")
    expect(there.page.get_by_role("alert")).to_contain_text("zweiten Faktor")
    there.add_app(second)
    there.page.goto("/post")

    expect(there.page.get_by_role("heading", name="Post")).to_be_visible()


@pytest.mark.req("A13")
def test_a_person_sees_where_he_is_signed_in_and_ends_it(
    new_visitor: NewVisitor, customer: Customer
) -> None:
    here, elsewhere = new_visitor(), new_visitor()
    elsewhere.sign_in(customer.admin)
    here.sign_in(customer.admin)

    here.open_security()
    here.page.get_by_role("button", name="Alle anderen beenden").click()
    expect(here.page.get_by_role("status")).to_contain_text("Alle anderen")
    elsewhere.page.goto("/post")

    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(here.page.locator("#sessions ~ .rows li")).to_have_count(1)


def test_wrong_codes_end_the_sign_in_and_are_told_by_mail(
    new_visitor: NewVisitor, customer: Customer, world: World
) -> None:
    here = new_visitor()
    here.sign_in(customer.admin)
    here.add_app(customer.admin)
    attacker = new_visitor()
    attacker.enter_password(customer.admin)

    for _ in range(6):
        attacker.page.get_by_label("Code aus Ihrer Authenticator-App").fill("000000")
        attacker.page.get_by_role("button", name="Weiter").first.click()

    expect(attacker.page.get_by_role("status")).to_contain_text("Fehlversuchen")
    until(lambda: subjects(world, customer.admin, "falschen Codes"), seconds=60, every=0.2)


def cookies_of(visitor: Visitor) -> dict[str, str]:
    return {str(c["name"]): str(c["value"]) for c in visitor.context.cookies()}


def invited_admin(world: World, customer: Customer) -> Account:
    account = Account(
        email=f"zwei@{customer.domain}", name="Zora Muster", password=customer.admin.password
    )
    token = world.portal.sign_in(customer.admin)
    assert token is not None
    world.portal.http.post(
        "/v1/invitations",
        json={"email": account.email, "role": "admin"},
        headers=world.portal.as_(token),
    ).raise_for_status()
    world.portal.settle_in(account)
    return account


def subjects(world: World, account: Account, words: str) -> list[str]:
    mails = world.portal.mails_to(account.email)
    return [mail["subject"] for mail in mails if words in mail["subject"]]
