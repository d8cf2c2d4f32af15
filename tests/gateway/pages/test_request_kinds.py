"""The page on which the vendor's people write what each kind of request is called and asks."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import ChangedMeanwhile
from contracts.request_types import Help, Label, RequestTypes
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, KIND, script_requests
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

PAGE = "/desk/request-types"
FORM = {
    "key": KIND.key,
    "base_version": "1",
    "label_de": "Störung",
    "label_en": "Fault",
    "help_de": "",
    "help_en": "",
    "department": "sales",
    "priority": "high",
    "kept_days": "365",
    "is_offered": "true",
    "since.label_de": "Seit wann genau?",
    "since.label_en": "Since when exactly?",
    "since.help_de": "Tag und Uhrzeit.",
    "since.help_en": "Day and time.",
    "since.is_required": "true",
}


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    services.says("tickets.list_request_types", RequestTypes(items=(KIND,)))
    services.says("tickets.put_request_type", KIND)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


async def test_a_kind_is_saved_as_its_next_version_and_its_fields_stay_what_they_are(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    saved = await agent.post(PAGE, data=FORM)

    (asked,) = services.calls_of("tickets.put_request_type")
    wanted = asked.arguments["request"]
    (field,) = wanted.fields
    assert saved.headers["location"] == f"{PAGE}?key={KIND.key}&done=yes"
    assert (wanted.base_version, wanted.department, wanted.priority) == (1, "sales", "high")
    assert (wanted.label.de, wanted.help, wanted.kept_days) == ("Störung", None, 365)
    assert field == msgspec.structs.replace(
        KIND.fields[0],
        label=Label(de="Seit wann genau?", en="Since when exactly?"),
        help=Help(de="Tag und Uhrzeit.", en="Day and time."),
        is_required=True,
    )


async def test_the_form_shows_the_kind_as_it_is(agent: httpx.AsyncClient) -> None:
    page = BeautifulSoup((await agent.get(f"{PAGE}?key={KIND.key}")).text, "html.parser")
    without = BeautifulSoup((await agent.get(PAGE)).text, "html.parser")

    shown = page.select_one("input[name='since.label_de']")
    assert shown is not None
    assert shown["value"] == KIND.fields[0].label.de
    assert page.select_one("option[value=service_desk][selected]") is not None
    assert page.select_one("input[name='since.is_required'][checked]") is None
    assert without.select("#kind-form") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label_en": " "}, "label_en"),
        ({"help_de": "Nur hier."}, "help_de"),
        ({"since.label_de": ""}, "since.label_de"),
        ({"since.help_en": "x" * 501}, "since.help_en"),
        ({"kept_days": "ewig"}, "kept_days"),
        ({"priority": "now"}, "priority"),
    ],
)
async def test_what_does_not_fit_is_said_at_its_field_and_kept(
    agent: httpx.AsyncClient, services: ScriptedServices, changes: dict[str, str], field: str
) -> None:
    refused = await agent.post(PAGE, data=FORM | changes)

    page = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    assert page.select_one(f"[id='{field}-fault']") is not None
    assert page.select_one("input[name='since.label_en'][value='Since when exactly?']") is not None
    assert services.calls_of("tickets.put_request_type") == []


async def test_a_colleague_who_was_quicker_and_a_kind_that_is_not_there(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    unknown = await agent.post(PAGE, data=FORM | {"key": "nothing"})
    services.says("tickets.put_request_type", ChangedMeanwhile("base_version", "2"))
    late = await agent.post(PAGE, data=FORM)
    refused = [await browser.get(PAGE), await browser.post(PAGE, data=FORM)]

    assert (unknown.status_code, late.status_code) == (404, 409)
    assert [each.status_code for each in refused] == [403, 403]
