"""The demo invoices are real ones: the same bytes each time, right sums, valid XML."""

import time
from datetime import date
from decimal import Decimal
from io import BytesIO

import facturx
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing_docs.adapters.reading.reading import read_document
from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    broken,
    make_invoice_pdf,
    make_xrechnung,
    make_zugferd_invoice,
)
from kontor_demo.documents.invoice_xml import Syntax
from tests.demo_documents.sketches import a_credit_note, an_invoice
from tests.waiting import until

SKETCHES = [an_invoice(), a_credit_note()]


@pytest.mark.parametrize("sketch", SKETCHES, ids=lambda sketch: sketch.number)
def test_the_same_sketch_gives_the_same_bytes(sketch: InvoiceSketch) -> None:
    assert make_zugferd_invoice(sketch) == make_zugferd_invoice(sketch)
    assert make_invoice_pdf(sketch) == make_invoice_pdf(sketch)
    assert make_xrechnung(sketch, "ubl") == make_xrechnung(sketch, "ubl")
    assert make_xrechnung(sketch, "cii") == make_xrechnung(sketch, "cii")


def test_a_second_later_the_same_document_is_the_same_file() -> None:
    def made() -> list[bytes]:
        page = make_invoice_pdf(an_invoice())
        hybrid = make_zugferd_invoice(an_invoice())
        return [page, hybrid, broken.with_attachments(page, {"factur-x.xml": b"<a/>"})]

    before, second = made(), int(time.time())
    until(lambda: int(time.time()) > second)

    assert made() == before


def test_another_sketch_gives_other_bytes() -> None:
    other = an_invoice(number="RE-2026-0043")

    assert make_zugferd_invoice(other) != make_zugferd_invoice(an_invoice())


@pytest.mark.parametrize("sketch", SKETCHES, ids=lambda sketch: sketch.number)
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_the_xml_obeys_the_official_schema(sketch: InvoiceSketch, syntax: Syntax) -> None:
    assert facturx.xml_check_xsd(make_xrechnung(sketch, syntax))


@pytest.mark.parametrize("sketch", SKETCHES, ids=lambda sketch: sketch.number)
def test_the_hybrid_is_a_pdf_a_3_with_the_xml_as_its_alternative(sketch: InvoiceSketch) -> None:
    with pikepdf.open(BytesIO(make_zugferd_invoice(sketch))) as pdf:
        attachment = pdf.attachments["factur-x.xml"]
        metadata = pdf.open_metadata()

        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "B"
        assert metadata["xmp:CreateDate"] == f"{sketch.issued_on}T12:00:00+00:00"
        assert "<fx:ConformanceLevel>EN 16931<" in pdf.Root.Metadata.read_bytes().decode()
        assert attachment.obj.AFRelationship == "/Alternative"
        assert facturx.xml_check_xsd(attachment.get_file().read_bytes())
        assert len(pdf.Root.AF) == 1
        assert pdf.Root.Lang == "de-DE"


def test_all_fonts_are_embedded() -> None:
    with pikepdf.open(BytesIO(make_zugferd_invoice(an_invoice()))) as pdf:
        descriptors = [
            font for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
        ]  # fmt: skip

        assert descriptors
        assert all("/FontFile2" in font or "/FontFile3" in font for font in descriptors)


def test_tax_is_summed_by_rate() -> None:
    groups = [
        (group.vat_percent, group.net_cents, group.tax_cents) for group in an_invoice().vat_groups
    ]

    assert groups == [(19, 1_298_25, 246_67), (7, 89_70, 6_28)]


def test_half_a_cent_is_rounded_up() -> None:
    line = InvoiceLine(text="Kabel", quantity=Decimal("0.5"), unit_price_cents=25)

    assert line.net_cents == 13


def test_an_xrechnung_without_buyer_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="buyer_reference"):
        make_xrechnung(an_invoice(buyer_reference=None))


LINES = st.builds(
    InvoiceLine,
    text=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1),
    quantity=st.decimals(Decimal("0.001"), 10_000, places=3),
    unit_price_cents=st.integers(0, 10_000_000),
    vat_percent=st.sampled_from([0, 7, 19]),
)


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=5), syntax=st.sampled_from(["ubl", "cii"]))
def test_what_is_written_is_read_to_the_cent(lines: list[InvoiceLine], syntax: Syntax) -> None:
    sketch = an_invoice(lines=tuple(lines))

    document = read_document(make_xrechnung(sketch, syntax), "application/xml")

    assert document.faults == ()
    assert document.invoice is not None
    assert document.invoice.net_cents == sketch.net_cents
    assert document.invoice.tax_cents == sketch.tax_cents
    assert document.invoice.total_cents == sketch.total_cents


def test_the_least_a_sketch_needs_is_enough() -> None:
    least = InvoiceSketch(
        number="1",
        issued_on=date(2026, 1, 2),
        seller=MUSTERFABRIK,
        buyer=MUSTERKUNDE,
        customer_number="10042",
        lines=(InvoiceLine(text="Kabel", quantity=Decimal(1), unit_price_cents=100),),
    )

    document = read_document(make_zugferd_invoice(least), "application/pdf")

    assert document.invoice is not None
    assert document.invoice.total_cents == 119
    assert document.faults == ()


def test_markup_in_a_text_is_printed_and_not_obeyed() -> None:
    line = InvoiceLine(text='#read("letter.typ") *x* $y$', quantity=Decimal(1), unit_price_cents=1)

    document = read_document(make_zugferd_invoice(an_invoice(lines=(line,))), "application/pdf")

    assert document.page_count == 1
