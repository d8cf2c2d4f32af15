"""The page of exports: ask, follow, fetch, cancel, without a script."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import ExportInWork, InvalidInput
from contracts.exports import Export, ExportKey, ExportPart, Exports, ExportSelection
from tests.gateway.samples import ORGANISATION_ID, an_archived_file
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

EXPORT_ID = UUID("01930000-0000-7000-8000-000000000030")
KEY = ExportKey(kty="OKP", crv="Ed25519", x="x", kid="1", fingerprint="0badcafe 12345678")


def an_export(**changes: Any) -> Export:
    values: dict[str, Any] = {
        "id": EXPORT_ID,
        "organisation_id": ORGANISATION_ID,
        "state": "running",
        "selection": ExportSelection(),
        "requested_at": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
        "document_count": 400,
        "done_count": 100,
        "left_out_count": 0,
        "parts": (),
        "finished_at": None,
        "expires_at": None,
    }
    return Export(**(values | changes))


READY = an_export(
    state="ready",
    done_count=400,
    expires_at=datetime(2026, 11, 9, 9, 0, tzinfo=UTC),
    parts=tuple(
        ExportPart(
            number=n,
            file_name=f"kontor-export-{n}.zip",
            size_bytes=3 * 1024 * 1024,
            sha256="0" * 64,
            document_count=200,
        )
        for n in (1, 2)
    ),
)


@pytest.fixture(autouse=True)
def _none_yet(services: ScriptedServices) -> None:
    services.says("billing_docs.list_exports", Exports(items=()))
    services.says("billing_docs.get_export_key", KEY)


async def soup_of(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "lxml")


@pytest.mark.req("B14")
async def test_a_link_fills_the_form_in(browser: httpx.AsyncClient) -> None:
    response = await browser.get("/exports?issued_from=2026-03-01&issued_until=2026-03-31")

    soup = await soup_of(response)
    dates = [field["value"] for field in soup.select('input[type="date"]')]
    assert (response.status_code, dates) == (200, ["2026-03-01", "2026-03-31"])
    assert "0badcafe 12345678" in response.text
    assert not soup.select("main script")


@pytest.mark.req("B14")
async def test_the_form_asks_for_an_export(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.request_export", an_export())
    form = {"issued_from": "2026-03-01", "issued_until": "", "document_type": "invoice"}

    response = await browser.post("/exports", data=form)

    assert (response.status_code, response.headers["location"]) == (303, "/exports?done=asked")
    (asked,) = services.calls_of("billing_docs.request_export")
    request = asked.arguments["request"]
    assert (request.issued_from, request.issued_until) == (date(2026, 3, 1), None)
    assert request.document_types == ("invoice",)


async def test_documents_that_were_chosen_elsewhere_are_exported(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.request_export", an_export())
    shown = await browser.get(f"/exports?document_ids={EXPORT_ID},{ORGANISATION_ID}")
    hidden = (await soup_of(shown)).select_one('input[name="document_ids"]')
    assert hidden is not None

    await browser.post("/exports", data={"document_ids": hidden["value"]})

    (asked,) = services.calls_of("billing_docs.request_export")
    assert asked.arguments["request"].document_ids == (EXPORT_ID, ORGANISATION_ID)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (InvalidInput("request", "nothing_selected"), 422, "Es ist nichts ausgewählt."),
        (InvalidInput("request.issued_until", "before_its_beginning"), 422, "vor dem Anfang"),
        (ExportInWork(), 409, "noch erstellt"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_form(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    words: str,
) -> None:
    services.says("billing_docs.request_export", error)

    response = await browser.post("/exports", data={"issued_from": "2026-03-01"})

    assert response.status_code == status
    assert words in response.text
    assert 'value="2026-03-01"' in response.text


@pytest.mark.parametrize(
    "form", [{"issued_from": "yesterday"}, {"document_ids": "x,y"}, {"document_type": "valentine"}]
)
async def test_what_cannot_be_read_reaches_no_service(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    response = await browser.post("/exports", data=form)

    assert response.status_code == 422
    assert services.calls_of("billing_docs.request_export") == []


@pytest.mark.req("B14")
async def test_an_export_in_work_shows_how_far_it_is_and_can_be_cancelled(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.list_exports", Exports(items=(an_export(),)))
    services.says("billing_docs.cancel_export", an_export(state="cancelled"))

    soup = await soup_of(await browser.get("/exports"))

    bar = soup.select_one("progress")
    assert bar is not None
    assert (bar["value"], bar["max"]) == ("100", "400")
    assert soup.select_one('form[method="post"][action="/exports"]') is None
    cancel = soup.select_one(f'form[action="/exports/{EXPORT_ID}/cancel"]')
    assert cancel is not None
    response = await browser.post(str(cancel["action"]), data={})
    assert response.headers["location"] == "/exports?done=cancelled"


@pytest.mark.req("B14")
async def test_each_part_of_a_ready_export_has_its_link(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.list_exports", Exports(items=(READY,)))

    soup = await soup_of(await browser.get("/exports"))

    links = [link["href"] for link in soup.select(".export a")]
    assert links == [f"/v1/exports/{EXPORT_ID}/parts/{n}" for n in (1, 2)]
    assert "Teil 2 von 2 herunterladen" in soup.get_text(" ")
    assert "09.11.2026, 10:00" in soup.get_text(" ")


async def test_what_was_left_out_is_said(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    exports = (an_export(state="ready", left_out_count=1), an_export(state="failed"))
    services.says("billing_docs.list_exports", Exports(items=exports))

    response = await browser.get("/exports")

    assert "Ein Dokument konnte nicht herausgegeben werden." in response.text
    assert "Fehlgeschlagen" in response.text


@pytest.mark.parametrize("address", ["/exports/nonsense/cancel"])
async def test_what_cannot_be_an_export_is_not_found(
    browser: httpx.AsyncClient, address: str
) -> None:
    assert (await browser.post(address, data={})).status_code == 404


async def test_the_api_asks_follows_cancels_and_names_the_key(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for called in ("request_export", "get_export", "cancel_export"):
        services.says(f"billing_docs.{called}", an_export())

    asked = await signed_in.post("/v1/exports", json={"document_types": ["invoice"]})
    followed = await signed_in.get(f"/v1/exports/{EXPORT_ID}")
    cancelled = await signed_in.post(f"/v1/exports/{EXPORT_ID}/cancel")
    listed = await signed_in.get("/v1/exports")
    key = await signed_in.get("/v1/exports/signing-key")

    answers = (asked, followed, cancelled, listed, key)
    assert [answer.status_code for answer in answers] == [202, 200, 200, 200, 200]
    assert key.json()["fingerprint"] == KEY.fingerprint


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "9" * 7, "²"])
async def test_a_part_has_a_plain_number(
    signed_in: httpx.AsyncClient, services: ScriptedServices, number: str
) -> None:
    services.says("billing_docs.open_export_part", an_archived_file())

    response = await signed_in.get(f"/v1/exports/{EXPORT_ID}/parts/{number}")

    assert response.status_code == 404
    assert services.calls_of("billing_docs.open_export_part") == []
