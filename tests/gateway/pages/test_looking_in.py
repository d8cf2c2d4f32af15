"""The vendor's people look into a customer's portal with their own browser, and come back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput, SupportConsentMissing
from contracts.support import (
    OpenedSupportSession,
    OpenSupportSession,
    SupportConsent,
    SupportSession,
    SupportSessions,
)
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT, AGENT_ID, AGENT_TOKEN, NOW, script_requests
from tests.gateway.samples import ORGANISATION_ID, a_principal, an_authenticated, an_organisation
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

PAGE = f"/desk/customers/{ORGANISATION_ID}/support"
SUPPORT_TOKEN = "kp_looking-in"
REQUEST_ID = UUID(int=6001, version=4)
RUNNING = SupportSession(
    id=UUID(int=6002, version=4),
    organisation_id=ORGANISATION_ID,
    request_id=REQUEST_ID,
    reason="Rechnungsempfang prüfen",
    areas=("post",),
    opened_by=AGENT_ID,
    opened_by_name="Kim Beispiel",
    state="open",
    opened_at=NOW,
    expires_at=NOW,
)
ENDED = msgspec.structs.replace(
    RUNNING, id=UUID(int=6003, version=4), state="ended", end_reason="expired"
)
FORM = {
    "request_id": str(REQUEST_ID),
    "reason": "Rechnungsempfang prüfen",
    "minutes": "15",
    "area": "post",
}


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people; the customer agrees."""
    script_requests(services, Live())
    services.tokens[AGENT_TOKEN] = an_authenticated(AGENT)
    looking = a_principal(
        subject=AGENT_ID, role="admin", support_session_id=RUNNING.id, session_id=RUNNING.id
    )
    services.tokens[SUPPORT_TOKEN] = an_authenticated(looking, organisation=an_organisation())
    services.says("identity.get_organisation", an_organisation())
    consent = SupportConsent(organisation_id=ORGANISATION_ID, is_given=True)
    services.says("identity.get_support_consent", consent)
    services.says("identity.list_support_sessions", SupportSessions(items=(RUNNING, ENDED)))
    opened = OpenedSupportSession(token=SUPPORT_TOKEN, session=RUNNING)
    services.says("identity.open_support_session", opened)
    services.says("identity.close_support_session", ENDED)
    services.says("identity.end_support_session", ENDED)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_a_session_is_opened_for_a_reason_shown_on_every_page_and_ended_there(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    opened = await agent.post(PAGE, data=FORM)
    inside = await agent.get("/support-session")
    ended = await agent.post("/support-session/end")
    outside = await agent.get("/support-session")

    (asked,) = services.calls_of("identity.open_support_session")
    assert asked.arguments["request"] == OpenSupportSession(
        organisation_id=ORGANISATION_ID,
        request_id=REQUEST_ID,
        reason="Rechnungsempfang prüfen",
        areas=("post",),
        minutes=15,
    )
    assert opened.headers["location"] == "/"
    cookie = opened.headers["set-cookie"]
    assert f"kontor_support={SUPPORT_TOKEN}; HttpOnly; Path=/; SameSite=lax" in cookie
    banner = BeautifulSoup(inside.text, "html.parser").select_one("aside.looking-in")
    assert banner is not None
    assert "Supportsitzung" in banner.text
    assert "/sign-out" not in inside.text
    (closed,) = services.calls_of("identity.close_support_session")
    assert closed.caller.principal == services.tokens[SUPPORT_TOKEN].principal
    assert ended.headers["location"] == f"{PAGE}?done=ended"
    assert "looking-in" not in outside.text


async def test_a_session_that_is_over_is_said_and_never_taken_for_ones_own(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    agent.cookies.set("kontor_support", SUPPORT_TOKEN, domain="127.0.0.1")
    del services.tokens[SUPPORT_TOKEN]

    news = await agent.get("/v1/me")
    sent = await agent.post("/users/invitations", data={"email": "x@example.com", "role": "admin"})
    told = await agent.get(sent.headers["location"])

    assert news.status_code == 401
    assert sent.headers["location"] == "/support-session?over=yes"
    assert not services.calls_of("identity.invite_person")
    assert "Ihrem eigenen Namen" in told.text
    assert "kontor_support" not in agent.cookies


async def test_signing_out_while_looking_in_leads_back_to_oneself_first(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    agent.cookies.set("kontor_support", SUPPORT_TOKEN, domain="127.0.0.1")

    out = await agent.post("/sign-out")

    assert out.headers["location"] == f"{PAGE}?done=ended"
    assert not services.calls_of("identity.close_session")
    assert agent.cookies["kontor_session"] == AGENT_TOKEN


async def test_the_page_shows_who_looks_in_and_what_stands_in_the_way(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    (open_request, *_) = (await agent.get("/v1/desk/requests?open=true")).json()["items"]
    led_there = await agent.get(f"{PAGE}?request={open_request['id']}")
    shown = BeautifulSoup(led_there.text, "html.parser")
    none = await agent.post(PAGE, data=FORM | {"reason": " ", "area": ""})
    services.says("identity.open_support_session", InvalidInput("request_id", "request_closed"))
    closed = await agent.post(PAGE, data=FORM)
    services.says("identity.open_support_session", SupportConsentMissing())
    refused = await agent.post(PAGE, data=FORM)
    ended = await agent.post(f"{PAGE}/{RUNNING.id}/end")
    past = SupportConsent(
        organisation_id=ORGANISATION_ID, is_given=True, until=datetime(2026, 1, 1, tzinfo=UTC)
    )
    services.says("identity.get_support_consent", past)
    without = BeautifulSoup((await agent.get(PAGE)).text, "html.parser")

    chosen = shown.select_one("select[name=request_id] option[selected]")
    assert chosen is not None
    assert chosen["value"] == open_request["id"]
    assert shown.select_one(f"form[action='{PAGE}/{RUNNING.id}/end']") is not None
    assert shown.select_one(f"a[href^='/v1/support-sessions/{ENDED.id}/protocol']") is not None
    faults = BeautifulSoup(none.text, "html.parser")
    assert faults.select_one("#reason-fault") is not None
    assert faults.select_one("#areas-fault") is not None
    assert BeautifulSoup(closed.text, "html.parser").select_one("#request_id-fault") is not None
    assert refused.status_code == 403
    assert "keinen Einblick erlaubt" in refused.text
    assert ended.headers["location"] == f"{PAGE}?done=ended"
    assert without.select_one(f"form[action='{PAGE}']") is None


async def test_only_the_vendors_people_look_in(browser: httpx.AsyncClient) -> None:
    answers = [await browser.get(PAGE), await browser.post(PAGE, data=FORM)]

    assert [each.status_code for each in answers] == [403, 403]


async def test_customers_have_no_page_of_sessions_that_they_are_not_in(
    browser: httpx.AsyncClient,
) -> None:
    response = await browser.get("/support-session")

    assert response.status_code == 403
