"""The number of open requests in the header of every page."""

import asyncio
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.conversations import RequestSummary
from contracts.errors import NotPermitted
from gateway.clients.failures import CallTimedOut
from gateway.edge.live import Live
from gateway.pages import open_requests
from tests.browser.scripted_requests import AGENT_TOKEN, script_requests
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio

SUMMARY = RequestSummary(open_requests=1234, waiting_for_you=1, unread_requests=2)
ASKED = "tickets.summarise_requests"


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    script_requests(services, Live())
    services.says(ASKED, SUMMARY)


def number_in(response: httpx.Response) -> str | None:
    """Return the number in the header, with the words that say what it counts."""
    shown = BeautifulSoup(response.text, "html.parser").select_one("header .count")
    return None if shown is None else shown.text


@pytest.mark.req("FD-13")
async def test_every_page_counts_the_readers_open_requests_with_one_call(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for path in ("/sign-in-address", "/requests", "/requests/new"):
        services.asked.clear()

        response = await browser.get(path)

        assert number_in(response) == "1.234 offene Anfragen"
        assert len(services.calls_of(ASKED)) == 1
        assert int(response.headers["content-length"]) == len(response.content)


async def test_the_vendors_people_see_how_many_they_take_care_of(
    browser: httpx.AsyncClient,
) -> None:
    browser.cookies.set("kontor_session", AGENT_TOKEN)

    response = await browser.get("/sign-in-address")

    assert number_in(response) == "1.234 offene Anfragen, um die Sie sich kümmern"


async def test_a_form_that_is_shown_again_counts_too_and_a_redirect_asks_nothing(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.request_email_change", None)
    refused = await browser.post("/requests/new", data={"kind": "technical_problem"})
    shown = len(services.calls_of(ASKED))
    form = {"email": "neu@muster.example", "password": "eine lange Reihe Wörter"}
    left = await browser.post("/sign-in-address", data=form)

    assert refused.status_code == 422
    assert number_in(refused) == "1.234 offene Anfragen"
    assert left.is_redirect
    assert len(services.calls_of(ASKED)) == shown == 1


@pytest.mark.parametrize(
    "failure", [NotPermitted("session"), CallTimedOut("tickets", "summarise_requests")]
)
async def test_a_page_stands_without_the_number(
    browser: httpx.AsyncClient, services: ScriptedServices, failure: Exception
) -> None:
    services.says(ASKED, failure)

    response = await browser.get("/sign-in-address")

    assert response.status_code == 200
    assert number_in(response) is None


async def test_a_page_waits_no_longer_for_the_number_than_is_worth_it(
    services: ScriptedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()
    answer = services.call

    async def slowly(service: str, method: str, *rest: Any, **more: Any) -> Any:
        if method == "summarise_requests":
            await never.wait()
        return await answer(service, method, *rest, **more)

    monkeypatch.setattr(services, "call", slowly)
    monkeypatch.setattr(open_requests, "_LONGEST_WAIT_SECONDS", 0.01)
    async with client_of(scripted_app(services), cookies={"kontor_session": TOKEN}) as browser:
        response = await browser.get("/sign-in-address")

    assert response.status_code == 200
    assert number_in(response) is None


@pytest.mark.parametrize(
    "changes", [{"role": "documents"}, {"barred_by": "contract_ended"}], ids=["documents", "barred"]
)
async def test_who_has_no_requests_is_asked_about_none(
    browser: httpx.AsyncClient, services: ScriptedServices, changes: dict[str, Any]
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(**changes))

    response = await browser.get("/sign-in-address")

    assert response.status_code == 200
    assert services.calls_of(ASKED) == []
