"""One search over everything that somebody may see."""

from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.billing_docs import DocumentPage
from contracts.errors import AreaNotVisible
from contracts.tickets import RequestPage
from tests.gateway.content_samples import a_content_page, an_item
from tests.gateway.contract_samples import a_contract, a_page
from tests.gateway.device_samples import a_device, a_device_page
from tests.gateway.rounds import CountedRounds
from tests.gateway.samples import TOKEN, a_document, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

pytestmark = pytest.mark.asyncio


def everything(services: ScriptedServices, **who: Any) -> None:
    """Let each area find something."""
    services.tokens[TOKEN] = an_authenticated(a_principal(**who))
    documents = tuple(a_document(number=f"R-{number}") for number in range(6))
    services.says("billing_docs.list_documents", DocumentPage(items=documents, next_cursor=None))
    services.says("tickets.list_requests", RequestPage(items=(), next_cursor=None))
    services.says("catalog.list_contracts", a_page(a_contract()))
    services.says("catalog.list_devices", a_device_page(a_device()))
    services.says("catalog.list_content", a_content_page(an_item()))


async def groups(browser: httpx.AsyncClient, text: str) -> dict[str, str]:
    """Return what each area has found, by its heading."""
    response = await browser.get("/search", params={"q": text})
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "html.parser")
    return {
        section.h2.text if section.h2 else "": section.get_text(" ", strip=True)
        for section in page.select("main section")
    }


async def test_each_area_shows_its_first_finds_and_leads_to_all_of_them(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="admin", areas=("post", "devices"))

    found = await groups(browser, "Muster & Söhne")

    assert list(found) == ["Belege", "Verträge", "Geräte", "Wissen"]
    assert "R-4" in found["Belege"]
    assert "R-5" not in found["Belege"]
    assert "Alle Treffer" in found["Belege"]
    assert "Alle Treffer" not in found["Verträge"]
    shown = (await browser.get("/search", params={"q": "Muster & Söhne"})).text
    assert 'href="/post?text=Muster+%26+S%C3%B6hne"' in shown
    asked = services.calls_of("billing_docs.list_documents")[0].arguments["query"]
    assert asked.text == "Muster & Söhne"


async def test_nobody_is_asked_for_what_one_may_not_see(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="documents")

    found = await groups(browser, "R-1")

    assert list(found) == ["Belege"]
    assert {asked.called for asked in services.asked} == {
        "identity.authenticate",
        "billing_docs.list_documents",
    }


async def test_what_is_hidden_is_left_out_and_what_is_away_is_named(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="admin", areas=("post", "devices"))
    services.says("billing_docs.list_documents", AreaNotVisible("post"))
    services.forget("catalog.list_devices")

    found = await groups(browser, "R-1")

    assert list(found) == ["Verträge", "Geräte", "Wissen"]
    assert "gerade nicht suchen" in found["Geräte"]


@pytest.mark.parametrize("text", ["", "   ", "a\x01b", "\x1b[2J"])
async def test_without_words_nobody_is_asked(
    browser: httpx.AsyncClient, services: ScriptedServices, text: str
) -> None:
    everything(services, role="admin")

    assert await groups(browser, text) == {}
    assert not services.calls_of("billing_docs.list_documents")


async def test_nothing_found_says_what_helps(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="documents")
    services.says("billing_docs.list_documents", DocumentPage(items=(), next_cursor=None))

    response = await browser.get("/search", params={"q": "<b>"})

    assert "Zu „&lt;b&gt;“ ist nichts zu finden." in response.text


async def test_all_areas_are_asked_at_once() -> None:
    services = CountedRounds()
    everything(services, role="admin", areas=("post", "devices"))
    headers = {"Sec-Fetch-Site": "same-origin"}
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as browser:
        await browser.get("/search?q=R-1")

    # Who asks, and then everybody at once.
    assert services.rounds == 2


def suggestions(answer: httpx.Response) -> list[str]:
    """Return what is suggested, line by line, without the way to all of it."""
    return [
        link.get_text(" ", strip=True)
        for link in BeautifulSoup(answer.text, "html.parser").select("li a")
    ]


async def test_of_each_area_the_first_three_are_suggested(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="admin", areas=("post", "devices"))

    answer = await browser.get(
        "/search/suggestions", params={"q": "Muster & Söhne"}, headers={"HX-Request": "true"}
    )

    found = suggestions(answer)
    assert sum("Rechnung R-" in each for each in found) == 3
    assert f'data-said="{len(found)} Vorschläge"' in answer.text
    assert 'href="/search?q=Muster+%26+S%C3%B6hne"' in answer.text
    assert "<html" not in answer.text
    # The header is there already, and with it the number of one's requests.
    assert not services.calls_of("tickets.summarise_requests")


@pytest.mark.parametrize("text", ["", "R", " R ", "a\x01b"])
async def test_for_less_than_two_letters_nobody_is_asked(
    browser: httpx.AsyncClient, services: ScriptedServices, text: str
) -> None:
    everything(services, role="admin")

    answer = await browser.get(
        "/search/suggestions", params={"q": text}, headers={"HX-Request": "true"}
    )

    assert suggestions(answer) == []
    assert {asked.called for asked in services.asked} == {"identity.authenticate"}


async def test_suggestions_leave_out_what_is_away_and_what_one_may_not_see(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="documents")
    services.forget("billing_docs.list_documents")

    answer = await browser.get(
        "/search/suggestions", params={"q": "R-1"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert "Keine Vorschläge" in answer.text
    assert {asked.called for asked in services.asked} == {
        "identity.authenticate",
        "billing_docs.list_documents",
    }


async def test_whoever_opens_suggestions_as_a_page_is_shown_the_search(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    everything(services, role="admin")

    answer = await browser.get("/search/suggestions", params={"q": "R-1"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=R-1")


async def test_suggestions_ask_all_areas_at_once() -> None:
    services = CountedRounds()
    everything(services, role="admin", areas=("post", "devices"))
    headers = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
    cookies = {"kontor_session": TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as browser:
        await browser.get("/search/suggestions?q=R-1")

    assert services.rounds == 2
