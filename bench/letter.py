"""A letter of one page, as a file that is quick to read."""

from datetime import date
from decimal import Decimal

from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    make_plain_pdf,
    reminder,
)


def make_letter() -> bytes:
    """Return a reminder as a PDF."""
    overdue = InvoiceSketch(
        number="RE-2026-0815",
        issued_on=date(2026, 3, 2),
        due_on=date(2026, 3, 16),
        seller=MUSTERFABRIK,
        buyer=MUSTERKUNDE,
        customer_number="10001",
        lines=(InvoiceLine(text="Wartung", quantity=Decimal(1), unit_price_cents=9_950),),
    )
    day, pay_by = date(2026, 3, 20), date(2026, 4, 3)
    return make_plain_pdf(reminder(overdue, number="MA-1", issued_on=day, pay_by=pay_by))
