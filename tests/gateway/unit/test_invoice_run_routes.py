"""Invoice runs over HTTP: one call of billing-docs each."""

import json
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from contracts.invoice_runs import InvoiceRun, InvoiceRunReport, InvoiceRuns
from contracts.publishing import AcceptedEvent
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

RUN_ID = UUID("01930000-0000-7000-8000-000000000020")
RUN = InvoiceRun(
    id=RUN_ID,
    source="/erp/demo",
    run_id="2026-11",
    state="open",
    announced_count=2,
    received_count=1,
    first_seen_at=datetime(2026, 11, 1, tzinfo=UTC),
    announced_at=datetime(2026, 11, 1, tzinfo=UTC),
    closed_at=None,
    closed_reason=None,
)
REPORT = InvoiceRunReport(
    run=RUN,
    is_complete=False,
    missing_count=1,
    missing_numbers=("RE-2",),
    unexpected_count=0,
    unexpected_numbers=(),
    duplicate_count=0,
    conflict_count=0,
    conflicts=(),
    parked_count=0,
    parked=(),
    totals=(),
    without_total_count=0,
    notified_count=1,
    postal_count=0,
    bounced_count=0,
    opened_count=0,
)


@pytest.mark.req("SE-57", "B16")
async def test_runs_are_listed_and_reported(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.list_invoice_runs", InvoiceRuns(items=(RUN,), next_cursor=None))
    services.says("billing_docs.get_invoice_run", REPORT)

    listed = await signed_in.get("/v1/invoice-runs?state=open&source=/erp/demo")
    reported = await signed_in.get(f"/v1/invoice-runs/{RUN_ID}")

    assert [run["run_id"] for run in listed.json()["items"]] == ["2026-11"]
    assert reported.json()["missing_numbers"] == ["RE-2"]
    (asked,) = services.calls_of("billing_docs.get_invoice_run")
    assert asked.arguments == {"invoice_run_id": RUN_ID}


async def test_a_run_is_announced_and_closed(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    accepted = AcceptedEvent(
        source="/erp/demo", event_id="r-1", event_type="invoice_run.announced.v1"
    )
    services.says("billing_docs.publish_event", accepted)
    services.says("billing_docs.close_invoice_run", None)

    announced = await signed_in.post(
        "/v1/invoice-runs",
        content=json.dumps({"id": "r-1"}),
        headers={"Content-Type": "application/cloudevents+json"},
    )
    closed = await signed_in.post(
        f"/v1/invoice-runs/{RUN_ID}/close", json={"reason": "Rest kommt im Dezember"}
    )

    services.says("billing_docs.announce_run_by_hand", accepted)
    body = {"source": "/erp/demo", "run_id": "2026-12", "document_count": 2}
    by_hand = await signed_in.post("/v1/invoice-runs/announcements", json=body)

    statuses = (announced.status_code, closed.status_code, by_hand.status_code)
    assert statuses == (202, 204, 202)
    (told,) = services.calls_of("billing_docs.announce_run_by_hand")
    assert told.arguments["request"].run_id == "2026-12"
    (asked,) = services.calls_of("billing_docs.publish_event")
    assert asked.arguments["event_type"] == "invoice_run.announced.v1"
