"""Reads every kind of document our own generator makes."""

from datetime import date

import pytest

from billing_docs.adapters.reading.reading import read_document
from billing_docs.domain.invoice_fields import InvoiceFields
from kontor_demo.documents import (
    delivery_note,
    make_plain_pdf,
    make_xrechnung,
    make_zugferd_invoice,
)
from tests.demo_documents.sketches import a_credit_note, an_invoice

INVOICE = InvoiceFields(
    number="RE-2026-0042",
    issued_on=date(2026, 3, 5),
    due_on=date(2026, 4, 4),
    type_code="380",
    currency="EUR",
    net_cents=1_387_95,
    tax_cents=252_95,
    total_cents=1_640_90,
    payable_cents=1_640_90,
    seller_name="Musterfabrik GmbH (Demo)",
    buyer_name="Musterkunde AG (Demo)",
    buyer_reference="04011000-12345-34",
    order_reference="B-7781",
    iban="DE02120300000000202051",
)


def test_a_hybrid_pdf_gives_all_fields_and_its_xml(zugferd: bytes) -> None:
    document = read_document(zugferd, "application/pdf")

    assert document.format == "hybrid_pdf"
    assert document.profile == "EN 16931"
    assert document.invoice == INVOICE
    assert document.xml is not None
    assert document.xml.startswith(b"<?xml")
    assert document.page_count == 1
    assert document.faults == ()


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml", "Text/XML; charset=utf-8"])
def test_an_xrechnung_in_ubl_gives_all_fields(ubl: bytes, media_type: str) -> None:
    document = read_document(ubl, media_type)

    assert (document.format, document.profile) == ("ubl", "XRechnung 3.0")
    assert document.invoice == INVOICE
    assert document.xml == ubl
    assert document.page_count == 0
    assert document.faults == ()


def test_an_xrechnung_in_cii_gives_the_same_fields_as_in_ubl(cii: bytes) -> None:
    document = read_document(cii, "application/xml")

    assert (document.format, document.profile) == ("cii", "XRechnung 3.0")
    assert document.invoice == INVOICE
    assert document.faults == ()


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_a_credit_note_names_the_invoice_it_corrects(syntax: str) -> None:
    xml = make_xrechnung(a_credit_note(), "ubl" if syntax == "ubl" else "cii")

    invoice = read_document(xml, "application/xml").invoice

    assert invoice is not None
    assert (invoice.type_code, invoice.number) == ("381", "RK-2026-0007")
    assert invoice.preceding_invoice_number == "RE-2026-0042"
    assert invoice.total_cents == 95_98
    assert invoice.due_on is None
    assert invoice.iban is None


def test_a_credit_note_as_hybrid_pdf_is_read() -> None:
    document = read_document(make_zugferd_invoice(a_credit_note()), "application/pdf")

    assert document.invoice is not None
    assert (document.invoice.type_code, document.invoice.total_cents) == ("381", 95_98)


def test_a_plain_pdf_has_pages_and_nothing_else(plain_pdf: bytes) -> None:
    document = read_document(plain_pdf, "application/pdf")

    assert document.format == "plain_pdf"
    assert (document.invoice, document.xml, document.profile) == (None, None, None)
    assert document.page_count == 1
    assert document.faults == ()


def test_a_delivery_note_is_a_plain_pdf() -> None:
    letter = make_plain_pdf(delivery_note(an_invoice(), number="LS-1", issued_on=date(2026, 3, 4)))

    document = read_document(letter, "application/pdf")

    assert document.format == "plain_pdf"
    assert document.faults == ()


def test_all_pages_are_counted() -> None:
    many_lines = an_invoice().lines * 30

    document = read_document(make_zugferd_invoice(an_invoice(lines=many_lines)), "application/pdf")

    assert document.page_count >= 3


def test_reading_twice_gives_the_same(zugferd: bytes) -> None:
    assert read_document(zugferd, "application/pdf") == read_document(zugferd, "application/pdf")


ZUGFERD_1 = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15">
 <rsm:SpecifiedExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
  <ram:ID>urn:ferd:CrossIndustryDocument:invoice:1p0:comfort</ram:ID>
 </ram:GuidelineSpecifiedDocumentContextParameter></rsm:SpecifiedExchangedDocumentContext>
 <rsm:HeaderExchangedDocument><ram:ID>RE-2014-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="102">20140305</udt:DateTimeString>
  </ram:IssueDateTime></rsm:HeaderExchangedDocument>
 <rsm:SpecifiedSupplyChainTradeTransaction>
  <ram:ApplicableSupplyChainTradeAgreement>
   <ram:SellerTradeParty><ram:Name>Musterfabrik</ram:Name></ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Musterkunde</ram:Name></ram:BuyerTradeParty>
   <ram:BuyerOrderReferencedDocument><ram:ID>B-1</ram:ID></ram:BuyerOrderReferencedDocument>
  </ram:ApplicableSupplyChainTradeAgreement>
  <ram:ApplicableSupplyChainTradeSettlement>
   <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementMonetarySummation>
    <ram:TaxBasisTotalAmount currencyID="EUR">100.00</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
    <ram:GrandTotalAmount currencyID="EUR">119.00</ram:GrandTotalAmount>
    <ram:DuePayableAmount currencyID="EUR">119.00</ram:DuePayableAmount>
   </ram:SpecifiedTradeSettlementMonetarySummation>
  </ram:ApplicableSupplyChainTradeSettlement>
 </rsm:SpecifiedSupplyChainTradeTransaction>
</rsm:CrossIndustryDocument>"""


def test_zugferd_1_is_read_and_may_name_a_currency_on_every_amount() -> None:
    document = read_document(ZUGFERD_1, "application/xml")

    assert (document.format, document.profile) == ("cii", "ZUGFeRD 1.0 COMFORT")
    assert document.invoice == InvoiceFields(
        number="RE-2014-7",
        issued_on=date(2014, 3, 5),
        type_code="380",
        currency="EUR",
        net_cents=100_00,
        tax_cents=19_00,
        total_cents=119_00,
        payable_cents=119_00,
        seller_name="Musterfabrik",
        buyer_name="Musterkunde",
        order_reference="B-1",
    )
    assert document.faults == ()
