"""Why it is so: the explanation as somebody reads it in the portal, and the way there."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import msgspec
import pytest
from bs4 import BeautifulSoup

from contracts.accounts import AccessRequest, AccessRequests
from contracts.errors import AreaNotVisible, InvalidInput, NotFound
from contracts.explain import Decider, Explanation, Verdict
from tests.gateway.samples import DOCUMENT_ID, PERSON_ID, a_document
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

HIDDEN = Explanation(
    subject="area",
    asked="post",
    person_id=PERSON_ID,
    person_name="Erika Muster",
    is_allowed=False,
    decided_by="area_switched_on",
    rules=(
        Verdict(rule="membership", passes=True),
        Verdict(rule="area_switched_on", passes=False),
    ),
    ask=(Decider(kind="colleague", name="Max <b>Muster</b>", role="admin"),),
    may_change_self=False,
)

ASKED = AccessRequest(
    id=uuid4(),
    person_id=PERSON_ID,
    person_name="Erika Muster",
    email="erika@example.com",
    language="de",
    note="",
    state="pending",
    created_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    areas=("post",),
)


def shown(answer: httpx.Response) -> str:
    return " ".join(BeautifulSoup(answer.text, "lxml").get_text(" ").split())


def link_to_why(answer: httpx.Response) -> str | None:
    link = BeautifulSoup(answer.text, "lxml").select_one("a[href^='/why']")
    return str(link["href"]) if link else None


async def test_the_page_says_what_is_so_why_and_whom_to_ask(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", HIDDEN)

    answer = await browser.get("/why?area=post&lang=de")

    assert answer.status_code == 200
    text = shown(answer)
    assert "Sie sehen den Bereich „Post“ nicht." in text
    assert "Ändern können das: Max <b>Muster</b>." in text
    assert "Der Bereich ist für diesen Zugang nicht freigeschaltet. nicht erfüllt" in text
    [asked] = services.calls_of("identity.explain")
    assert asked.arguments["query"].area == "post"


async def test_a_closed_area_and_a_document_that_is_not_there_lead_to_their_reasons(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.list_documents", AreaNotVisible("post"))
    services.says("billing_docs.get_document", NotFound("document"))

    area = await browser.get("/post")
    document = await browser.get(f"/post/{DOCUMENT_ID}")
    no_id = await browser.get("/post/RE-4711")

    assert (area.status_code, link_to_why(area)) == (403, "/why?area=post")
    assert link_to_why(document) == f"/why?document={DOCUMENT_ID}"
    assert (no_id.status_code, link_to_why(no_id)) == (404, None)


async def test_whoever_reads_a_document_can_ask_why_no_mail_about_it_came(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.get_document", a_document())

    answer = await browser.get(f"/post/{DOCUMENT_ID}")

    assert (answer.status_code, link_to_why(answer)) == (200, f"/why?missing_mail={DOCUMENT_ID}")


async def test_without_a_question_or_without_a_session_nothing_is_explained(
    browser: httpx.AsyncClient, services: ScriptedServices, anonymous: httpx.AsyncClient
) -> None:
    unreadable = await browser.get("/why?document=RE-4711")
    refused = await anonymous.get("/why?area=post")

    assert unreadable.status_code == 422
    assert refused.headers["location"].startswith("/sign-in?next=%2Fwhy")
    assert services.calls_of("identity.explain") == []


async def test_whoever_lacks_an_area_asks_for_it_there_and_reads_that_he_did(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", HIDDEN)
    services.says("identity.list_own_access_requests", AccessRequests(items=()))
    services.says("identity.request_areas", ASKED)

    offered = BeautifulSoup((await browser.get("/why?area=post")).text, "lxml")
    sent = await browser.post("/area-requests", data={"area": "post", "note": "Für die Ablage"})
    services.says("identity.list_own_access_requests", AccessRequests(items=(ASKED,)))
    told = await browser.get(sent.headers["location"])

    assert offered.select_one('form[action="/area-requests"] [name="area"][value="post"]')
    [asked] = services.calls_of("identity.request_areas")
    assert asked.arguments["request"].areas == ("post",)
    assert asked.arguments["request"].note == "Für die Ablage"
    assert sent.headers["location"] == "/why?area=post"
    assert "Sie haben am 02.03.2026, 13:00 darum gebeten." in shown(told)
    assert not BeautifulSoup(told.text, "lxml").select('form[action="/area-requests"]')


async def test_what_cannot_be_asked_for_is_said_beside_the_reason(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", HIDDEN)
    services.says("identity.request_areas", InvalidInput("areas", "already_switched_on"))

    refused = await browser.post("/area-requests", data={"area": "post"})
    odd = await browser.post("/area-requests", data={"area": "kitchen"})

    assert (refused.status_code, odd.status_code) == (422, 422)
    assert "Das ist für Sie bereits freigeschaltet." in shown(refused)


@pytest.mark.parametrize(
    "changes",
    [
        {"decided_by": "booked"},
        {"person_id": uuid4()},
        {"is_allowed": True, "decided_by": "area_switched_on"},
        {"subject": "document"},
    ],
)
async def test_only_what_ones_own_administrators_could_give_is_offered(
    browser: httpx.AsyncClient, services: ScriptedServices, changes: dict[str, object]
) -> None:
    services.says("identity.explain", msgspec.structs.replace(HIDDEN, **changes))

    answer = await browser.get("/why?area=post")

    assert "/area-requests" not in answer.text
