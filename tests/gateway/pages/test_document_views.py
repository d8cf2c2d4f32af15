"""A document's page: pictures for phones, the e-invoice in words, what differs, what is broken."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.e_invoice import (
    AllowanceCharge,
    EInvoice,
    InvoiceLine,
    InvoiceParty,
    InvoiceReference,
    InvoiceTotals,
    PaymentMeans,
    PostalAddress,
    TaxLine,
)
from contracts.errors import NotFound, ServiceUnavailable
from contracts.examination import (
    BrokenRule,
    DocumentExamination,
    DocumentPart,
    FieldDifference,
)
from tests.gateway.samples import DOCUMENT_ID, a_document
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = f"/post/{DOCUMENT_ID}"


def text_of(response: httpx.Response) -> str:
    return " ".join(BeautifulSoup(response.text, "lxml").get_text(" ").split())


def an_examination(**changes: Any) -> DocumentExamination:
    original = DocumentPart(
        part="original",
        file_name="RE.pdf",
        media_type="application/pdf",
        size_bytes=1000,
        sha256="ab" * 32,
    )
    xml = DocumentPart(
        part="xml",
        file_name="factur-x.xml",
        media_type="application/xml",
        size_bytes=9000,
        sha256="cd" * 32,
    )
    values: dict[str, Any] = {
        "document_id": DOCUMENT_ID,
        "page_count": 3,
        "profile": "EN 16931",
        "parts": (original, xml),
        "rules": "checked",
        "broken_rules": (),
        "differences": (),
    }
    return DocumentExamination(**(values | changes))


def an_e_invoice(**changes: Any) -> EInvoice:
    values: dict[str, Any] = {
        "syntax": "cii",
        "profile": "EN 16931",
        "type_code": "380",
        "number": "R-2026-0815",
        "issued_on": "2026-11-02",
        "due_on": "2026-11-16",
        "currency": "EUR",
        "seller": InvoiceParty(
            name="Beispiel Software AG (Demo)",
            vat_id="DE123456789",
            address=PostalAddress(
                lines=("Hauptstr. 1",), post_code="10115", city="Berlin", country="DE"
            ),
        ),
        "buyer": InvoiceParty(name="Musterfabrik GmbH (Demo)"),
        "references": (InvoiceReference(kind="order", number="B-77", issued_on="2026-10-01"),),
        "notes": ("Vielen Dank.",),
        "lines": (
            InvoiceLine(
                id="1",
                name="Wartung",
                quantity="10",
                unit="HUR",
                unit_price="100.0000",
                amount="1000.00",
                tax_category="S",
                tax_rate="19",
            ),
        ),
        "allowances": (AllowanceCharge(is_charge=False, amount="50.00", reason="Treuerabatt"),),
        "taxes": (TaxLine(category="S", rate="19.00", base="1000.00", amount="190.00"),),
        "totals": InvoiceTotals(net="1000.00", tax="190.00", total="1190.00", payable="1190.00"),
        "payment_means": (
            PaymentMeans(code="58", account="DE89370400440532013000", remittance="R-2026-0815"),
        ),
        "payment_terms": "14 Tage netto",
    }
    return EInvoice(**(values | changes))


def shows(services: ScriptedServices, **answers: Any) -> None:
    services.says("billing_docs.get_document", answers.get("document", a_document()))
    services.says("billing_docs.get_examination", answers.get("examination", an_examination()))
    services.says("billing_docs.get_e_invoice", answers.get("invoice", an_e_invoice()))


@pytest.mark.req("B15")
async def test_an_e_invoice_is_shown_with_all_that_a_bookkeeper_needs(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shows(services)

    for address in (PAGE, f"{PAGE}/e-invoice"):
        said = text_of(await browser.get(address))

        for words in (
            "Rechnungsnummer R-2026-0815", "02.11.2026", "USt-IdNr. DE123456789",
            "Hauptstr. 1 10115 Berlin Deutschland", "Bestellung B-77 vom 01.10.2026",
            "Wartung", "10 Std.", "100,00\xa0€".replace("\xa0", " "), "1.000,00 €", "19 %",
            "Treuerabatt \u221250,00 €", "Gesamtbetrag mit USt 1.190,00 €", "Zu zahlen 1.190,00 €",
            "SEPA-Überweisung", "DE89 3704 0044 0532 0130 00", "14 Tage netto", "Vielen Dank.",
        ):  # fmt: skip
            assert words in said.replace("\xa0", " "), words


async def test_an_e_invoice_is_shown_in_english(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shows(services)

    said = text_of(await browser.get(f"{PAGE}/e-invoice?lang=en")).replace("\xa0", " ")

    assert "Total with VAT €1,190.00" in said
    assert "Germany" in said
    assert "10 h" in said


async def test_a_phone_gets_pictures_of_the_pages(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shows(services)

    pictures = BeautifulSoup((await browser.get(PAGE)).text, "lxml").select(".page-images img")

    assert [picture["src"] for picture in pictures] == [
        f"/v1/documents/{DOCUMENT_ID}/pages/{number}" for number in (1, 2, 3)
    ]
    assert pictures[0]["alt"] == "Seite 1"


@pytest.mark.req("B15")
async def test_what_the_xml_says_otherwise_than_the_pages_stands_beside_the_preview(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    differences = (
        FieldDifference(field="total", in_xml="1290.00", in_pdf=("1190.00",)),
        FieldDifference(field="issued_on", in_xml="2026-11-03", in_pdf=("2026-11-02",)),
        FieldDifference(field="tax", in_xml="290.00", in_pdf=()),
    )
    document = a_document(faults=("total_differs_in_pdf", "pdf_damaged"))
    shows(services, document=document, examination=an_examination(differences=differences))

    said = text_of(await browser.get(PAGE)).replace("\xa0", " ")

    assert "Gesamtbetrag 1.290,00 € 1.190,00 €" in said
    assert "Rechnungsdatum 03.11.2026 02.11.2026" in said
    assert "Steuerbetrag 290,00 € steht dort nicht" in said
    assert "leicht beschädigt" in said
    assert "steht so nicht auf den Seiten" not in said, "it is told once"


@pytest.mark.req("B15")
async def test_a_broken_rule_is_told_in_the_readers_words_with_its_id(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    broken = (
        BrokenRule(rule="BR-CO-15", severity="error", text="Invoice total amount with VAT ..."),
        BrokenRule(rule="BR-DE-9999", severity="warning", text="Something new."),
        BrokenRule(rule="XX-1", severity="warning", text="Words of its authors."),
    )
    document = a_document(faults=("BR-CO-15",))
    shows(services, document=document, examination=an_examination(broken_rules=broken))

    german = text_of(await browser.get(PAGE))
    english = text_of(await browser.get(f"{PAGE}?lang=en"))

    assert "ergeben nicht den Gesamtbetrag. BR-CO-15" in german
    assert "XRechnung in Deutschland verlangt, fehlt oder ist falsch. BR-DE-9999" in german
    assert "Words of its authors. XX-1 · Hinweis" in german
    assert "do not add up to the total. BR-CO-15" in english


@pytest.mark.parametrize(
    "away", [NotFound("e_invoice"), ServiceUnavailable("object store"), RuntimeError("bug")]
)
async def test_without_its_invoice_the_page_is_still_there(
    browser: httpx.AsyncClient, services: ScriptedServices, away: Exception
) -> None:
    if isinstance(away, RuntimeError):
        services.says("billing_docs.get_document", a_document())  # and nothing else is known
    else:
        shows(services, invoice=away)

    response = await browser.get(PAGE)

    assert response.status_code == 200
    assert "lassen sich gerade nicht anzeigen" in text_of(response)
    assert "R-2026-0815" in text_of(response)


async def test_a_letter_asks_for_no_invoice(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shows(services, document=a_document(format="plain_pdf", document_type="letter"))

    await browser.get(PAGE)

    assert services.calls_of("billing_docs.get_e_invoice") == []


async def test_what_an_invoice_says_is_text_and_never_a_page_of_its_own(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    evil = "<script>alert(1)</script>"
    shows(
        services,
        invoice=an_e_invoice(
            number=evil,
            currency=evil,
            notes=(evil,),
            payment_terms=evil,
            due_on=evil,
            totals=InvoiceTotals(total=evil, payable="1e999999"),
            lines=(InvoiceLine(name=evil, quantity=evil, unit=evil, unit_price="NaN"),),
            references=(InvoiceReference(kind=evil, number=evil),),
        ),
    )

    response = await browser.get(f"{PAGE}/e-invoice")

    assert response.status_code == 200
    assert "<script>alert" not in response.text
