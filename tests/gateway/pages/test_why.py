"""Why it is so: the explanation as somebody reads it in the portal, and the way there."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import AreaNotVisible, NotFound
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
