"""What a document takes from its event and its file, and what is written down beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from billing_docs.domain.archive_record import LARGEST_RECORD_BYTES, archive_record, id_in
from billing_docs.domain.document import BillingDocument, Customer
from billing_docs.domain.invoice_fields import DocumentFormat, InvoiceFields
from billing_docs.domain.new_document import IssuedContent, make_document
from billing_docs.domain.notice import arrival_notice
from contracts.inbound import DocumentIssued, IssuedFile
from contracts.money import Money

CUSTOMER = Customer(
    organisation_id=UUID(int=1),
    customer_number="10001",
    name="Musterkunde AG (Demo)",
    language="en",
)
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_document(
    invoice: InvoiceFields | None = None,
    *,
    media_type: str = "application/pdf",
    faults: tuple[str, ...] = (),
    **changes: Any,
) -> BillingDocument:
    """Return the document that an event and an invoice make."""
    values: dict[str, Any] = {
        "customer_number": "10001",
        "document_type": "invoice",
        "number": "RE-1",
        "issued_on": date(2026, 3, 2),
        "file": IssuedFile(name="RE-1.pdf", media_type=media_type, sha256="ab" * 32),
        **changes,
    }
    return make_document(
        DocumentIssued(**values),
        IssuedContent(
            content=b"%PDF", format=DocumentFormat.PLAIN_PDF, invoice=invoice, faults=faults
        ),
        document_id=UUID(int=7),
        source="/erp/demo",
        customer=CUSTOMER,
        now=NOW,
    )


def test_the_event_names_it_and_the_xml_completes_it() -> None:
    invoice = InvoiceFields(
        number="OTHER",
        due_on=date(2026, 4, 1),
        total_cents=11900,
        currency="EUR",
        seller_name="Musterfabrik GmbH (Demo)",
    )

    document = a_document(invoice, total=Money(minor_units=1, currency="EUR"))

    assert (document.number, document.due_on) == ("RE-1", date(2026, 4, 1))
    assert (document.total_minor_units, document.currency) == (11900, "EUR")
    assert (document.seller_name, document.buyer_name) == ("Musterfabrik GmbH (Demo)", None)
    assert document.notice_requested_at is None


def test_the_events_own_due_date_is_kept() -> None:
    document = a_document(InvoiceFields(due_on=date(2026, 4, 1)), due_on=date(2026, 5, 1))

    assert document.due_on == date(2026, 5, 1)


def test_each_fault_is_named_once() -> None:

    document = a_document(InvoiceFields(number="RE-2"), faults=("pdf_damaged", "pdf_damaged"))

    assert document.faults == ("pdf_damaged", "number_differs_from_event")


@pytest.mark.parametrize("named", ["application/pdf", "Application/PDF", " application/pdf ; v=1"])
def test_the_media_type_is_kept_without_what_publishers_add(named: str) -> None:
    document = a_document(media_type=named)

    assert document.media_type == "application/pdf"
    assert document.object_key.endswith(".pdf")


def test_the_key_in_the_archive_tells_documents_apart_and_says_nothing_of_them() -> None:
    document = a_document()

    assert document.object_key == a_document(title="Other").object_key
    keys = {
        document.object_key,
        a_document(number="RE-2").object_key,
        a_document(document_type="letter").object_key,
    }
    assert len(keys) == 3
    assert "RE-1" not in document.object_key


def test_the_record_says_what_the_bytes_do_not() -> None:
    document = a_document(title="Wartung", total=Money(minor_units=5, currency="EUR"))

    record = archive_record(document, event_id="e-1", customer_number="10001")

    assert id_in(record) == document.id
    said = msgspec.json.decode(record)
    assert said["event_id"] == "e-1"
    assert (said["number"], said["title"], said["issued_on"]) == ("RE-1", "Wartung", "2026-03-02")
    assert (said["total_minor_units"], said["currency"]) == (5, "EUR")
    assert "run_id" not in said


def test_the_longest_names_still_leave_a_record_that_fits() -> None:
    long = "🧾" * 200
    document = replace(
        a_document(number=long, title=long, run_id=long), file_name=long, source="/erp/demo"
    )

    record = archive_record(document, event_id="e" * 250, customer_number="10001")

    assert len(record) <= LARGEST_RECORD_BYTES
    said = msgspec.json.decode(record)
    assert (said["number"], said["id"]) == (long, str(document.id))
    assert "title" not in said


@pytest.mark.parametrize("record", [b"", b"{}", b"\xff", b'{"id": 1}', b"[]"])
def test_a_record_of_somebody_else_names_no_id(record: bytes) -> None:
    assert id_in(record) is None


@pytest.mark.req("SE-30")
def test_the_notice_says_what_a_mail_needs_in_the_customers_language() -> None:
    document = a_document(total=Money(minor_units=11900, currency="EUR"))

    notice = arrival_notice(
        document, CUSTOMER, recipient="pool@musterkunde.example", portal_url="https://p.example/"
    )

    assert notice.idempotency_key == f"document_arrived:{document.id}"
    assert (notice.recipient, notice.language) == ("pool@musterkunde.example", "en")
    assert notice.parameters == {
        "document_type": "invoice",
        "number": "RE-1",
        "issued_on": "2026-03-02",
        "total_minor_units": "11900",
        "currency": "EUR",
        "organisation_name": "Musterkunde AG (Demo)",
        "link": f"https://p.example/post/{document.id}",
    }


def test_a_document_without_a_total_has_none_in_its_notice() -> None:
    notice = arrival_notice(a_document(), CUSTOMER, recipient="a@b.example", portal_url="https://p")

    assert (notice.parameters["total_minor_units"], notice.parameters["currency"]) == ("", "")
