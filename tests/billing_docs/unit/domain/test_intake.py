"""What makes an event acceptable, and what it and its file say differently."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from billing_docs.domain.faults import DocumentRefused
from billing_docs.domain.intake import check_issued, contradictions, total_of
from billing_docs.domain.invoice_fields import InvoiceFields
from contracts.inbound import INLINE_LIMIT_BYTES, DocumentIssued, IssuedFile
from contracts.money import Money

CONTENT = b"%PDF"


def issued(*, file: dict[str, Any] | None = None, **changes: Any) -> DocumentIssued:
    """Return what an event says, with `changes`, those of its file too."""
    whole_file: dict[str, Any] = {
        "name": "Rechnung Nr.\u00a01.pdf",
        "media_type": "application/pdf",
        "sha256": sha256(CONTENT).hexdigest(),
        "content": CONTENT,
        **(file or {}),
    }
    whole: dict[str, Any] = {
        "customer_number": "10001",
        "document_type": "invoice",
        "number": "RE-1",
        "issued_on": date(2026, 3, 2),
        "file": IssuedFile(**whole_file),
        **changes,
    }
    return DocumentIssued(**whole)


def refusal_of(event: DocumentIssued) -> tuple[str, str]:
    """Return the code, and the field that the explanation begins with."""
    with pytest.raises(DocumentRefused) as refused:
        check_issued(event)
    assert refused.value.explanation.endswith(".")
    return refused.value.code.value, refused.value.explanation.partition(":")[0]


def test_an_event_as_it_should_be_is_fine() -> None:
    check_issued(issued())
    check_issued(issued(title="Ihre Rechnung für März, „Wartung“ 🧾", run_id="2026-03"))
    check_issued(issued(file={"content": None, "reference": "upload:1"}))
    check_issued(issued(total=Money(minor_units=-(2**63) + 1, currency="JPY")))


@pytest.mark.parametrize("character", ["\0", "\t", "\r\n", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["number", "title", "run_id"])
def test_control_characters_and_line_ends_are_refused(field: str, character: str) -> None:
    changes: dict[str, Any] = {field: f"RE{character}1"}
    event = issued(**changes)

    assert refusal_of(event) == ("invalid_data", f"data.{field}")


@pytest.mark.parametrize("field", ["name", "media_type"])
def test_those_of_the_file_are_refused_too(field: str) -> None:
    assert refusal_of(issued(file={field: "a\r\nb"})) == ("invalid_data", f"data.file.{field}")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": " "}, ("invalid_data", "data.number")),
        ({"file": {"content": None}}, ("invalid_data", "data.file")),
        ({"file": {"reference": "upload:1"}}, ("invalid_data", "data.file")),
        ({"file": {"content": b"%PDFx"}}, ("checksum_mismatch", "data.file.sha256")),
        (
            {"file": {"content": b"%" * (INLINE_LIMIT_BYTES + 1)}},
            ("too_large", "data.file.content"),
        ),
    ],
)
def test_a_refusal_names_the_field(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert refusal_of(issued(**changes)) == expected


@pytest.mark.parametrize(
    ("invoice", "expected"),
    [
        (None, []),
        (InvoiceFields(), []),
        (InvoiceFields(number="RE-1", issued_on=date(2026, 3, 2)), []),
        (InvoiceFields(number="RE-2"), ["number_differs_from_event"]),
        (InvoiceFields(issued_on=date(2026, 3, 3)), ["date_differs_from_event"]),
        (InvoiceFields(total_cents=100, currency="EUR"), []),
        (InvoiceFields(total_cents=101, currency="EUR"), ["total_differs_from_event"]),
        (InvoiceFields(total_cents=100, currency="CHF"), ["total_differs_from_event"]),
        (InvoiceFields(total_cents=101), []),
    ],
)
def test_differences_between_event_and_xml_are_named(
    invoice: InvoiceFields | None, expected: list[str]
) -> None:
    event = issued(total=Money(minor_units=100, currency="EUR"))

    assert [fault.value for fault in contradictions(event, invoice)] == expected


def test_the_total_is_the_xmls_where_it_says_one() -> None:
    of_event, of_xml = (Money(minor_units=units, currency="EUR") for units in (100, 101))
    invoice = InvoiceFields(total_cents=101, currency="EUR")

    assert total_of(issued(total=of_event), invoice) == of_xml
    assert total_of(issued(total=of_event), InvoiceFields()) == of_event
    assert total_of(issued(total=of_event), None) == of_event
    assert total_of(issued(), None) is None
