"""A system without a broker hands invoices in; their reader takes them away in one proven file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from billing_docs.adapters.exporting import check_export
from contracts.inbound import InvoiceRunAnnounced
from kontor_publisher import Publisher
from tests.flows.world import World, an_invoice_pdf
from tests.waiting import until


def api_key(world: World) -> str:
    """Return a key with which the demo ERP publishes over HTTP."""
    answer = world.portal.http.post(
        "/v1/api-keys",
        json={
            "name": "ERP (Demo)",
            "scopes": ["documents.publish"],
            "sources": [world.erp.source],
        },
        headers=world.portal.as_(world.staff()),
    )
    token: str = answer.raise_for_status().json()["key"]
    return token


@pytest.mark.req("SE-57", "SE-62", "BR-04", "B14", "B16")
def test_invoices_over_http_are_a_run_and_then_one_export(world: World, tmp_path: Path) -> None:
    customer = world.new_customer()
    numbers = ("EX-1", "EX-2")
    key = api_key(world)
    contents = {number: an_invoice_pdf(customer, number).content for number in numbers}
    accountant = world.portal.settle_in(customer.accountant)
    url = str(world.portal.http.base_url)

    with Publisher(url, world.erp.source, api_key=key, deadline_seconds=60) as erp:
        run = InvoiceRunAnnounced(run_id="EX", document_count=2, numbers=numbers)
        world.erp.publish_event("invoice_run.announced.v1", run, event_id="run/EX")
        for number, content in contents.items():
            drawn = an_invoice_pdf(customer, number)
            erp.publish_document(
                content,
                customer_number=customer.number,
                number=number,
                issued_on=drawn.issued_on,
                run_id="EX",
            )

    until(lambda: len(world.documents(accountant)) == 2, seconds=60, every=0.2)
    assert the_run(world, key, state="complete")["received_count"] == 2
    asked = world.portal.http.post("/v1/exports", json={}, headers=world.portal.as_(accountant))
    export_id = asked.raise_for_status().json()["id"]
    export = until(lambda: ready(world, accountant, export_id), seconds=60, every=0.5)
    part = world.get(f"/v1/exports/{export_id}/parts/1", accountant)
    saved = tmp_path / export["parts"][0]["file_name"]
    saved.write_bytes(part.content)
    checked = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-S", check_export.__file__, str(saved)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked
    assert all(content in part.content for content in contents.values())
    until(lambda: told_of_export(world, customer.accountant.email), seconds=60, every=0.5)
    stranger = world.portal.settle_in(customer.admin)
    assert world.get(f"/v1/exports/{export_id}/parts/1", stranger).status_code == 404


def the_run(world: World, key: str, *, state: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        answer = world.get("/v1/invoice-runs", key, params={"state": state}).raise_for_status()
        runs = [run for run in answer.json()["items"] if run["run_id"] == "EX"]
        return runs[0] if runs else None

    run = until(found, seconds=60, every=0.5)
    assert run is not None
    return run


def ready(world: World, token: str, export_id: str) -> dict[str, Any] | None:
    export: dict[str, Any] = world.get(f"/v1/exports/{export_id}", token).json()
    return export if export["state"] == "ready" else None


def told_of_export(world: World, email: str) -> bool:
    return any("/exports" in mail["text"] for mail in world.portal.mails_to(email))
