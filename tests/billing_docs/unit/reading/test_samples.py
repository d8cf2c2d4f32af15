"""Reads invoices that others made, where they are at hand.

They lie beside the repository, or where KONTOR_SAMPLES says; README.md there names their origin.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from billing_docs.adapters.reading.reading import read_document

_BESIDE_THE_REPOSITORY = Path(__file__).parents[4] / "../shared/samples"
SAMPLES = Path(os.environ.get("KONTOR_SAMPLES", _BESIDE_THE_REPOSITORY))
_MEDIA_TYPES = {".pdf": "application/pdf", ".xml": "application/xml"}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not at hand")

# Read off by eye, in the XML; the PDFs say the same on their pages.
INVOICES = {
    "01.01a-INVOICE_ubl.xml": ("ubl", "XRechnung 3.0", "123456XX", date(2016, 4, 4), 336_90),
    "01.01a-INVOICE_uncefact.xml": ("cii", "XRechnung 3.0", "123456XX", date(2016, 4, 4), 336_90),
    "01.05a-INVOICE_ubl.xml": (
        "ubl", "XRechnung 3.0", "PRG1502112", date(2015, 4, 24), 10_555_30,
    ),
    "02.01a-INVOICE_ubl.xml": ("ubl", "XRechnung 3.0", "1234567", date(2018, 4, 13), 12_829_69),
    "03.01a-INVOICE_ubl.xml": ("ubl", "XRechnung 3.0", "123456789", date(2019, 2, 28), 804_86),
    "EN16931_Einfach.cii.xml": ("cii", "EN 16931", "471102", date(2018, 3, 5), 529_87),
    "EN16931_Einfach.ubl.xml": (
        "ubl", "Peppol BIS Billing 3.0", "471102", date(2018, 3, 5), 529_87,
    ),
    "EN16931_1_Teilrechnung.pdf": ("hybrid_pdf", "EN 16931", "471102", date(2018, 6, 5), 197_65),
    "EN16931_Einfach.pdf": ("hybrid_pdf", "EN 16931", "471102", date(2018, 3, 5), 529_87),
    "EN16931_Gutschrift.pdf": ("hybrid_pdf", "EN 16931", "471102", date(2018, 3, 5), 529_87),
    "EN16931_Miete.pdf": (
        "hybrid_pdf", "EN 16931", "9314110911/00/M/00/N", date(2018, 10, 1), 340_96,
    ),
    "EN16931_Rabatte.pdf": ("hybrid_pdf", "EN 16931", "471102", date(2018, 6, 5), 215_07),
    "EN16931_Rechnungskorrektur.pdf": (
        "hybrid_pdf", "EN 16931", "RK21012345", date(2018, 9, 16), -8_79,
    ),
    "XRECHNUNG_Einfach.pdf": ("hybrid_pdf", "XRechnung 2.1", "471102", date(2018, 3, 5), 529_87),
}  # fmt: skip

# Deliberately faulty: readable for people, so archived, with the fault named.
BROKEN = {
    "Facture_FR_EN16931.pdf": ("amounts_carry_currency", "FA-2017-0010", 671_15),
    "factur-x-invalid-xml-encoding-attribute.pdf": (
        "xml_encoding_wrong", "RE-20201121/508", 571_04,
    ),
}  # fmt: skip


def test_the_tables_name_every_sample() -> None:
    names = {path.name for path in SAMPLES.glob("*/*")}

    assert names == INVOICES.keys() | BROKEN.keys()


@pytest.mark.parametrize("name", INVOICES)
def test_an_invoice_made_by_others_is_read(name: str) -> None:
    path = SAMPLES / "invoices" / name
    form, profile, number, issued_on, total_cents = INVOICES[name]

    document = read_document(path.read_bytes(), _MEDIA_TYPES[path.suffix])

    assert document.invoice is not None
    assert (document.format, document.profile) == (form, profile)
    assert document.invoice.number == number
    assert document.invoice.issued_on == issued_on
    assert (document.invoice.total_cents, document.invoice.currency) == (total_cents, "EUR")
    assert document.invoice.seller_name
    assert document.invoice.buyer_name
    assert document.faults == ()


@pytest.mark.parametrize("name", BROKEN)
def test_a_faulty_invoice_is_read_and_its_fault_named(name: str) -> None:
    fault_code, number, total_cents = BROKEN[name]

    document = read_document((SAMPLES / "broken" / name).read_bytes(), "application/pdf")

    assert [fault.code for fault in document.faults] == [fault_code]
    assert document.format == "hybrid_pdf"
    assert document.invoice is not None
    assert (document.invoice.number, document.invoice.total_cents) == (number, total_cents)
