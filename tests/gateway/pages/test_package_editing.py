"""The pages on which the vendor's people write packages and plans."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.money import Money
from contracts.packages import PackageDefinition, PackageDefinitions, Responsible, Words
from contracts.plans import Limits, Plans
from contracts.request_types import Label
from gateway.edge.live import Live
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.plan_samples import LARGE, SMALL
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

ACADEMY = PackageDefinition(
    id=UUID(int=7001, version=4),
    key="academy",
    version=3,
    name=Label(de="Akademie", en="Academy"),
    description=Words(de="Seminare und Videos.", en="Seminars and videos."),
    contents=(Label(de="Zwei Seminare", en="Two seminars"), Label(de="Videos", en="Videos")),
    price_text=Label(de="19 € im Monat", en="€19 a month"),
    details_url="https://www.example.com/akademie",
    unlocks=("academy", "library"),
    trial_days=14,
    responsible=Responsible(name="Vera Muster", email="vera@musterfabrik.example"),
    is_on_offer=True,
)
PACKAGE_FORM = {
    "key": "academy",
    "base_version": "3",
    "name_de": "Akademie",
    "name_en": "Academy",
    "description_de": "Seminare.",
    "description_en": "Seminars.",
    "contents_de": "Zwei Seminare\r\n\r\n Videos ",
    "contents_en": "Two seminars\r\nVideos",
    "price_de": "19 €",
    "price_en": "€19",
    "details_url": "https://www.example.com/akademie",
    "trial_days": "30",
    "responsible_name": "",
    "responsible_email": "",
    "is_on_offer": "true",
}
PLAN_FORM = {
    "key": "small",
    "base_version": "1",
    "name_de": "Klein",
    "name_en": "Small",
    "description_de": "Für den Anfang.",
    "description_en": "To begin with.",
    "price": "24,50",
    "period_months": "12",
    "storage_bytes": "5120",
    "users": "5",
    "web_shops": "0",
    "is_current": "true",
}


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    script_requests(services, Live())
    services.says("catalog.list_package_definitions", PackageDefinitions(items=(ACADEMY,)))
    services.says("catalog.put_package", ACADEMY)
    services.says("catalog.list_plan_definitions", Plans(items=(SMALL, LARGE)))
    services.says("catalog.put_plan", SMALL)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


def filled_in(response: httpx.Response) -> dict[str, str]:
    """Return what stands in the form, as a browser would send it."""
    form = BeautifulSoup(response.text, "html.parser").select("form[method=post]")[-1]
    inputs = {
        str(each["name"]): str(each.get("value", ""))
        for each in form.select("input[name]")
        if each.get("type") != "checkbox" or each.has_attr("checked")
    }
    return inputs | {str(each["name"]): each.text for each in form.select("textarea[name]")}


async def test_a_package_is_saved_with_contents_price_and_details_in_both_languages(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = PACKAGE_FORM | {"unlocks": ["academy", "videos"]}

    saved = await agent.post("/desk/package-definitions", data=form)

    (asked,) = services.calls_of("catalog.put_package")
    wanted = asked.arguments["request"]
    assert saved.headers["location"] == "/desk/package-definitions?key=academy&done=yes"
    assert (wanted.key, wanted.base_version, wanted.trial_days) == ("academy", 3, 30)
    assert wanted.contents == ACADEMY.contents
    assert wanted.price_text == Label(de="19 €", en="€19")
    assert wanted.details_url == "https://www.example.com/akademie"
    assert wanted.unlocks == ("academy", "videos")
    assert (wanted.responsible, wanted.is_on_offer) == (None, True)


async def test_a_package_that_is_only_looked_at_and_saved_stays_as_it_is(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shown = await agent.get("/desk/package-definitions?key=academy")
    form: dict[str, Any] = filled_in(shown) | {"unlocks": ["academy", "library"]}

    await agent.post("/desk/package-definitions", data=form)

    wanted = services.calls_of("catalog.put_package")[0].arguments["request"]
    kept = msgspec.structs.asdict(ACADEMY)
    same = {name: value for name, value in kept.items() if name not in {"id", "version"}}
    assert {name: getattr(wanted, name) for name in same} == same


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": " "}, "name_en"),
        ({"contents_en": "Two seminars"}, "contents_en"),
        ({"price_en": ""}, "price_en"),
        ({"responsible_name": "Vera"}, "responsible_email"),
        ({"trial_days": "400"}, "trial_days"),
        ({"trial_days": "viele"}, "trial_days"),
        ({"contents_de": "x" * 300, "contents_en": "x"}, "contents_de"),
    ],
)
async def test_what_does_not_fit_in_a_package_is_said_at_its_field_and_kept(
    agent: httpx.AsyncClient, services: ScriptedServices, changes: dict[str, str], field: str
) -> None:
    refused = await agent.post("/desk/package-definitions", data=PACKAGE_FORM | changes)

    page = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    assert page.select_one(f"#{field}-fault") is not None
    assert filled_in(refused)["description_de"] == "Seminare."
    assert services.calls_of("catalog.put_package") == []


async def test_what_the_service_refuses_of_a_package_is_said_too(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.put_package", InvalidInput("request.details_url", "wrong_format"))
    wrong = await agent.post("/desk/package-definitions", data=PACKAGE_FORM)
    services.says("catalog.put_package", ChangedMeanwhile("base_version", "4"))
    late = await agent.post("/desk/package-definitions", data=PACKAGE_FORM)

    assert BeautifulSoup(wrong.text, "html.parser").select_one("#details_url-fault") is not None
    assert late.status_code == 409


async def test_a_plan_is_saved_with_its_price_and_its_limits(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    saved = await agent.post("/desk/plans", data=PLAN_FORM)

    (asked,) = services.calls_of("catalog.put_plan")
    wanted = asked.arguments["request"]
    assert saved.headers["location"] == "/desk/plans?key=small&done=yes"
    assert wanted.price == Money(minor_units=2450, currency="EUR")
    assert (wanted.base_version, wanted.period_months, wanted.is_current) == (1, 12, True)
    assert wanted.limits == Limits(storage_bytes=5 * 1024**3, users=5, web_shops=0)


async def test_a_plan_that_is_only_looked_at_and_saved_stays_as_it_is(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for plan in (SMALL, LARGE):
        shown = await agent.get(f"/desk/plans?key={plan.key}")

        await agent.post("/desk/plans", data=filled_in(shown))

        wanted = services.calls_of("catalog.put_plan")[-1].arguments["request"]
        kept = msgspec.structs.asdict(plan)
        same = {name: value for name, value in kept.items() if name != "version"}
        assert {name: getattr(wanted, name) for name in same} == same


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": "viel"}, "price"),
        ({"price": "-1"}, "price"),
        ({"users": "-1"}, "users"),
        ({"storage_bytes": "9" * 12}, "storage_bytes"),
        ({"period_months": "0"}, "period_months"),
        ({"name_de": ""}, "name_de"),
    ],
)
async def test_what_does_not_fit_in_a_plan_is_said_at_its_field(
    agent: httpx.AsyncClient, services: ScriptedServices, changes: dict[str, str], field: str
) -> None:
    refused = await agent.post("/desk/plans", data=PLAN_FORM | changes)

    assert refused.status_code == 422
    assert BeautifulSoup(refused.text, "html.parser").select_one(f"#{field}-fault") is not None
    assert services.calls_of("catalog.put_plan") == []


async def test_packages_and_plans_are_written_by_the_vendors_people_alone(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    del agent
    answers = [
        await browser.get("/desk/package-definitions"),
        await browser.post("/desk/package-definitions", data=PACKAGE_FORM),
        await browser.get("/desk/plans"),
        await browser.post("/desk/plans", data=PLAN_FORM),
    ]

    assert [each.status_code for each in answers] == [403] * 4
    assert services.calls_of("catalog.put_package") == []


async def test_a_new_package_or_plan_begins_with_an_empty_form(agent: httpx.AsyncClient) -> None:
    forms = [
        filled_in(await agent.get(path)) for path in ("/desk/package-definitions", "/desk/plans")
    ]

    assert [(form["key"], form["base_version"]) for form in forms] == [("", "0"), ("", "0")]
