"""One id leads from a request at the gateway to the mail that it caused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.inbound import DOCUMENT_ISSUED
from kontor_publisher.documents import describe_document
from kontor_publisher.events import make_event, to_message
from tests.flows.test_exports import api_key
from tests.flows.world import World, an_invoice_pdf
from tests.waiting import until

# The request's own line, that of each message that came of it, and that of the mail going out.
EXPECTED = {
    "gateway": {"request"},
    "billing-docs": {"receive_document"},
    "notifications": {"queue_document_notice", "attempt ended"},
}


def lines_with(world: World, part: str, correlation_id: str) -> list[dict[str, Any]]:
    """Return what a part has logged about one id."""
    lines = (world.product.home / "logs" / f"{part}.log").read_text().splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    return [record for record in records if record.get("correlation_id") == correlation_id]


def unseen(world: World, correlation_id: str) -> dict[str, set[str]]:
    """Return what should be found by the id and is not, by part."""
    missing = {}
    for part, expected in EXPECTED.items():
        lines = lines_with(world, part, correlation_id)
        left = expected - {
            line[name] for line in lines for name in ("event", "entrypoint") if name in line
        }
        if left:
            missing[part] = left
    return missing


@pytest.mark.req("H9")
def test_the_id_of_a_request_is_in_every_log_as_far_as_the_mail(world: World) -> None:
    customer = world.new_customer()
    invoice = an_invoice_pdf(customer, "RE-ID-1")
    document = describe_document(
        invoice.content,
        customer_number=customer.number,
        document_type="invoice",
        number=invoice.number,
        issued_on=invoice.issued_on,
    )
    event = make_event(
        DOCUMENT_ISSUED, document, source=world.erp.source, event_id="one-id-1", subject=None
    )
    message = to_message(event, "structured")

    answer = world.portal.http.post(
        "/v1/documents",
        content=message.body,
        headers={
            **world.portal.as_(api_key(world)),
            "Content-Type": message.content_type,
            "X-Request-Id": "from-page-to-mail-1",
        },
    )

    assert answer.status_code == 202, answer.text
    assert answer.headers["x-request-id"] == "from-page-to-mail-1"
    until(lambda: world.notices_to(customer), seconds=60)
    # Each line is written right after the work, which the mail does not wait for.
    until(lambda: not unseen(world, "from-page-to-mail-1"), seconds=60)
