"""The pages of a person's data: found, handed out, erased, by the vendor's administrators."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.directory import FoundPeople, FoundPerson
from contracts.errors import NotFound
from contracts.organisation_names import OrganisationName
from contracts.person_data import KnownAs, PersonData, PersonErasure
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.samples import ORGANISATION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

PERSON_ID = UUID(int=6001, version=4)
PAGE = f"/desk/people/{PERSON_ID}"
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DATA = PersonData(
    known_as=(
        KnownAs(
            organisation_id=ORGANISATION_ID,
            name="Erika Muster",
            email="erika@muster.example",
            language="de",
            noted_at=AT,
        ),
    ),
    shared_with_him=(1001, 1002),
)
MUSTER = OrganisationName(id=ORGANISATION_ID, name="Musterfabrik", customer_number="10001")


def an_erasure(**changes: Any) -> PersonErasure:
    values: dict[str, Any] = {
        "person_id": PERSON_ID,
        "ordered_at": AT,
        "finished_at": None,
        "leftovers": (),
    }
    return PersonErasure(**(values | changes))


@pytest_asyncio.fixture
async def admin(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's administrators."""
    script_requests(services, Live())
    services.tokens[AGENT_TOKEN] = an_authenticated(
        a_principal(organisation_kind="vendor", role="admin")
    )
    found = FoundPerson(
        person_id=PERSON_ID,
        name="Erika Muster",
        email="erika@muster.example",
        organisations=(MUSTER,),
    )
    services.says("identity.find_person", FoundPeople(items=(found,)))
    services.says("tickets.export_person_data", DATA)
    services.says("tickets.get_person_erasure", NotFound("person_erasure"))
    services.says("identity.order_message_erasure", None)
    services.says("tickets.order_person_erasure", an_erasure())
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_a_person_is_found_by_the_address_and_the_address_stands_in_no_link(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    found = await admin.post("/desk/people", data={"email": " erika@muster.example "})
    services.says("identity.find_person", FoundPeople(items=()))
    nobody = await admin.post("/desk/people", data={"email": "niemand@muster.example"})
    nothing = await admin.post("/desk/people", data={"email": " "})

    page = BeautifulSoup(found.text, "html.parser")
    assert page.select_one(f"a[href='{PAGE}']") is not None
    assert page.select_one("form[method=post][action='/desk/people']") is not None
    assert page.select("a[href*='erika']") == []
    assert "niemand angemeldet" in nobody.text
    assert BeautifulSoup(nothing.text, "html.parser").select_one("#email-fault") is not None
    assert len(services.calls_of("identity.find_person")) == 2


async def test_what_is_kept_is_shown_in_short_and_fetched_as_a_whole(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await admin.get(PAGE)

    page = BeautifulSoup(response.text, "html.parser")
    asked = services.calls_of("tickets.export_person_data")[0].arguments["query"]
    assert (asked.person_id, asked.limit) == (PERSON_ID, 1)
    assert "Erika Muster · erika@muster.example" in response.text
    assert page.select_one(f"a[href='/v1/people/{PERSON_ID}/data'][download]") is not None
    assert page.select_one("input[name=is_sure][required]") is not None


async def test_a_person_is_erased_only_by_who_says_that_he_means_it(
    admin: httpx.AsyncClient, services: ScriptedServices
) -> None:
    unsure = await admin.post(f"{PAGE}/erasure", data={"is_sure": ""})
    asked = len(services.calls_of("tickets.order_person_erasure"))
    sure = await admin.post(f"{PAGE}/erasure", data={"is_sure": "yes"})

    assert unsure.status_code == 422
    assert BeautifulSoup(unsure.text, "html.parser").select_one("#is_sure-fault") is not None
    assert asked == 0
    assert sure.headers["location"] == f"{PAGE}?done=ordered"
    assert len(services.calls_of("tickets.order_person_erasure")) == 1


@pytest.mark.parametrize(
    ("changes", "said", "buttons"),
    [
        ({}, "in den nächsten Minuten", 0),
        ({"finished_at": AT}, "nirgends mehr etwas zu finden", 1),
        ({"finished_at": AT, "leftovers": ("entry.body",)}, "entry.body", 1),
    ],
)
async def test_how_far_the_erasure_has_come_is_said(
    admin: httpx.AsyncClient,
    services: ScriptedServices,
    changes: dict[str, Any],
    said: str,
    buttons: int,
) -> None:
    services.says("tickets.get_person_erasure", an_erasure(**changes))

    response = await admin.get(PAGE)

    page = BeautifulSoup(response.text, "html.parser")
    assert said in response.text
    assert len(page.select("form[action$='/erasure']")) == buttons


async def test_the_pages_are_for_the_vendors_administrators_alone(
    admin: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    customers = await browser.get(PAGE)
    services.tokens[AGENT_TOKEN] = an_authenticated(
        a_principal(organisation_kind="vendor", role="member")
    )
    answers = [
        await admin.get("/desk/people"),
        await admin.post("/desk/people", data={"email": "erika@muster.example"}),
        await admin.get(PAGE),
        await admin.post(f"{PAGE}/erasure", data={"is_sure": "yes"}),
    ]

    assert customers.status_code == 403
    assert [each.status_code for each in answers] == [403] * 4
    assert services.calls_of("identity.find_person") == []
    assert services.calls_of("tickets.order_person_erasure") == []
