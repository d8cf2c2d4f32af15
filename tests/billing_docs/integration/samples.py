"""Documents for tests: what a test names matters to it, the rest is any document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    LetterSketch,
    make_plain_pdf,
    make_zugferd_invoice,
    reminder,
)


def an_invoice(number: str = "RE-2026-1001", **changes: Any) -> InvoiceSketch:
    """Return the sketch of an invoice over 119.00 euros, with `changes`."""
    values: dict[str, Any] = {
        "number": number,
        "issued_on": date(2026, 3, 2),
        "due_on": date(2026, 3, 16),
        "seller": MUSTERFABRIK,
        "buyer": MUSTERKUNDE,
        "customer_number": "10001",
        "buyer_reference": "04011000-12345-34",
        "lines": (InvoiceLine(text="Wartung", quantity=Decimal(1), unit_price_cents=10000),),
    }
    return InvoiceSketch(**{**values, **changes})


def a_reminder(number: str = "MA-1") -> LetterSketch:
    """Return the sketch of a reminder of some invoice."""
    return reminder(
        an_invoice("RE-OVERDUE"),
        number=number,
        issued_on=date(2026, 3, 20),
        pay_by=date(2026, 4, 3),
    )


@cache
def zugferd(number: str = "RE-2026-1001") -> bytes:
    """Return a ZUGFeRD invoice of that number."""
    return make_zugferd_invoice(an_invoice(number))


@cache
def plain_pdf(number: str = "MA-1") -> bytes:
    """Return a letter of that number as a plain PDF."""
    return make_plain_pdf(a_reminder(number))
