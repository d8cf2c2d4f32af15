"""The dozen documents that the demo ERP issues in its last months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contracts.inbound import DocumentType
from contracts.money import Money
from kontor_demo.company import BEISPIELBETRIEB
from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    InvoiceType,
    Party,
    Unit,
    contract_letter,
    delivery_note,
    make_plain_pdf,
    make_xrechnung,
    make_zugferd_invoice,
    reminder,
)

PDF, XML = "application/pdf", "application/xml"
_MAINTENANCE = InvoiceLine(
    text="Wartungsvertrag Premium, monatlich",
    quantity=Decimal(1),
    unit_price_cents=24900,
    unit=Unit.MONTH,
)
_TONER = InvoiceLine(
    text="Toner schwarz, 12.000 Seiten", quantity=Decimal(4), unit_price_cents=8950
)
_HOURS = InvoiceLine(
    text="Einrichtung vor Ort", quantity=Decimal("2.5"), unit_price_cents=9800, unit=Unit.HOUR
)
_HANDBOOK = InvoiceLine(
    text="Handbuch, gedruckt", quantity=Decimal(2), unit_price_cents=3500, vat_percent=7
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One document as the ERP hands it over."""

    customer_number: str
    document_type: DocumentType
    number: str
    issued_on: date
    content: bytes
    media_type: str
    due_on: date | None = None
    total: Money | None = None
    title: str | None = None

    @property
    def file_name(self) -> str:
        """The name under which a customer would save it."""
        return f"{self.number}.{'pdf' if self.media_type == PDF else 'xml'}"


def demo_documents(today: date) -> Iterator[Issued]:
    """Yield the documents, oldest first, dated in the four months before `today`."""
    first = today.replace(day=1)
    months = [_months_before(first, back) for back in (4, 3, 2, 1)]
    kunde, betrieb = (MUSTERKUNDE, "10001"), (BEISPIELBETRIEB, "10002")
    yield _contract(kunde, months[0])
    for place, month in enumerate(months):
        yield _hybrid(_sketch(kunde, month, 1, (_MAINTENANCE,)))
        if place == 1:
            yield _hybrid(_sketch(betrieb, month, 2, (_HOURS, _HANDBOOK)))
    supplies = _sketch(kunde, months[1] + timedelta(days=9), 3, (_TONER, _HANDBOOK))
    yield _delivery(supplies)
    yield _hybrid(supplies)
    yield _credit(supplies, months[2] + timedelta(days=3))
    yield _overdue(_sketch(kunde, months[0], 1, (_MAINTENANCE,)), months[2] + timedelta(days=20))
    yield _xrechnung(_sketch(kunde, months[3] + timedelta(days=12), 4, (_HOURS,)), "ubl")
    yield _xrechnung(_sketch(betrieb, months[3] + timedelta(days=14), 5, (_TONER,)), "cii")


def _months_before(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _sketch(
    buyer: tuple[Party, str], issued_on: date, number: int, lines: tuple[InvoiceLine, ...]
) -> InvoiceSketch:
    return InvoiceSketch(
        number=f"RE-{issued_on:%Y-%m}-{number:03}",
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=14),
        seller=MUSTERFABRIK,
        buyer=buyer[0],
        customer_number=buyer[1],
        buyer_reference=buyer[1],
        lines=lines,
    )


def _invoice(sketch: InvoiceSketch, content: bytes, media_type: str) -> Issued:
    return Issued(
        customer_number=sketch.customer_number,
        document_type="credit_note" if sketch.is_credit_note else "invoice",
        number=sketch.number,
        issued_on=sketch.issued_on,
        due_on=sketch.due_on,
        total=Money(minor_units=sketch.total_cents, currency="EUR"),
        content=content,
        media_type=media_type,
    )


def _hybrid(sketch: InvoiceSketch) -> Issued:
    return _invoice(sketch, make_zugferd_invoice(sketch), PDF)


def _xrechnung(sketch: InvoiceSketch, syntax: str) -> Issued:
    return _invoice(sketch, make_xrechnung(sketch, "ubl" if syntax == "ubl" else "cii"), XML)


def _credit(original: InvoiceSketch, issued_on: date) -> Issued:
    sketch = InvoiceSketch(
        number=f"GS-{issued_on:%Y-%m}-001",
        issued_on=issued_on,
        seller=original.seller,
        buyer=original.buyer,
        customer_number=original.customer_number,
        buyer_reference=original.buyer_reference,
        lines=(_HANDBOOK,),
        type_code=InvoiceType.CREDIT_NOTE,
        preceding_invoice_number=original.number,
        preceding_issued_on=original.issued_on,
    )
    return _hybrid(sketch)


def _overdue(invoice: InvoiceSketch, issued_on: date) -> Issued:
    number = f"MA-{issued_on:%Y-%m}-001"
    letter = reminder(
        invoice, number=number, issued_on=issued_on, pay_by=issued_on + timedelta(days=10)
    )
    return Issued(
        customer_number=invoice.customer_number,
        document_type="reminder",
        number=number,
        issued_on=issued_on,
        content=make_plain_pdf(letter),
        media_type=PDF,
        title=f"Zahlungserinnerung zu {invoice.number}",
    )


def _delivery(invoice: InvoiceSketch) -> Issued:
    number = invoice.number.replace("RE-", "LS-")
    letter = delivery_note(invoice, number=number, issued_on=invoice.issued_on)
    return Issued(
        customer_number=invoice.customer_number,
        document_type="delivery_note",
        number=number,
        issued_on=invoice.issued_on,
        content=make_plain_pdf(letter),
        media_type=PDF,
    )


def _contract(buyer: tuple[Party, str], begins_on: date) -> Issued:
    number = f"VT-{begins_on.year}-001"
    letter = contract_letter(
        number=number,
        seller=MUSTERFABRIK,
        buyer=buyer[0],
        customer_number=buyer[1],
        signed_on=begins_on - timedelta(days=10),
        begins_on=begins_on,
        months=24,
        service="Wartungsvertrag Premium",
        monthly_cents=24900,
    )
    return Issued(
        customer_number=buyer[1],
        document_type="contract",
        number=number,
        issued_on=begins_on - timedelta(days=10),
        content=make_plain_pdf(letter),
        media_type=PDF,
        title="Wartungsvertrag Premium",
    )
