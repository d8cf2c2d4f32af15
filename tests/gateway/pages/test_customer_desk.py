"""The page on which the vendor's people see what a customer has, and grant or end it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import NotFound
from contracts.identity import Members
from contracts.ordering_errors import TrialUsed
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.packages import (
    Booking,
    Bookings,
    EndBooking,
    GrantPackage,
    GrantTrial,
    PackageDefinitions,
)
from contracts.plans import Plans, StartSubscription
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.pages.test_package_editing import ACADEMY
from tests.gateway.plan_samples import LARGE, SMALL, a_subscription
from tests.gateway.samples import ORGANISATION_ID, an_organisation
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

PAGE = f"/desk/customers/{ORGANISATION_ID}"
BOOKING = Booking(
    id=UUID(int=3001, version=4),
    package_key="academy",
    package_name="Akademie",
    source="trial",
    since=date(2026, 3, 1),
    until=date(2026, 3, 14),
    is_running=True,
    unlocks=("academy",),
)


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    found = OrganisationName(id=ORGANISATION_ID, name="Musterfabrik", customer_number="10001")
    services.says("identity.find_organisations", OrganisationNames(items=(found,)))
    services.says("identity.get_organisation", an_organisation())
    services.says("identity.list_members", Members(items=(MEMBER,)))
    services.says("catalog.list_package_definitions", PackageDefinitions(items=(ACADEMY,)))
    services.says("catalog.list_plan_definitions", Plans(items=(SMALL, LARGE)))
    services.says("catalog.list_bookings", Bookings(items=(BOOKING,)))
    services.says("catalog.get_subscription", a_subscription())
    for called in ("grant_trial", "grant_package", "end_booking"):
        services.says(f"catalog.{called}", BOOKING)
    for called in ("start_subscription", "change_plan", "cancel_subscription"):
        services.says(f"catalog.{called}", a_subscription())
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_a_customer_is_found_by_number_or_name(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    found = await agent.get("/desk/customers?search=1000")
    services.says("identity.find_organisations", OrganisationNames(items=()))
    nobody = await agent.get("/desk/customers?search=zzz")
    await agent.get("/desk/customers?search=%20")

    assert BeautifulSoup(found.text, "html.parser").select_one(f"a[href='{PAGE}']") is not None
    assert "keinen Kunden" in nobody.text
    assert len(services.calls_of("identity.find_organisations")) == 2


async def test_the_page_shows_what_is_booked_and_what_of_the_plan_is_used(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await agent.get(PAGE)

    shown = BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)
    assert "Akademie Vom 01.03.2026 bis einschließlich 14.03.2026" in shown
    assert "Benutzer 1 von 5" in shown
    (asked,) = services.calls_of("catalog.list_bookings")
    assert asked.arguments == {"organisation_id": ORGANISATION_ID}


ACTIONS: list[tuple[dict[str, str], str, Any]] = [
    (
        {"action": "book", "package_key": "academy", "source": "contract", "until": "2026-12-31"},
        "grant_package",
        GrantPackage(
            organisation_id=ORGANISATION_ID,
            package_key="academy",
            source="contract",
            until=date(2026, 12, 31),
        ),
    ),
    (
        {"action": "try", "package_key": "academy", "days": ""},
        "grant_trial",
        GrantTrial(organisation_id=ORGANISATION_ID, package_key="academy"),
    ),
    (
        {"action": "end", "booking_id": str(BOOKING.id), "until": "2026-03-31"},
        "end_booking",
        EndBooking(booking_id=BOOKING.id, organisation_id=ORGANISATION_ID, until=date(2026, 3, 31)),
    ),
    (
        {"action": "start_plan", "plan_key": "small", "starts_on": ""},
        "start_subscription",
        StartSubscription(organisation_id=ORGANISATION_ID, plan_key="small"),
    ),
]


@pytest.mark.parametrize(("form", "called", "wanted"), ACTIONS, ids=[each[1] for each in ACTIONS])
async def test_each_thing_that_is_granted_or_ended_is_one_call(
    agent: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    called: str,
    wanted: Any,
) -> None:
    response = await agent.post(PAGE, data=form)

    (asked,) = services.calls_of(f"catalog.{called}")
    assert response.headers["location"] == f"{PAGE}?done={form['action']}"
    assert asked.arguments["request"] == wanted


async def test_the_plan_is_changed_and_cancelled_for_the_customer(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    await agent.post(PAGE, data={"action": "change_plan", "plan_key": "large"})
    await agent.post(PAGE, data={"action": "cancel_plan"})

    (changed,) = services.calls_of("catalog.change_plan")
    (cancelled,) = services.calls_of("catalog.cancel_subscription")
    assert changed.arguments == {"plan_key": "large", "organisation_id": ORGANISATION_ID}
    assert cancelled.arguments == {"organisation_id": ORGANISATION_ID}


async def test_a_customer_without_a_plan_can_be_given_one(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.get_subscription", NotFound("subscription"))

    page = BeautifulSoup((await agent.get(PAGE)).text, "html.parser")

    assert page.select_one("button[name=action][value=start_plan]") is not None
    assert page.select_one("button[name=action][value=change_plan]") is None


async def test_what_is_refused_is_said_on_the_page(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.grant_trial", TrialUsed("academy"))
    used = await agent.post(PAGE, data={"action": "try", "package_key": "academy", "days": ""})
    no_day = await agent.post(
        PAGE, data={"action": "end", "booking_id": str(BOOKING.id), "until": "bald"}
    )
    unknown = await agent.post(PAGE, data={"action": "burn"})

    assert used.status_code == 409
    assert "Akademie" in used.text
    assert BeautifulSoup(no_day.text, "html.parser").select_one("#until-fault") is not None
    assert unknown.status_code == 422


async def test_customers_are_for_the_vendors_people_and_one_that_is_not_there_is_not_found(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_organisation", NotFound("organisation"))

    refused = [await browser.get("/desk/customers"), await browser.get(PAGE)]
    gone = [await agent.get(PAGE), await agent.get("/desk/customers/none")]

    assert [each.status_code for each in refused] == [403, 403]
    assert [each.status_code for each in gone] == [404, 404]
