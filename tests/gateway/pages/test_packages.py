"""The pages of packages, for a customer's administrator and at the vendor's desk."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from contracts.errors import ChangedMeanwhile
from contracts.money import Money
from contracts.ordering_errors import TrialUsed
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.packages import AnsweringRequest, Booking, PackageRequestPage
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.package_samples import ADMIN_TOKEN, REQUEST_ID, a_request, script_packages
from tests.gateway.samples import ORGANISATION_ID, a_principal
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())
    script_packages(services)
    services.says(
        "identity.name_organisations",
        OrganisationNames(
            items=(
                OrganisationName(
                    id=ORGANISATION_ID, name="Musterfabrik GmbH (Demo)", customer_number="10001"
                ),
            )
        ),
    )


@pytest.fixture
def app(services: ScriptedServices) -> Starlette:
    return scripted_app(services)


@pytest_asyncio.fixture
async def admin(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of a customer's administrator."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": ADMIN_TOKEN}
    async with client_of(app, headers=headers, cookies=cookies) as client:
        yield client


@pytest_asyncio.fixture
async def agent(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(app, headers=headers, cookies=cookies) as client:
        yield client


def words_of(response: httpx.Response) -> str:
    return BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)


@pytest.mark.req("SE-64", "SE-21", "D1", "D5")
async def test_an_admin_sees_what_is_booked_and_what_is_on_offer(
    admin: httpx.AsyncClient,
) -> None:
    response = await admin.get("/packages")

    shown = words_of(response)
    assert response.status_code == 200
    assert "Vom 01.03.2026 bis einschließlich 14.03.2026" in shown
    assert "Testzugang" in shown
    assert "ab 19 € im Monat" in shown
    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one("a[href='https://www.example.com/academy']") is not None
    # Tried before: it can be booked, and not tried again.
    wiki = page.select_one("form[action='/packages/wiki']")
    assert wiki is not None
    assert [button["value"] for button in wiki.select("button")] == ["book"]


@pytest.mark.req("SE-20", "SE-17")
async def test_an_open_request_shows_who_answers_it_and_the_offer(
    admin: httpx.AsyncClient,
) -> None:
    shown = words_of(await admin.get("/packages"))

    assert "Vera Vertrieb (Demo)" in shown
    assert "49,00" in shown
    assert "Angebot annehmen" in shown


@pytest.mark.req("SE-18", "SE-66")
async def test_one_click_asks_for_a_package(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.request_package", a_request(package_key="wiki"))

    response = await admin.post("/packages/wiki", data={"intent": "trial"})

    assert response.headers["location"] == "/packages?done=asked"
    assert services.calls_of("catalog.request_package")[-1].arguments == {
        "package_key": "wiki",
        "intent": "trial",
    }


@pytest.mark.parametrize(
    ("decision", "method"),
    [
        ("accept", "accept_offer"),
        ("decline", "decline_offer"),
        ("withdraw", "withdraw_package_request"),
    ],
)
async def test_an_offer_is_decided_with_one_click(
    admin: httpx.AsyncClient, services: ScriptedServices, decision: str, method: str
) -> None:
    services.says(f"catalog.{method}", a_request())

    response = await admin.post(f"/package-requests/{REQUEST_ID}", data={"decision": decision})

    assert response.headers["location"] == f"/packages?done={decision}"
    assert services.calls_of(f"catalog.{method}")[-1].arguments == {"request_id": REQUEST_ID}


@pytest.mark.parametrize("error", [TrialUsed("wiki"), ChangedMeanwhile("state", "booked")])
async def test_what_cannot_be_done_is_said_on_the_same_page(
    admin: httpx.AsyncClient, services: ScriptedServices, error: Exception
) -> None:
    services.says("catalog.request_package", error)

    response = await admin.post("/packages/wiki", data={"intent": "trial"})

    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 409
    assert page.select_one("[role='alert']") is not None


async def test_the_desk_offers_in_euros_and_keeps_what_was_typed(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.make_offer", a_request())
    form = {
        "action": "offer",
        "text": "Alle Seminare",
        "amount": "1190,50",
        "valid_through": "2026-03-31",
    }

    wrong = await agent.post(f"/desk/packages/{REQUEST_ID}", data=form | {"amount": "viel"})
    right = await agent.post(f"/desk/packages/{REQUEST_ID}", data=form)

    assert wrong.status_code == 422
    assert "Alle Seminare" in wrong.text
    assert right.headers["location"] == "/desk/packages?done=offer"
    offer = services.calls_of("catalog.make_offer")[-1].arguments["request"]
    assert offer.price == Money(minor_units=119050, currency="EUR")
    assert offer.valid_through == date(2026, 3, 31)


@pytest.mark.req("SE-16")
async def test_the_desk_opens_a_trial_for_whoever_asked(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    trial = Booking(
        id=REQUEST_ID,
        package_key="academy",
        package_name="Akademie",
        source="trial",
        since=date(2026, 3, 1),
        until=date(2026, 3, 14),
        is_running=True,
        unlocks=(),
    )
    services.says("catalog.grant_trial", trial)

    response = await agent.post(f"/desk/packages/{REQUEST_ID}", data={"action": "trial"})

    assert response.headers["location"] == "/desk/packages?done=trial"
    asked: Any = services.calls_of("catalog.grant_trial")[-1].arguments["request"]
    assert (asked.organisation_id, asked.package_key) == (ORGANISATION_ID, "academy")


async def test_the_desk_is_for_the_vendors_people(
    admin: httpx.AsyncClient, agent: httpx.AsyncClient
) -> None:
    refused = await admin.get("/desk/packages")
    shown = await agent.get("/desk/packages")

    assert refused.status_code == 403
    assert "Musterfabrik GmbH (Demo) (10001)" in words_of(shown)


async def test_a_wish_names_the_request_in_which_it_is_talked_about(
    admin: httpx.AsyncClient, agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    answered_in = AnsweringRequest(id=REQUEST_ID, number=1042, state="in_progress")
    whose = a_principal(role="admin").subject
    wishes = (
        a_request(answered_in=answered_in, requester_id=whose),
        a_request(package_key="videos", answered_in=answered_in, state="closed", settled_at=NOON),
    )
    of_all, open_ones = (
        PackageRequestPage(items=items, next_cursor=None) for items in (wishes, wishes[:1])
    )

    services.says("catalog.list_package_requests", of_all)
    own = await admin.get("/packages")
    services.says("catalog.list_package_requests", open_ones)
    desk = await agent.get("/desk/packages")

    for shown, line in ((own, "Nr. 1042: In Bearbeitung"), (desk, "Nr. 1042: In Bearbeitung")):
        link = BeautifulSoup(shown.text, "html.parser").find("a", string=line)
        assert link is not None
        assert link["href"] == f"/requests/{REQUEST_ID}"
    assert "Ihre letzte Anfrage (Nr. 1042) wurde ohne Angebot abgeschlossen." in words_of(own)
