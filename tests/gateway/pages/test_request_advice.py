"""Before a request is sent: advice on its words, open ones like it, other ways to reach us."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.tickets import ContactChannel, ContactChannels, RequestAdvice
from gateway.clients.failures import UnknownService
from gateway.edge.live import Live
from tests.browser.scripted_requests import KIND, REQUESTS, script_requests
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

FORM = f"/requests/new?kind={KIND.key}"
TYPED = {"title": "Drucker kaputt", "description": "Geht nicht.", "idempotency_key": "k"}


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())


async def test_advice_and_requests_alike_are_shown_on_demand_and_nothing_is_sent_or_lost(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    alike = next(iter(REQUESTS.values()))
    services.says(
        "tickets.advise_request",
        RequestAdvice(advice=("title_too_short",), similar=(alike,), score_percent=35),
    )

    response = await browser.post(FORM, data=TYPED | {"check": "yes"})

    page = BeautifulSoup(response.text, "html.parser")
    advice = page.select_one("#advice")
    (asked,) = services.calls_of("tickets.advise_request")
    assert response.status_code == 200
    assert advice is not None
    assert "was genau nicht geht" in advice.text
    assert "zu 35 % vollständig" in advice.text
    assert advice.select_one(f"a[href='/requests/{alike.id}']") is not None
    assert page.select_one("input[name=title][value='Drucker kaputt']") is not None
    assert page.select_one("input[name=idempotency_key][value=k]") is not None
    assert asked.arguments["request"].title == "Drucker kaputt"
    assert asked.arguments["request"].kind == KIND.key
    assert services.calls_of("tickets.open_request") == []


async def test_words_that_need_no_advice_are_praised(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.advise_request", RequestAdvice(advice=(), similar=()))

    response = await browser.post(FORM, data=TYPED | {"check": "yes"})

    assert "gut zu verstehen" in response.text


async def test_the_vendors_other_channels_stand_beside_the_kinds_of_request(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.list_contact_channels", ContactChannels(items=(
        ContactChannel(channel="chat", address=None, is_offered=True),
        ContactChannel(channel="phone", address="+49 30 12345", is_offered=True),
        ContactChannel(channel="mail", address="", is_offered=False),
    )))  # fmt: skip
    shown = BeautifulSoup((await browser.get("/requests/new")).text, "html.parser")
    services.says("tickets.list_contact_channels", UnknownService("tickets", "away"))
    without = await browser.get("/requests/new")

    assert shown.select_one("a[href='tel:+493012345']") is not None
    assert shown.select("a[href^=mailto]") == []
    assert "Gespräch" in shown.text
    assert without.status_code == 200
