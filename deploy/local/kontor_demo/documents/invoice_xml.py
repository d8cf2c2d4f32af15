"""Writes a sketch as EN 16931 XML, in either syntax."""

from typing import Any, Literal

import facturx

from kontor_demo.documents import german
from kontor_demo.documents.sketch import InvoiceLine, InvoiceSketch, Party, VatGroup

Syntax = Literal["ubl", "cii"]

_SEPA_CREDIT_TRANSFER = "58"  # UNTDID 4461
_CLEARING_BETWEEN_PARTNERS = "97"


def invoice_xml(sketch: InvoiceSketch, syntax: Syntax) -> bytes:
    """Return the XML of profile EN 16931, checked against the official schema.

    The rules beyond the schema are not checked here: factur-x asks a server for that and answers
    yes when there is none.
    """
    return facturx.generate_xml(
        _business_terms(sketch),
        flavor="ubl-2.1" if syntax == "ubl" else "factur-x",
        level="en16931",
        check_xsd=True,
        check_schematron=False,
    )


def payment_terms(sketch: InvoiceSketch) -> str:
    """Return the German sentence that says when, or how, the money moves."""
    if sketch.is_credit_note:
        return "Wir verrechnen den Betrag mit Ihrer nächsten Rechnung."
    if sketch.due_on is None:
        return "Zahlbar sofort ohne Abzug."
    return f"Zahlbar ohne Abzug bis zum {german.day(sketch.due_on)}."


def _business_terms(sketch: InvoiceSketch) -> dict[str, Any]:
    """Return the invoice by the numbers EN 16931 gives its terms."""
    terms: dict[str, Any] = {
        "BT-1": sketch.number,
        "BT-2": sketch.issued_on,
        "BT-3": sketch.type_code.value,
        "BT-5": "EUR",
        "BT-10": sketch.buyer_reference,
        "BT-13": sketch.order_reference,
        "BT-20": payment_terms(sketch),
        "BT-23": "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
        "BG-4": _party(sketch.seller) | {"contacts": [_contact(sketch.seller)]},
        "BG-7": _party(sketch.buyer) | {"identifiers": {None: sketch.customer_number}},
        "BG-23": [_vat(group) for group in sketch.vat_groups],
        "BG-25": [_line(number, line) for number, line in enumerate(sketch.lines, start=1)],
        "BT-106": _decimal(sketch.net_cents),
        "BT-109": _decimal(sketch.net_cents),
        "BT-110": _decimal(sketch.tax_cents),
        "BT-112": _decimal(sketch.total_cents),
        "BT-115": _decimal(sketch.total_cents),
    }
    terms |= _time_of_service(sketch) | _payment(sketch)
    if sketch.preceding_invoice_number:
        preceding = {"BT-25": sketch.preceding_invoice_number, "BT-26": sketch.preceding_issued_on}
        terms["BG-3"] = [{term: value for term, value in preceding.items() if value}]
    return {term: value for term, value in terms.items() if value is not None}


def _time_of_service(sketch: InvoiceSketch) -> dict[str, Any]:
    # The day is given beside a period too: without it factur-x writes an empty element that its
    # own schema refuses.
    terms = {"BT-72": sketch.service_from or sketch.issued_on}
    if sketch.service_from and sketch.service_through:
        terms |= {"BT-73": sketch.service_from, "BT-74": sketch.service_through}
    return terms


def _payment(sketch: InvoiceSketch) -> dict[str, Any]:
    if sketch.is_credit_note:
        return {"BT-81": _CLEARING_BETWEEN_PARTNERS}
    return {
        "BT-9": sketch.due_on,
        "BT-81": _SEPA_CREDIT_TRANSFER,
        "BT-83": sketch.number,
        "BT-84": sketch.seller.iban,
        "BT-85": sketch.seller.name,
        "BT-86": sketch.seller.bic,
    }


def _party(party: Party) -> dict[str, Any]:
    terms = {
        "name": party.name,
        "addr_l1": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": "DE",
        "vat_identifier": party.vat_id,
        "einvoicing_addr": party.email,
        "einvoicing_addr_schemeid": "EM",
    }
    return {term: value for term, value in terms.items() if value}


def _contact(party: Party) -> dict[str, str]:
    return {"name": party.contact, "phone": party.phone, "email": party.email}


def _vat(group: VatGroup) -> dict[str, str]:
    return {
        "BT-116": _decimal(group.net_cents),
        "BT-117": _decimal(group.tax_cents),
        "BT-118": _category(group.vat_percent),
        "BT-119": f"{group.vat_percent}.00",
    }


def _line(number: int, line: InvoiceLine) -> dict[str, str]:
    terms = {
        "BT-126": str(number),
        "BT-129": f"{line.quantity:f}",
        "BT-130": line.unit.value,
        "BT-131": _decimal(line.net_cents),
        "BT-146": _decimal(line.unit_price_cents),
        "BT-151": _category(line.vat_percent),
        "BT-152": f"{line.vat_percent}.00",
        "BT-153": line.text,
        "BT-155": line.article_number,
    }
    return {term: value for term, value in terms.items() if value}


def _category(vat_percent: int) -> str:
    return "S" if vat_percent else "Z"  # standard or zero rate (UNTDID 5305)


def _decimal(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
