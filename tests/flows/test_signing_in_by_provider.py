"""A customer's people sign in by their own identity provider, with the whole product running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Barrier
from urllib.parse import urljoin

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from kontor_demo.portal import Account
from tests.flows.visitor import HOME, Visitor
from tests.flows.world import Customer, World
from tests.openid_provider import OpenIdProvider

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, kw_only=True)
class Federated:
    """A customer with a provider that speaks for its domain, and Lea, who is signed in there."""

    customer: Customer
    admin: str
    provider: OpenIdProvider
    lea: Account


@pytest.fixture(scope="module")
def federated(world: World) -> Iterator[Federated]:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    provider = OpenIdProvider(lambda: datetime.now(UTC))
    headers = world.portal.as_(admin)
    answer = world.portal.http.put(
        "/v1/identity-provider",
        headers=headers,
        json={
            "issuer": provider.issuer,
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "domains": [customer.domain],
            "admits_colleagues": True,
        },
    )
    described = answer.raise_for_status().json()
    assert provider.client_secret not in answer.text
    provider.redirect_uri = described["redirect_uri"]
    world.portal.http.post(
        f"/v1/organisations/{described['organisation_id']}/identity-provider/domains",
        headers=world.portal.as_(world.staff()),
        json={"domain": customer.domain, "reason": "Handelsregister geprüft"},
    ).raise_for_status()
    lea = Account(email=f"lea@{customer.domain}", name="Lea Muster", password="")
    provider.sign_in("subject-lea", lea.email, name=lea.name)
    yield Federated(customer=customer, admin=admin, provider=provider, lea=lea)
    provider.close()


@pytest.fixture
def visitor(chromium: Browser, world: World) -> Iterator[Callable[..., Visitor]]:
    windows: list[Visitor] = []

    def make(*, scripts: bool = True) -> Visitor:
        windows.append(Visitor(chromium, world.product.gateway_url, scripts=scripts))
        return windows[-1]

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def new_browser(world: World) -> Iterator[Callable[[], httpx.Client]]:
    """Return a maker of browsers without a window, which are closed however the test ends."""
    with ExitStack() as browsers:
        yield lambda: browsers.enter_context(
            httpx.Client(base_url=world.product.gateway_url, timeout=30)
        )


def sent_back(browser: httpx.Client, federated: Federated) -> str:
    """Let a browser go to the provider; return the address it is sent back to."""
    begun = browser.post("/sign-in/oidc", data={"email": federated.lea.email}, headers=OWN_PAGE)
    link = BeautifulSoup(begun.text, "html.parser").select_one("main a[role=button]")
    assert link is not None
    answer = httpx.get(str(link["href"]), timeout=30)
    return urljoin(str(browser.base_url), answer.headers["location"])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_colleague_signs_in_by_her_company_with_a_browser(
    visitor: Callable[..., Visitor], federated: Federated, *, scripts: bool
) -> None:
    window = visitor(scripts=scripts)

    window.enter_address(federated.lea)
    window.page.get_by_role("button", name="Über Ihr Unternehmen anmelden").click()

    expect(window.page).to_have_url(HOME)
    expect(window.page.get_by_text("Lea Muster", exact=True)).to_be_visible()
    assert {cookie["name"] for cookie in window.context.cookies()} == {"kontor_session"}
    assert [each for each in window.complaints if "form-action" in each] == []


def test_of_two_answers_at_once_one_opens_a_session(
    new_browser: Callable[[], httpx.Client], federated: Federated
) -> None:
    browser = new_browser()
    address = sent_back(browser, federated)
    barrier = Barrier(2)

    def come_back(_: int) -> httpx.Response:
        barrier.wait(60)
        return httpx.get(address, cookies=dict(browser.cookies), timeout=30)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(come_back, range(2)))

    assert sorted(answer.status_code for answer in answers) == [303, 401]
    (winner,) = [answer for answer in answers if answer.status_code == 303]
    assert "kontor_session" in winner.cookies


def test_a_foreign_answer_signs_nobody_in(
    new_browser: Callable[[], httpx.Client], federated: Federated
) -> None:
    """Somebody sends his own answer to a stranger, who would then work in his account."""
    attacker, victim = new_browser(), new_browser()
    address, own_address = sent_back(attacker, federated), sent_back(victim, federated)

    without_cookie = httpx.get(address, timeout=30)
    with_another = victim.get(address)
    # The stranger's cookie is gone with the wrong answer: he begins anew.
    own = victim.get(own_address)

    assert [each.status_code for each in (without_cookie, with_another, own)] == [401] * 3
    assert "kontor_session" not in victim.cookies
    assert attacker.get(address).status_code == 303


def test_a_required_provider_keeps_passwords_out_but_for_the_admin(
    world: World, federated: Federated
) -> None:
    headers = world.portal.as_(federated.admin)
    described = world.portal.http.get("/v1/identity-provider", headers=headers).json()
    kept = {name: described[name] for name in ("issuer", "client_id", "admits_colleagues")}
    setting = {**kept, "domains": [federated.customer.domain], "is_required": True}
    world.portal.http.put("/v1/identity-provider", headers=headers, json=setting).raise_for_status()

    refused = world.portal.http.post(
        "/v1/sessions", json={"email": federated.lea.email, "password": "irgend ein Passwort"}
    )
    steps = world.portal.http.post("/v1/sessions/begin", json={"email": federated.lea.email})

    assert (refused.status_code, refused.json()["code"]) == (401, "identity_provider_required")
    assert steps.json() == {"methods": ["identity_provider"]}
    assert world.portal.sign_in(federated.customer.admin) is not None
