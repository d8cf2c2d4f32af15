"""The vendor's people take down what a customer says on the telephone, step by step."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput
from contracts.identity import Members
from contracts.organisation_names import OrganisationName, OrganisationNames
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT_TOKEN, KIND, REQUESTS, script_requests
from tests.gateway.samples import ORGANISATION_ID, an_organisation
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

PAGE = "/desk/requests/new"
REQUEST_ID = UUID(int=1001, version=4)
WHOSE = f"{PAGE}?organisation_id={ORGANISATION_ID}"
WHO = f"{WHOSE}&person_id={MEMBER.person_id}"
FORM = f"{WHO}&kind={KIND.key}"
ACCOUNT = msgspec.structs.replace(MEMBER, person_id=UUID(int=4003, version=4), role="documents")
SAID = {
    "title": "Der Drucker steht",
    "description": "Seit heute.",
    "channel": "phone",
    "fields.since": "today",
    "idempotency_key": "k",
}


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    found = OrganisationName(id=ORGANISATION_ID, name="Musterfabrik", customer_number="10001")
    services.says("identity.find_organisations", OrganisationNames(items=(found,)))
    services.says("identity.get_organisation", an_organisation())
    services.says("identity.list_members", Members(items=(MEMBER, ACCOUNT)))
    services.says("tickets.open_for_customer", REQUESTS[REQUEST_ID])
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


def links_in(response: httpx.Response) -> list[str]:
    page = BeautifulSoup(response.text, "html.parser")
    return [str(each["href"]) for each in page.select(".kinds a")]


async def test_each_step_leads_to_the_next_and_the_last_opens_the_request_by_its_channel(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    steps = [links_in(await agent.get(step)) for step in (f"{PAGE}?search=1000", WHOSE, WHO)]
    opened = await agent.post(FORM, data=SAID)

    assert steps == [[WHOSE], [WHO], [FORM]]  # an account for documents has no requests
    assert opened.headers["location"] == f"/requests/{REQUEST_ID}?done=taken_down"
    (asked,) = services.calls_of("tickets.open_for_customer")
    taken = asked.arguments["request"]
    assert (taken.organisation_id, taken.person_id) == (ORGANISATION_ID, MEMBER.person_id)
    assert (taken.channel, taken.request.idempotency_key) == ("phone", "k")
    assert (taken.request.kind, taken.request.fields) == (KIND.key, {"since": "today"})


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    empty = await agent.post(FORM, data=SAID | {"title": " ", "channel": ""})
    services.says("tickets.open_for_customer", InvalidInput("fields.since", "not_offered"))
    refused = await agent.post(FORM, data=SAID)

    page = BeautifulSoup(refused.text, "html.parser")
    assert empty.status_code == refused.status_code == 422
    assert BeautifulSoup(empty.text, "html.parser").select_one("#channel-fault") is not None
    assert page.select_one("[id='fields.since-fault']") is not None
    assert page.select_one("input[name=title][value='Der Drucker steht']") is not None
    assert page.select_one("input[name=idempotency_key][value=k]") is not None


async def test_only_the_vendors_people_take_requests_down(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    nobody = await agent.post(f"{PAGE}?kind={KIND.key}", data=SAID)
    refused = [await browser.get(PAGE), await browser.post(FORM, data=SAID)]

    assert nobody.status_code == 404
    assert [each.status_code for each in refused] == [403, 403]
    assert services.calls_of("tickets.open_for_customer") == []
