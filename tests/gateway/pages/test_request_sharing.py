"""Sharing a request from its page: with whom, until when, and how it ends."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from bs4 import BeautifulSoup

from contracts.colleagues import Colleague, Colleagues
from contracts.conversations import Share, Shares, ShareWith
from contracts.errors import InvalidInput
from contracts.identity import Members
from contracts.partners import Customer, ServingPartner
from gateway.clients.failures import UnknownService
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.samples import ORGANISATION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

REQUEST_ID = UUID(int=1001, version=4)
PAGE = f"/requests/{REQUEST_ID}"
KIM = UUID(int=4001, version=4)
PARTNER_ID = UUID(int=4002, version=4)
COLLEAGUE = msgspec.structs.replace(MEMBER, person_id=KIM, person_name="Kim Muster")
ACCOUNT = msgspec.structs.replace(MEMBER, person_id=UUID(int=4003, version=4), role="documents")
SHARED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def a_share(share_with: ShareWith, **changes: Any) -> Share:
    values = {"may_edit": False, "ends_at": None, "shared_at": SHARED_AT}
    return Share(share_with=share_with, **(values | changes))


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())
    services.says("identity.list_members", Members(items=(MEMBER, COLLEAGUE, ACCOUNT)))
    services.says(
        "identity.find_colleagues", Colleagues(items=(Colleague(person_id=KIM, name="Kim Muster"),))
    )
    services.says("tickets.share_request", Shares(items=()))
    services.says("tickets.unshare_request", Shares(items=()))


def is_no_administrator(services: ScriptedServices) -> None:
    """Let the browser be that of somebody who is not shown his colleagues."""
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))


def shared(services: ScriptedServices) -> Any:
    """Return what the last sharing asked for."""
    return services.calls_of("tickets.share_request")[-1].arguments["request"]


async def test_the_page_says_who_sees_the_request_and_until_when(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    midnight = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)  # in Berlin
    person = ShareWith(kind="person", person_id=KIM)
    services.says("tickets.list_shares", Shares(items=(
        a_share(person, may_edit=True, ends_at=midnight),
        a_share(ShareWith(kind="role", role="admin")),
        a_share(ShareWith(kind="partner", partner_id=PARTNER_ID)),
    )))  # fmt: skip

    page = BeautifulSoup((await browser.get(PAGE)).text, "html.parser")

    rows = [" ".join(row.text.split()) for row in page.select(".shares li")]
    assert rows == [
        "Kim Muster darf lesen, antworten und ändern, bis einschließlich 01.12.2026 Beenden",
        "Alle aus der Verwaltung darf lesen und antworten Beenden",
        "Ein Partner darf lesen und antworten Beenden",
    ]
    offered = [each["value"] for each in page.select("select[name=with] option")]
    assert offered == [f"person:{KIM}", "role:admin", "role:member", "organisation"]


async def test_a_request_is_shared_with_a_colleague_until_the_end_of_a_day(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"with": f"person:{KIM}", "ends_on": "2026-06-30", "may_edit": "yes", "email": ""}

    response = await browser.post(f"{PAGE}/shares", data=form)

    assert response.headers["location"] == f"{PAGE}?done=shared#sharing"
    asked = shared(services)
    assert asked.share_with == ShareWith(kind="person", person_id=KIM)
    assert (asked.may_edit, asked.ends_at) == (True, datetime(2026, 6, 30, 22, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("organisation", ShareWith(kind="organisation")),
        ("role:member", ShareWith(kind="role", role="member")),
    ],
)
async def test_a_request_is_shared_with_a_role_or_everybody_for_good(
    browser: httpx.AsyncClient, services: ScriptedServices, chosen: str, wanted: ShareWith
) -> None:
    await browser.post(f"{PAGE}/shares", data={"with": chosen, "ends_on": ""})

    asked = shared(services)
    assert (asked.share_with, asked.may_edit, asked.ends_at) == (wanted, False, None)


async def test_whoever_is_not_shown_his_colleagues_names_one_by_the_address(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    is_no_administrator(services)
    form = {"with": "address", "email": " kim@muster.example "}

    shown = BeautifulSoup((await browser.get(PAGE)).text, "html.parser")
    await browser.post(f"{PAGE}/shares", data=form)
    named = services.calls_of("identity.find_colleagues")[-1].arguments["query"]
    services.says("identity.find_colleagues", Colleagues(items=()))
    unknown = BeautifulSoup((await browser.post(f"{PAGE}/shares", data=form)).text, "html.parser")

    assert services.calls_of("identity.list_members") == []
    assert shown.select("option[value^='person:']") == []
    assert (named.email, shared(services).share_with.person_id) == ("kim@muster.example", KIM)
    assert len(services.calls_of("tickets.share_request")) == 1
    assert unknown.select_one("#email-fault") is not None
    assert unknown.select_one("input[name=email][value*='kim@muster.example']") is not None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"with": "everybody"}, "with"),
        ({"with": "person:nobody"}, "with"),
        ({"with": "address", "email": " "}, "email"),
        ({"with": "organisation", "ends_on": "30.06.2026"}, "ends_on"),
        ({"with": "organisation", "ends_on": "9999-12-31"}, "ends_on"),
    ],
)
async def test_what_cannot_be_shared_is_said_beside_its_field(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str], field: str
) -> None:
    is_no_administrator(services)

    response = await browser.post(f"{PAGE}/shares", data=form)

    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 422
    assert page.select_one(f"#{field}-fault") is not None
    assert page.select_one("details[open] form[action$='/shares']") is not None
    assert services.calls_of("tickets.share_request") == []


async def test_a_day_that_is_past_is_said_beside_the_day(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.share_request", InvalidInput("ends_at", "past"))

    response = await browser.post(
        f"{PAGE}/shares", data={"with": "organisation", "ends_on": "2020-01-01"}
    )

    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one("#ends_at-fault") is not None


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ({"kind": "organisation"}, ShareWith(kind="organisation")),
        ({"kind": "role", "role": "admin"}, ShareWith(kind="role", role="admin")),
        ({"kind": "person", "id": str(KIM)}, ShareWith(kind="person", person_id=KIM)),
    ],
)
async def test_each_share_is_ended_by_its_button(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    wanted: ShareWith,
) -> None:
    response = await browser.post(f"{PAGE}/shares/end", data=form)

    (asked,) = services.calls_of("tickets.unshare_request")
    assert response.headers["location"] == f"{PAGE}?done=unshared#sharing"
    assert asked.arguments["request"].share_with == wanted


async def test_the_vendors_people_share_with_the_partner_that_serves_the_customer(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    browser.cookies.set("kontor_session", AGENT_TOKEN)
    services.says("identity.get_customer", Customer(
        id=ORGANISATION_ID, customer_number="10001", name="Musterfabrik", language="de",
        partner=ServingPartner(id=PARTNER_ID, name="Systemhaus Muster"), contact=None,
    ))  # fmt: skip

    shown = await browser.get(PAGE)
    await browser.post(f"{PAGE}/shares", data={"with": f"partner:{PARTNER_ID}", "ends_on": ""})

    assert "Systemhaus Muster" in shown.text
    assert "organisation" not in shown.text.partition('id="sharing"')[2]
    assert shared(services).share_with == ShareWith(kind="partner", partner_id=PARTNER_ID)


async def test_the_page_stands_where_nobody_can_say_what_people_are_called(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for called in ("find_colleagues", "list_members"):
        services.says(f"identity.{called}", UnknownService("identity", "away"))
    person = ShareWith(kind="person", person_id=KIM)
    services.says("tickets.list_shares", Shares(items=(a_share(person),)))

    response = await browser.get(PAGE)

    assert response.status_code == 200
    assert "Ist das Gerät eingeschaltet?" in response.text
