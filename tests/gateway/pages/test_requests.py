"""The pages of requests, for customers and at the vendor's desk, without a script."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from starlette.applications import Starlette

from contracts.conversations import RequestSummary
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.identity import Members
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT_TOKEN, CANNED_ANSWERS, REQUESTS, script_requests
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

REQUEST_ID = UUID(int=1001, version=4)
CLOSED_ID = UUID(int=1004, version=4)
NOTE = "Gerät ist außerhalb der Garantie."


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())
    services.says("tickets.summarise_requests", RequestSummary(
        open_requests=3, waiting_for_you=1, unread_requests=2
    ))  # fmt: skip
    services.says("identity.list_members", Members(items=(MEMBER,)))


@pytest.fixture
def app(services: ScriptedServices) -> Starlette:
    return scripted_app(services)


@pytest_asyncio.fixture
async def agent(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's people."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(app, headers=headers, cookies=cookies) as client:
        yield client


def asked(services: ScriptedServices, called: str) -> Any:
    """Return what the last call of a method asked."""
    arguments = services.calls_of(called)[-1].arguments
    return arguments.get("request", arguments.get("query", arguments))


@pytest.mark.req("FD-14")
async def test_the_list_shows_ones_open_requests_and_where_news_are(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await browser.get("/requests")

    page = BeautifulSoup(response.text, "html.parser")
    query = asked(services, "tickets.list_requests")
    assert (query.scope, query.open, query.sort) == ("mine", True, "activity")
    assert len(page.select(".requests > li")) == len(REQUESTS)
    assert len(page.select(".requests > li.unread")) == 1
    assert page.select_one("[data-news='*']") is not None
    assert "connect-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/requests?scope=shared&state=all", {"scope": "shared", "open": None, "state": None}),
        ("/requests?state=closed", {"state": "closed", "open": None}),
        ("/requests?search=Drucker&unread=true", {"search": "Drucker", "unread": True}),
        ("/requests?scope=customers&search=x", {"scope": "customers", "search": None}),
    ],
)
async def test_what_the_address_says_is_what_is_asked(
    browser: httpx.AsyncClient, services: ScriptedServices, address: str, wanted: dict[str, Any]
) -> None:
    await browser.get(address)

    query = asked(services, "tickets.list_requests")
    assert {name: getattr(query, name) for name in wanted} == wanted


async def test_the_vendors_people_are_led_to_their_desk_and_nobody_else_gets_in(
    browser: httpx.AsyncClient, agent: httpx.AsyncClient
) -> None:
    led = await agent.get("/requests")
    desk = await agent.get("/desk?assignee=me&is_overdue=true")
    refused = await browser.get("/desk")

    assert (led.status_code, led.headers["location"]) == (303, "/desk")
    assert desk.status_code == 200
    assert "Musterfabrik GmbH (Demo)" in desk.text
    assert refused.status_code == 403


@pytest.mark.req("FD-02", "FD-17")
async def test_a_customer_reads_the_course_and_no_internal_note(
    browser: httpx.AsyncClient, agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    customers = await browser.get(f"/requests/{REQUEST_ID}")
    vendors = await agent.get(f"/requests/{REQUEST_ID}")

    page = BeautifulSoup(customers.text, "html.parser")
    assert "Ist das Gerät eingeschaltet?" in customers.text
    assert "&lt;b&gt;Bei jedem Format.&lt;/b&gt;" in customers.text
    assert NOTE not in customers.text
    assert NOTE in vendors.text
    assert page.select("form[action^='/desk']") == []
    assert asked(services, "tickets.mark_read") == {"request_id": REQUEST_ID}


async def test_a_message_is_sent_once_to_whom_it_is_for(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"body": "Bitte nicht anrufen.", "audience": "vendor", "idempotency_key": "k"}

    response = await agent.post(f"/requests/{REQUEST_ID}/comments", data=form)

    request = asked(services, "tickets.add_comment")
    assert response.status_code == 303
    assert (request.body, request.audience, request.idempotency_key) == (
        "Bitte nicht anrufen.",
        "vendor",
        "k",
    )


async def test_what_was_typed_stays_when_it_cannot_be_sent(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.add_comment", InvalidInput("body", "empty"))
    form = {"body": "  ", "audience": "customer", "idempotency_key": "k"}

    response = await browser.post(f"/requests/{REQUEST_ID}/comments", data=form)

    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 422
    assert page.select_one("#body-fault") is not None
    assert page.select_one("option[value=customer][selected]") is not None
    assert page.select_one("input[name=idempotency_key][value=k]") is not None


async def test_a_closed_request_of_ones_own_can_be_rated(
    browser: httpx.AsyncClient, agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.rate_request", REQUESTS[CLOSED_ID])

    shown = await browser.get(f"/requests/{CLOSED_ID}")
    at_the_desk = await agent.get(f"/requests/{CLOSED_ID}")
    rated = await browser.post(f"/requests/{CLOSED_ID}/rating", data={"stars": "5"})

    assert "/rating" in shown.text
    assert "/rating" not in at_the_desk.text
    assert "★★★★☆" in at_the_desk.text
    assert rated.status_code == 303
    assert asked(services, "tickets.rate_request").stars == 5


STEPS: list[tuple[dict[str, str], str, dict[str, Any]]] = [
    (
        {"action": "state", "from_state": "in_progress", "to_state": "closed"},
        "change_state",
        {"from_state": "in_progress", "to_state": "closed"},
    ),
    ({"action": "assign", "person_id": ""}, "assign_request", {"person_id": None}),
    ({"action": "assign", "person_id": "me"}, "assign_request", {"person_id": UUID(int=77)}),
    ({"action": "move", "department": "sales"}, "move_request", {"department": "sales"}),
    ({"action": "priority", "priority": "urgent"}, "set_priority", {"priority": "urgent"}),
    (
        {"action": "merge", "into_request_id": str(CLOSED_ID)},
        "merge_request",
        {"into_request_id": CLOSED_ID},
    ),
    ({"action": "hold", "reason": " Verfahren "}, "hold_request", {"reason": "Verfahren"}),
]


@pytest.mark.parametrize(("form", "called", "wanted"), STEPS, ids=[f"{s[1]}" for s in STEPS])
async def test_each_thing_that_is_done_at_the_desk_is_one_call(
    agent: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    called: str,
    wanted: dict[str, Any],
) -> None:
    services.says(f"tickets.{called}", REQUESTS[REQUEST_ID])

    response = await agent.post(f"/desk/requests/{REQUEST_ID}", data=form)

    request = asked(services, f"tickets.{called}")
    assert response.status_code == 303
    assert request.request_id == REQUEST_ID
    assert {name: getattr(request, name) for name in wanted} == wanted


async def test_a_colleague_who_was_quicker_is_said_beside_how_it_stands_now(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.change_state", ChangedMeanwhile("state", "closed"))
    form = {"action": "state", "from_state": "in_progress", "to_state": "closed"}

    response = await agent.post(f"/desk/requests/{REQUEST_ID}", data=form)

    assert response.status_code == 409
    assert "inzwischen" in response.text
    assert "Ist das Gerät eingeschaltet?" in response.text


@pytest.mark.parametrize(
    "form", [{"action": "burn"}, {"action": ""}, {"action": "move", "department": "A B"}]
)
async def test_what_cannot_be_done_is_refused_on_the_page(
    agent: httpx.AsyncClient, form: dict[str, str]
) -> None:
    response = await agent.post(f"/desk/requests/{REQUEST_ID}", data=form)

    assert response.status_code == 422


@pytest.mark.parametrize("request_id", [UUID(int=9), "no-id"])
async def test_a_request_of_others_and_one_that_is_not_there_look_the_same(
    browser: httpx.AsyncClient, services: ScriptedServices, request_id: object
) -> None:
    services.says("tickets.list_entries", NotFound("request"))

    response = await browser.get(f"/requests/{request_id}")

    assert response.status_code == 404


async def test_a_canned_answer_is_put_behind_what_was_typed_and_not_sent(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"body": "Hallo,", "canned_answer": "greeting", "idempotency_key": "k"}

    response = await agent.post(f"/desk/requests/{REQUEST_ID}/answer", data=form)

    page = BeautifulSoup(response.text, "html.parser")
    typed = page.select_one("textarea[name=body]")
    assert typed is not None
    assert typed.text == "Hallo,\n\nGuten Tag Erika Muster,\n…"
    offered = [each["value"] for each in page.select("select[name=canned_answer] option")]
    assert offered == ["greeting"]  # another department's, and one that is offered no more, are not
    assert services.calls_of("tickets.add_comment") == []
    assert "canned_answer" not in (await browser.get(f"/requests/{REQUEST_ID}")).text


async def test_an_answer_is_kept_in_both_languages_as_the_version_that_was_seen(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.put_canned_answer", CANNED_ANSWERS.items[0])
    form = {
        "key": "greeting", "base_version": "3", "label_de": "Gruß", "label_en": "Greeting",
        "body_de": "Guten Tag,\r\nNr. {number}", "body_en": "Hello", "department": "",
        "is_offered": "true",
    }  # fmt: skip

    saved = await agent.post("/desk/answers", data=form)
    refused = await agent.post("/desk/answers", data=form | {"body_en": " "})

    request = services.calls_of("tickets.put_canned_answer")[0].arguments["request"]
    assert saved.status_code == 303
    assert (request.base_version, request.body.de) == (3, "Guten Tag,\nNr. {number}")
    assert request.department is None
    assert refused.status_code == 422
    assert BeautifulSoup(refused.text, "html.parser").select_one("#body_en-fault") is not None


async def test_what_the_service_finds_wrong_in_an_answer_stands_at_its_field(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.put_canned_answer", InvalidInput("body.de", "unknown_placeholder"))
    form = {"key": "x", "base_version": "0", "label_de": "x", "label_en": "x",
            "body_de": "{pin}", "body_en": "x"}  # fmt: skip

    response = await agent.post("/desk/answers", data=form)

    fault = BeautifulSoup(response.text, "html.parser").select_one("#body_de-fault")
    assert fault is not None
    assert "geschweiften Klammern" in fault.text
