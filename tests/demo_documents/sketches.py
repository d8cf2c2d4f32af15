"""Builds sketches: what a test names matters to it, the rest is any invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    InvoiceType,
    Unit,
)

_INVOICE = InvoiceSketch(
    number="RE-2026-0042",
    issued_on=date(2026, 3, 5),
    due_on=date(2026, 4, 4),
    seller=MUSTERFABRIK,
    buyer=MUSTERKUNDE,
    customer_number="10042",
    buyer_reference="04011000-12345-34",
    order_reference="B-7781",
    service_from=date(2026, 3, 1),
    service_through=date(2026, 3, 31),
    lines=(
        InvoiceLine(
            text="Softwarepflege Warenwirtschaft, 12 Arbeitsplätze",
            quantity=Decimal(1),
            unit_price_cents=48900,
            unit=Unit.MONTH,
            article_number="SP-12",
        ),
        InvoiceLine(
            text="Einrichtung der Schnittstelle zum Versand",
            quantity=Decimal("6.5"),
            unit_price_cents=12450,
            unit=Unit.HOUR,
        ),
        InvoiceLine(
            text="Handbuch „Lager und Versand“, gedruckt",
            quantity=Decimal(3),
            unit_price_cents=2990,
            vat_percent=7,
            article_number="HB-3",
        ),
    ),
)


def an_invoice(**changes: Any) -> InvoiceSketch:
    """Return an invoice over 1.387,95 € net, 252,95 € tax, 1.640,90 € in all."""
    return replace(_INVOICE, **changes)


def a_credit_note(**changes: Any) -> InvoiceSketch:
    """Return the credit note for the last line of `an_invoice`: 95,98 € in all."""
    credit_note = replace(
        _INVOICE,
        number="RK-2026-0007",
        issued_on=date(2026, 3, 20),
        due_on=None,
        type_code=InvoiceType.CREDIT_NOTE,
        preceding_invoice_number=_INVOICE.number,
        preceding_issued_on=_INVOICE.issued_on,
        service_from=None,
        service_through=None,
        lines=_INVOICE.lines[2:],
    )
    return replace(credit_note, **changes)
