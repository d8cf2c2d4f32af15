"""A PDF whose XML is spoiled is archived as the PDF it is, with the fault named."""

import pytest

from billing_docs.adapters.reading.reading import read_document
from billing_docs.domain.read_document import ReadDocument
from kontor_demo.documents import broken

TWENTY_MIB = 20 * 1024 * 1024


def read(pdf: bytes) -> ReadDocument:
    return read_document(pdf, "application/pdf")


def fault_codes(document: ReadDocument) -> list[str]:
    return [fault.code for fault in document.faults]


@pytest.mark.parametrize(
    "name",
    ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "RE-42.xml"],
)
def test_an_invoice_xml_is_found_under_every_usual_name_and_alone_under_any(
    plain_pdf: bytes, cii: bytes, name: str
) -> None:
    document = read(broken.with_attachments(plain_pdf, {name: cii}))

    assert document.format == "hybrid_pdf"
    assert document.xml == cii
    assert document.faults == ()


def test_ubl_inside_a_pdf_is_read_too(plain_pdf: bytes, ubl: bytes) -> None:
    document = read(broken.with_attachments(plain_pdf, {"xrechnung.xml": ubl}))

    assert document.format == "hybrid_pdf"
    assert document.invoice is not None


def test_a_broken_xml_inside_is_named_and_the_pdf_kept(plain_pdf: bytes, cii: bytes) -> None:
    pdf = broken.with_attachments(plain_pdf, {"factur-x.xml": broken.truncated(cii)})

    document = read(pdf)

    assert fault_codes(document) == ["broken_xml"]
    assert document.format == "plain_pdf"
    assert (document.invoice, document.xml, document.profile) == (None, None, None)
    assert document.page_count == 1


def test_a_doctype_inside_is_named_and_the_pdf_kept(plain_pdf: bytes, cii: bytes) -> None:
    pdf = broken.with_attachments(plain_pdf, {"factur-x.xml": broken.with_doctype(cii)})

    document = read(pdf)

    assert fault_codes(document) == ["doctype_refused"]
    assert document.invoice is None
    assert document.xml is None


def test_a_file_that_only_bears_the_name_of_an_invoice_is_named(plain_pdf: bytes) -> None:
    document = read(broken.with_attachments(plain_pdf, {"factur-x.xml": b"<order/>"}))

    assert fault_codes(document) == ["not_an_invoice_xml"]
    assert document.format == "plain_pdf"


def test_other_xml_in_a_pdf_is_the_senders_own_business(plain_pdf: bytes) -> None:
    pdf = broken.with_attachments(plain_pdf, {"measures.xml": b"<a/>", "notes.xml": b"not XML"})

    assert read(pdf).faults == ()


def test_an_invoice_beside_other_xml_is_found(plain_pdf: bytes, cii: bytes) -> None:
    pdf = broken.with_attachments(plain_pdf, {"measures.xml": b"<a/>", "RE-42.xml": cii})

    document = read(pdf)

    assert document.xml == cii
    assert document.faults == ()


def test_of_two_invoices_the_newer_specification_is_read_and_the_pair_named(
    plain_pdf: bytes, cii: bytes, ubl: bytes
) -> None:
    pdf = broken.with_attachments(plain_pdf, {"xrechnung.xml": ubl, "factur-x.xml": cii})

    document = read(pdf)

    assert document.xml == cii
    assert fault_codes(document) == ["several_invoice_xmls"]


def test_two_invoices_under_names_of_their_own_are_not_guessed_at(
    plain_pdf: bytes, cii: bytes, ubl: bytes
) -> None:
    document = read(broken.with_attachments(plain_pdf, {"a.xml": ubl, "b.xml": cii}))

    assert document.invoice is None
    assert fault_codes(document) == ["several_invoice_xmls"]


def test_a_wrong_encoding_inside_is_mended_and_named(plain_pdf: bytes, cii: bytes) -> None:
    misdeclared = broken.with_encoding_declared(cii, "UTF-8-W/O-BOM")

    document = read(broken.with_attachments(plain_pdf, {"factur-x.xml": misdeclared}))

    assert document.format == "hybrid_pdf"
    assert document.xml == misdeclared
    assert fault_codes(document) == ["xml_encoding_wrong"]


@pytest.mark.parametrize("unpacked_bytes", [TWENTY_MIB + 1, 20 * TWENTY_MIB])
def test_an_xml_that_unpacks_beyond_20_mib_is_left_packed(
    plain_pdf: bytes, unpacked_bytes: int
) -> None:
    document = read(broken.with_bomb(plain_pdf, unpacked_bytes=unpacked_bytes))

    assert fault_codes(document) == ["attachment_too_large"]
    assert document.format == "plain_pdf"


def test_an_xml_that_cannot_be_unpacked_is_named(plain_pdf: bytes, cii: bytes) -> None:
    pdf = broken.with_attachments(plain_pdf, {"factur-x.xml": cii})
    claims_to_be_packed = pdf.replace(b"/Subtype /text#2fxml", b"/Filter /FlateDecode", 1)

    document = read(claims_to_be_packed)

    assert claims_to_be_packed != pdf
    assert document.invoice is None
    assert "attachment_unreadable" in fault_codes(document)


def test_wrong_cross_references_are_mended_and_named(zugferd: bytes) -> None:
    document = read(broken.with_wrong_cross_references(zugferd))

    assert fault_codes(document) == ["pdf_damaged"]
    assert document.format == "hybrid_pdf"
    assert document.page_count == 1
