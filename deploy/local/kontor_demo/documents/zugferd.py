"""Makes invoices as PDF, alone or with the XML inside (ZUGFeRD 2, profile EN 16931)."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

import facturx
import pikepdf

from kontor_demo.documents import german
from kontor_demo.documents.invoice_xml import invoice_xml, payment_terms
from kontor_demo.documents.sketch import InvoiceLine, InvoiceSketch, Party, Unit
from kontor_demo.documents.typesetting import moment_of, typeset

# The word for exactly one, and for any other quantity.
_UNITS = {
    Unit.PIECE: ("Stück", "Stück"),
    Unit.HOUR: ("Stunde", "Stunden"),
    Unit.MONTH: ("Monat", "Monate"),
    Unit.YEAR: ("Jahr", "Jahre"),
}
_XMP_DATE = re.compile(rb"(<xmp:(?:Create|Modify)Date>)[^<]*")


def make_invoice_pdf(sketch: InvoiceSketch) -> bytes:
    """Return the invoice as a plain PDF: pages for people, nothing for programs."""
    return typeset("invoice", _content(sketch), issued_on=sketch.issued_on)


def make_zugferd_invoice(sketch: InvoiceSketch) -> bytes:
    """Return the invoice as PDF/A-3b with its XML inside, identical for an identical sketch."""
    pdf = facturx.generate_from_binary(
        make_invoice_pdf(sketch),
        invoice_xml(sketch, "cii"),
        flavor="factur-x",
        level="en16931",
        check_xsd=False,  # done when the XML was written
        check_schematron=False,
        pdf_metadata={
            "author": sketch.seller.name,
            "keywords": f"{_title(sketch)}, Factur-X",
            "title": f"{_title(sketch)} {sketch.number}",
            "subject": f"{_title(sketch)} {sketch.number} vom {german.day(sketch.issued_on)}",
        },
        lang="de-DE",
        # In Germany the XML of this profile is the invoice itself, in another form.
        afrelationship="alternative",
    )
    return _dated(pdf, moment_of(sketch.issued_on))


def letterhead(party: Party) -> dict[str, str]:
    """Return what the template needs to know of a company."""
    return {
        "name": party.name,
        "street": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "email": party.email,
        "phone": party.phone,
        "contact": party.contact,
        "vat_id": party.vat_id or "",
        "tax_number": party.tax_number or "",
        "iban": german.iban(party.iban or ""),
        "bic": party.bic or "",
        "bank": party.bank or "",
        "register": party.register or "",
    }


def _dated(pdf: bytes, moment: datetime) -> bytes:
    """Return the PDF with `moment` wherever factur-x wrote the time of the clock."""
    stamp = f"{moment:D:%Y%m%d%H%M%S}+00'00'"
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.docinfo["/CreationDate"] = stamp
        opened.docinfo["/ModDate"] = stamp
        for attachment in opened.attachments.values():
            attachment.obj.EF.F.Params.ModDate = stamp
        metadata = opened.Root.Metadata
        metadata.write(
            _XMP_DATE.sub(rb"\g<1>" + moment.isoformat().encode(), metadata.read_bytes())
        )
        dated = BytesIO()
        opened.save(dated, deterministic_id=True)
    return dated.getvalue()


def _content(sketch: InvoiceSketch) -> dict[str, Any]:
    title = _title(sketch)
    return {
        "title": f"{title} {sketch.number}",
        "keywords": title,
        "subject": f"{title} Nr. {sketch.number}",
        "seller": letterhead(sketch.seller),
        "buyer": letterhead(sketch.buyer),
        "information": _information(sketch),
        "opening": _opening(sketch),
        "lines": [_line(number, line) for number, line in enumerate(sketch.lines, start=1)],
        "net": german.euros(sketch.net_cents),
        "vat_groups": [
            {
                "percent": str(group.vat_percent),
                "net": german.euros(group.net_cents),
                "tax": german.euros(group.tax_cents),
            }
            for group in sketch.vat_groups
        ],
        "total_label": "Gutschriftsbetrag" if sketch.is_credit_note else "Rechnungsbetrag",
        "total": german.euros(sketch.total_cents),
        "closing": [payment_terms(sketch)],
        "payment": _payment(sketch),
    }


def _title(sketch: InvoiceSketch) -> str:
    # "Gutschrift" is, by § 14 (2) UStG, an invoice the buyer writes; ours corrects one.
    return "Rechnungskorrektur" if sketch.is_credit_note else "Rechnung"


def _information(sketch: InvoiceSketch) -> list[tuple[str, str]]:
    rows = [
        ("Datum", german.day(sketch.issued_on)),
        ("Kundennummer", sketch.customer_number),
        (f"{_title(sketch)}snummer" if not sketch.is_credit_note else "Nummer", sketch.number),
        ("Leistung", _time_of_service(sketch)),
        ("Zu Rechnung", sketch.preceding_invoice_number or ""),
        ("Ihre Bestellung", sketch.order_reference or ""),
        ("Ihre Referenz", sketch.buyer_reference or ""),
        ("Ihre USt-IdNr.", sketch.buyer.vat_id or ""),
        ("Ansprechpartner", sketch.seller.contact),
    ]
    return [(label, value) for label, value in rows if value]


def _time_of_service(sketch: InvoiceSketch) -> str:
    start = sketch.service_from or sketch.issued_on
    if sketch.service_through is None:
        return german.day(start)
    return f"{german.day(start)} \N{EN DASH} {german.day(sketch.service_through)}"


def _opening(sketch: InvoiceSketch) -> tuple[str, str]:
    greeting = "Sehr geehrte Damen und Herren,"
    if not sketch.is_credit_note:
        return greeting, "wir berechnen Ihnen:"
    reference = ""
    if sketch.preceding_invoice_number:
        reference = f" zu unserer Rechnung {sketch.preceding_invoice_number}"
        if sketch.preceding_issued_on:
            reference += f" vom {german.day(sketch.preceding_issued_on)}"
    return greeting, f"wir schreiben Ihnen{reference} gut:"


def _line(number: int, line: InvoiceLine) -> dict[str, str]:
    one, several = _UNITS[line.unit]
    unit = one if line.quantity == 1 else several
    return {
        "position": str(number),
        "text": line.text,
        "article": line.article_number,
        "quantity": f"{german.number(line.quantity)}\N{NO-BREAK SPACE}{unit}",
        "price": german.euros(line.unit_price_cents),
        "vat": f"{line.vat_percent}\N{NO-BREAK SPACE}%",
        "net": german.euros(line.net_cents),
    }


def _payment(sketch: InvoiceSketch) -> list[tuple[str, str]]:
    if sketch.is_credit_note:
        return []
    rows = [
        ("Bank", sketch.seller.bank or ""),
        ("IBAN", german.iban(sketch.seller.iban or "")),
        ("BIC", sketch.seller.bic or ""),
        ("Verwendungszweck", f"{sketch.number}, Kunde {sketch.customer_number}"),
    ]
    return [(label, value) for label, value in rows if value]
