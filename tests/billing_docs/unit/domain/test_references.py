"""Which other documents a document names: in its event, and in its XML."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from billing_docs.domain.invoice_fields import InvoiceFields
from billing_docs.domain.references import references_of
from contracts.inbound import DocumentIssued, IssuedFile


def an_issued(**changes: Any) -> DocumentIssued:
    values: dict[str, Any] = {
        "customer_number": "10001",
        "document_type": "invoice",
        "number": "RE-2",
        "issued_on": date(2026, 3, 2),
        "file": IssuedFile(name="a.pdf", media_type="application/pdf", sha256="0" * 64),
    }
    return DocumentIssued(**{**values, **changes})


def named(issued: DocumentIssued, invoice: InvoiceFields | None = None) -> list[tuple[str, str]]:
    return [(each.relation, each.number) for each in references_of(issued, invoice)]


@pytest.mark.req("B18")
@pytest.mark.parametrize(
    ("document_type", "type_code", "relation"),
    [
        ("credit_note", "381", "corrects"),
        ("credit_note", None, "corrects"),
        ("invoice", "384", "corrects"),
        ("invoice", "380", "refers_to"),
    ],
)
def test_the_preceding_invoice_of_the_xml_is_corrected_or_referred_to(
    document_type: str, type_code: str | None, relation: str
) -> None:
    invoice = InvoiceFields(type_code=type_code, preceding_invoice_number="RE-1")

    found = named(an_issued(document_type=document_type), invoice)

    assert found == [(relation, "RE-1")]


@pytest.mark.req("B18")
def test_what_event_and_xml_both_name_is_named_once_as_the_event_says() -> None:
    invoice = InvoiceFields(preceding_invoice_number="RE-1")

    found = named(an_issued(corrects="RE-1", refers_to=("RE-0", "RE-1")), invoice)

    assert found == [("corrects", "RE-1"), ("refers_to", "RE-0")]


@pytest.mark.req("B18")
@pytest.mark.parametrize("number", ["RE-2", "x" * 201, "", None])
def test_a_document_names_neither_itself_nor_what_is_no_number(number: str | None) -> None:
    invoice = replace(InvoiceFields(), preceding_invoice_number=number)

    assert named(an_issued(), invoice) == []
