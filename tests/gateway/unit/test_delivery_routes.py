"""How documents come, and what the print room fetches, as clients of the API see it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.delivery import DeliveryMode, DeliveryModeHistory, PrintBatch, PrintBatchPage
from contracts.errors import InvalidInput, NotPermitted
from tests.gateway.samples import ORGANISATION_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

BATCH_ID = UUID("01930000-0000-7000-8000-0000000000aa")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DIGITAL = DeliveryMode(
    organisation_id=ORGANISATION_ID,
    mode="digital",
    ends_on=None,
    until_contract_end=False,
    postal_address=None,
    chosen_at=None,
)
BATCH = PrintBatch(
    id=BATCH_ID,
    business_day=date(2026, 3, 2),
    state="ready",
    documents=3,
    left_out=0,
    pages=9,
    size_bytes=1000,
    sha256="0" * 64,
    closed_at=NOW,
    ready_at=NOW,
    printed_at=None,
)


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "answer"),
    [
        ("GET", "/v1/delivery-mode", None, "get_delivery_mode", DIGITAL),
        ("PUT", "/v1/delivery-mode", {"mode": "digital"}, "set_delivery_mode", DIGITAL),
        (
            "GET",
            "/v1/delivery-mode/history",
            None,
            "list_delivery_modes",
            DeliveryModeHistory(items=()),
        ),
        (
            "GET",
            "/v1/print-batches?state=ready",
            None,
            "list_print_batches",
            PrintBatchPage(items=(BATCH,), next_cursor=None),
        ),
        ("GET", f"/v1/print-batches/{BATCH_ID}", None, "get_print_batch", BATCH),
        ("POST", f"/v1/print-batches/{BATCH_ID}/printed", None, "mark_printed", BATCH),
    ],
)
async def test_each_is_one_call_of_billing_docs(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
) -> None:
    services.says(f"billing_docs.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    assert response.status_code == 200, response.text
    asked = [one.called for one in services.asked if one.called != "identity.authenticate"]
    assert asked == [f"billing_docs.{called}"]


async def test_terms_that_are_refused_are_named_as_the_client_knows_them(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.set_delivery_mode", InvalidInput("request.until", "only_one_end"))

    response = await signed_in.put(
        "/v1/delivery-mode",
        json={"mode": "postal", "until": "2026-04-01", "until_contract_end": True},
    )

    assert response.status_code == 422
    (fault,) = response.json()["errors"]
    assert (fault["field"], fault["reason"]) == ("until", "only_one_end")
    assert fault["message"] == "Bitte geben Sie nur ein Ende an: einen Tag oder das Vertragsende."


@pytest.mark.parametrize("body", [{}, {"mode": "fax"}, {"mode": "postal", "until": "31.12.2026"}])
async def test_what_is_no_mode_asks_nobody(
    signed_in: httpx.AsyncClient, services: ScriptedServices, body: Any
) -> None:
    response = await signed_in.put("/v1/delivery-mode", json=body)

    assert response.status_code == 422
    assert services.calls_of("billing_docs.set_delivery_mode") == []


async def test_who_may_not_fetch_batches_is_told_what_is_missing(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.open_print_file", NotPermitted("print_batches.fetch"))

    response = await signed_in.get(f"/v1/print-batches/{BATCH_ID}/file")

    assert response.status_code == 403
    assert "Druckaufträge" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "which"),
    [("", "index_json"), ("?format=json", "index_json"), ("?format=csv", "index_csv")],
)
async def test_the_index_comes_as_json_or_csv(
    signed_in: httpx.AsyncClient, services: ScriptedServices, query: str, which: str
) -> None:
    services.says("billing_docs.open_print_file", NotPermitted("print_batches.fetch"))

    await signed_in.get(f"/v1/print-batches/{BATCH_ID}/index{query}")

    (asked,) = services.calls_of("billing_docs.open_print_file")
    assert asked.arguments == {"batch_id": BATCH_ID, "which": which}
