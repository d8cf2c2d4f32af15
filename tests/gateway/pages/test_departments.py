"""The page of departments: their names, their people, and the topics that lead to them."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.departments import DepartmentMember, Departments
from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import Members
from contracts.request_types import Choice, Label, RequestField, RequestTypes
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT_TOKEN, DEPARTMENTS, KIND, script_requests
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

SALES = msgspec.structs.replace(
    DEPARTMENTS[0],
    version=3,
    members=(DepartmentMember(person_id=MEMBER.person_id, name="Kim", is_told=True),),
)
ROUTED = msgspec.structs.replace(
    KIND,
    fields=(
        RequestField(
            name="topic",
            kind="choice",
            label=Label(de="Thema", en="Topic"),
            choices=(
                Choice(value="prices", label=Label(de="Preise", en="Prices"), department="sales"),
                Choice(value="other", label=Label(de="Anderes", en="Other")),
            ),
        ),
    ),
)


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    services.says("identity.list_members", Members(items=(MEMBER,)))
    services.says("tickets.list_departments", Departments(items=(SALES, DEPARTMENTS[1])))
    services.says("tickets.list_request_types", RequestTypes(items=(ROUTED,)))
    services.says("tickets.put_department", SALES)
    services.says("tickets.put_request_type", ROUTED)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_a_department_is_shown_with_its_people_and_saved_as_it_is_ticked(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shown = await agent.get("/desk/departments?key=sales")
    form = {"key": "sales", "base_version": "3", "label_de": "Verkauf", "label_en": "Sales"}
    saved = await agent.post(
        "/desk/departments", data={**form, "responsible": str(MEMBER.person_id)}
    )

    page = BeautifulSoup(shown.text, "html.parser")
    (asked,) = services.calls_of("tickets.put_department")
    wanted = asked.arguments["request"]
    assert page.select_one("input[name=told][checked]") is not None
    assert saved.headers["location"] == "/desk/departments?key=sales&done=yes"
    assert (wanted.base_version, wanted.label.de, wanted.is_default) == (3, "Verkauf", False)
    assert wanted.members == (DepartmentMember(person_id=MEMBER.person_id, is_responsible=True),)


async def test_what_does_not_fit_is_said_beside_its_field(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.put_department", InvalidInput("is_default", "another_one_first"))
    form = {"key": "sales", "base_version": "3", "label_de": "Verkauf", "label_en": "Sales"}

    refused = await agent.post("/desk/departments", data=form)
    nameless = await agent.post("/desk/departments", data={**form, "label_en": " "})

    assert (refused.status_code, nameless.status_code) == (422, 422)
    assert "Machen Sie zuerst eine andere dazu." in refused.text


@pytest.mark.req("KM-10")
async def test_topics_are_led_to_other_departments_in_the_next_version_of_their_kind(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"kind": ROUTED.key, "version": "1", "topic.prices": "service_desk"}

    saved = await agent.post("/desk/departments/topics", data=form)
    unknown = await agent.post("/desk/departments/topics", data={"kind": "nothing"})

    (asked,) = services.calls_of("tickets.put_request_type")
    wanted = asked.arguments["request"]
    assert saved.headers["location"] == "/desk/departments?done=yes"
    assert wanted.base_version == 1
    assert [choice.department for choice in wanted.fields[0].choices] == ["service_desk", None]
    assert unknown.status_code == 404


async def test_customers_do_not_see_departments(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.list_departments", NotPermitted("vendor_staff"))
    services.says("tickets.list_request_types", RequestTypes(items=()))
    services.says("identity.list_members", Members(items=()))

    response = await browser.get("/desk/departments")

    assert response.status_code == 403
