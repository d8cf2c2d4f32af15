"""What people look at rather than read: a preview beside the list, own columns, a line of days."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from contracts.billing_docs import DocumentPage
from contracts.contract_timeline import TimelineEntry
from contracts.errors import NotFound, ServiceUnavailable
from contracts.list_views import ListView
from contracts.post import DocumentSummary
from contracts.service_state import QueueState, ServiceState
from gateway.clients.failures import UnknownService
from gateway.pages.timeline_chart import line_of
from tests.gateway.contract_samples import CONTRACT_ID, a_contract, a_detail, a_page, a_timeline
from tests.gateway.samples import DOCUMENT_ID, TOKEN, a_document, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _scripted(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    page = DocumentPage(items=(a_document(),), next_cursor=None)
    services.says("billing_docs.list_documents", page)
    services.says("billing_docs.summarise_documents", DocumentSummary(counts=(), unread=0))
    services.says("billing_docs.get_document", a_document())
    services.says("billing_docs.get_e_invoice", NotFound("e_invoice"))
    services.says("catalog.list_contracts", a_page(a_contract()))
    services.says("catalog.get_contract", a_detail())
    services.says("catalog.get_contract_timeline", a_timeline())
    services.says("catalog.get_list_view", ListView())
    services.says("catalog.put_list_view", lambda asked: asked.arguments["request"].view)


async def read(browser: httpx.AsyncClient, address: str) -> BeautifulSoup:
    response = await browser.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.asyncio
async def test_a_document_is_shown_beside_the_list_and_the_list_stays_as_it_was(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    page = await read(browser, f"/post?text=Muster&show={DOCUMENT_ID}")

    frame = page.select_one("aside iframe")
    close = page.select_one("aside .headline a.secondary")
    assert frame is not None
    assert frame["src"] == f"/v1/documents/{DOCUMENT_ID}/preview"
    assert close is not None
    assert close["href"] == "/post?text=Muster"
    assert len(page.select("tr.shown")) == 1
    assert services.calls_of("billing_docs.get_document")[0].arguments["is_opened"] is True


@pytest.mark.asyncio
@pytest.mark.parametrize("shown", ["", "x", str(UUID(int=1))])
async def test_what_cannot_be_shown_leaves_the_list_alone(
    browser: httpx.AsyncClient, services: ScriptedServices, shown: str
) -> None:
    services.says("billing_docs.get_document", NotFound("document"))

    page = await read(browser, f"/post?show={shown}")

    assert page.select("aside") == []
    assert len(page.select("tbody tr")) == 1


@pytest.mark.asyncio
async def test_contracts_are_a_table_of_the_columns_one_has_chosen(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    view = ListView(columns=("ends_on", "vanished", "number"), sort="number")
    services.says("catalog.get_list_view", view)

    page = await read(browser, "/contracts")

    heads = [head.text for head in page.select("table.documents th")]
    link = page.select_one("td.number a")
    assert heads == ["Ende", "Vertragsnummer"]
    assert link is not None
    assert link["href"] == f"/contracts/{CONTRACT_ID}"


@pytest.mark.asyncio
async def test_chosen_columns_are_kept_in_their_order_with_the_order_of_rows(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.get_list_view", ListView(columns=("number",), sort="customer"))
    form = {"place_number": "2", "place_customer": "1", "place_kind": "", "place_odd": "3"}

    answer = await browser.post("/contracts/view", data=form)

    kept = services.calls_of("catalog.put_list_view")[0].arguments["request"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts?done=view_kept")
    assert (kept.list_name, kept.view.columns) == ("contracts", ("customer", "number"))
    assert kept.view.sort == "customer"


@pytest.mark.asyncio
async def test_without_an_own_view_contracts_look_as_usual(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.get_list_view", UnknownService("catalog", "away"))

    page = await read(browser, "/contracts")

    assert page.select("table.documents") == []
    assert len(page.select("section .rows > li")) == 1


@pytest.mark.asyncio
async def test_a_contract_draws_its_days(browser: httpx.AsyncClient) -> None:
    page = await read(browser, f"/contracts/{CONTRACT_ID}")

    picture = page.select_one("svg.timeline")
    assert picture is not None
    assert picture["aria-label"]
    assert len(picture.select("circle")) == 3
    assert len(picture.select("rect")) == 1
    assert page.select("[style]") == []


def test_a_line_reaches_from_the_first_to_the_last_day_and_shows_today() -> None:
    entries = (
        (TimelineEntry(kind="starts", on=TODAY - timedelta(days=50)), "Beginn"),
        (TimelineEntry(kind="ends", on=TODAY + timedelta(days=50)), "Ende"),
    )

    line = line_of(entries, TODAY)

    assert line is not None
    assert [mark.place for mark in line.marks] == ["0.00", "100.00"]
    assert line.present == "50.00"
    assert line_of((), TODAY) is None
    assert line_of(((TimelineEntry(kind="starts", on=TODAY), "Beginn"),), TODAY) is None


def a_state(**other: Any) -> ServiceState:
    """Return the state of a service in which nothing waits."""
    quiet = QueueState(name="rpc-some", ready=0, paused=0, dead=0, consumers=1)
    return replace(
        ServiceState(
            queues=(quiet,),
            outbox_waiting=0,
            outbox_postponed=0,
            outbox_oldest_seconds=0,
            parked=0,
            look_at={},
        ),
        **other,
    )


@pytest.mark.asyncio
async def test_the_administration_sees_which_services_answer_and_what_waits_in_them(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    staff = a_principal(organisation_kind="vendor", role="admin")
    services.tokens[TOKEN] = an_authenticated(staff)
    lonely = QueueState(name="evt-lonely", ready=7, paused=2, dead=0, consumers=0)
    services.says("catalog.get_service_state", a_state())
    services.says("tickets.get_service_state", a_state(queues=(lonely,)))
    services.says("billing_docs.get_service_state", a_state(parked=3))
    services.says("identity.get_service_state", ServiceUnavailable("database"))
    doubts = a_state(look_at={"mails_in_doubt": 4, "thing_of_tomorrow": 5})
    services.says("notifications.get_service_state", doubts)

    page = await read(browser, "/system")

    said = {
        section["aria-labelledby"]: section.get_text(" ", strip=True)
        for section in page.select("main section")
    }
    assert "antwortet nicht" in said["service-identity"]
    assert "Alle 1 Warteschlangen sind leer" in said["service-catalog"]
    assert "evt-lonely wartend: 7 · in Pause: 2 · abgebrochen: 0" in said["service-tickets"]
    assert "niemand nimmt an" in said["service-tickets"]
    assert [each.text for each in page.select("a[href='/office/parked']")] == ["3"]
    assert "E-Mails im Zweifel 4 thing_of_tomorrow 5" in said["service-notifications"]
    assert page.select_one("a[href='/office/doubts']") is not None
    assert "Mindestens ein Dienst antwortet nicht." in page.text


@pytest.mark.asyncio
async def test_where_all_is_well_the_state_of_the_system_says_so(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    staff = a_principal(organisation_kind="vendor", role="admin")
    services.tokens[TOKEN] = an_authenticated(staff)
    for name in ("identity", "billing_docs", "tickets", "catalog", "notifications"):
        services.says(f"{name}.get_service_state", a_state())

    well = await read(browser, "/system")
    services.says("tickets.get_service_state", a_state(outbox_waiting=1, outbox_oldest_seconds=61))
    late = await read(browser, "/system")

    assert "nichts wartet auf jemanden" in well.text
    assert "nichts wartet auf jemanden" not in late.text
    assert "seit 61 s" in late.text


@pytest.mark.asyncio
async def test_nobody_else_sees_the_state_of_services(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await browser.get("/system")

    assert response.status_code == 403
    assert not services.calls_of("catalog.get_service_state")
