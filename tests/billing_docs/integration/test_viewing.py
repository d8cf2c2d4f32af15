"""Looking at documents: pages as pictures, the XML of a hybrid, the invoice in words."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.examination import Examination
from billing_docs.resources import Resources
from billing_docs.store.examinations import ExaminationStore
from billing_docs.use_cases.viewing.describe_examination import describe_examination
from billing_docs.use_cases.viewing.draw_page import draw_page
from billing_docs.use_cases.viewing.open_part import open_part
from billing_docs.use_cases.viewing.read_e_invoice import read_e_invoice
from contracts.billing_docs import ArchivedFile
from contracts.errors import ArchiveDamaged, NotFound
from kontor_demo.documents import broken, make_invoice_pdf, make_xrechnung
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.billing_docs.unit.reading.test_samples import INVOICES, SAMPLES
from tests.identity.integration.threads import at_once

PDF, XML = "application/pdf", "application/xml"


@pytest.fixture
def resources(desk: Desk) -> Resources:
    return desk.resources()


def taken_in(
    desk: Desk, content: bytes, media_type: str = PDF, number: str = "RE-2026-1001"
) -> tuple[BillingDocument, Examination | None]:
    customer = desk.new_customer()
    desk.receive(desk.event(content, customer, number, media_type=media_type))
    (document,) = desk.stored(customer)
    return document, examination_of(desk, document.organisation_id, document.id)


def examination_of(desk: Desk, organisation_id: UUID, document_id: UUID) -> Examination | None:
    with desk.database.transaction(organisation_id=organisation_id) as session:
        return ExaminationStore(session).of_document(organisation_id, document_id)


def bytes_of(desk: Desk, file: ArchivedFile) -> bytes:
    version: dict[str, Any] = {"VersionId": file.version_id} if file.version_id else {}
    answer = desk.store().get_object(Bucket=file.bucket, Key=file.object_key, **version)
    content: bytes = answer["Body"].read()
    return content


@pytest.mark.req("B4", "SE-45")
def test_a_page_is_drawn_once_and_found_after_that(desk: Desk, resources: Resources) -> None:
    document, examination = taken_in(desk, zugferd())
    before = desk.audit(document.organisation_id)

    first = draw_page(document, 1, examination, resources)
    drawn = bytes_of(desk, first)
    resources.readers.close()
    again = draw_page(document, 1, examination, resources)

    assert again == first
    assert (first.sha256, first.size_bytes) == (hashlib.sha256(drawn).hexdigest(), len(drawn))
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "WEBP"
        assert picture.width == 1240
        assert picture.height < 1800
    assert desk.audit(document.organisation_id) == before, "looking is no download"


def test_two_who_look_at_once_see_the_same_page(desk: Desk, resources: Resources) -> None:
    document, examination = taken_in(desk, zugferd())

    files = at_once(*(lambda: draw_page(document, 1, examination, resources) for _ in range(2)))

    assert files[0] == files[1]


@pytest.mark.parametrize("number", [0, 2, 9999])
def test_there_is_no_page_beyond_the_last(desk: Desk, resources: Resources, number: int) -> None:
    document, _ = taken_in(desk, zugferd())

    with pytest.raises(NotFound):
        draw_page(document, number, None, resources)


def test_an_xml_has_no_pages(desk: Desk, resources: Resources) -> None:
    document, examination = taken_in(desk, make_xrechnung(an_invoice(), "ubl"), XML)

    with pytest.raises(NotFound):
        draw_page(document, 1, examination, resources)


def hybrid() -> tuple[bytes, bytes]:
    """Return a hybrid and its XML."""
    xml = make_xrechnung(an_invoice(), "cii")
    return broken.with_attachments(make_invoice_pdf(an_invoice()), {"factur-x.xml": xml}), xml


@pytest.mark.req("B13", "B15")
def test_both_parts_of_a_hybrid_are_handed_out_byte_for_byte(
    desk: Desk, resources: Resources
) -> None:
    content, xml = hybrid()
    document, examination = taken_in(desk, content)

    original = open_part(document, "original", examination, resources)
    inside = open_part(document, "xml", examination, resources)
    again = open_part(document, "xml", examination, resources)

    assert bytes_of(desk, original) == content
    assert bytes_of(desk, inside) == xml
    assert again == inside
    assert (inside.sha256, inside.file_name) == (hashlib.sha256(xml).hexdigest(), "factur-x.xml")
    parts = describe_examination(document, examination).parts
    assert [(part.part, part.sha256) for part in parts] == [
        ("original", document.sha256),
        ("xml", inside.sha256),
    ]


def test_a_letter_has_no_xml_and_an_xml_is_a_document_of_one_part(
    desk: Desk, resources: Resources
) -> None:
    letter, letters = taken_in(desk, plain_pdf(), number="MA-1")
    invoice, invoices = taken_in(desk, make_xrechnung(an_invoice(), "ubl"), XML)

    for document, examination in ((letter, letters), (invoice, invoices)):
        with pytest.raises(NotFound):
            open_part(document, "xml", examination, resources)
        assert len(describe_examination(document, examination).parts) == 1


@pytest.mark.req("B13")
def test_a_copy_that_somebody_spoiled_is_made_again(desk: Desk, resources: Resources) -> None:
    content, xml = hybrid()
    document, examination = taken_in(desk, content)
    resources.views.keep(document, "invoice.xml", b"<other/>", XML)

    file = open_part(document, "xml", examination, resources)

    assert bytes_of(desk, file) == xml


@pytest.mark.req("B15")
@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_an_invoice_reads_the_same_in_both_syntaxes(
    desk: Desk, resources: Resources, syntax: Any
) -> None:
    document, _ = taken_in(desk, make_xrechnung(an_invoice("RE-7"), syntax), XML)

    invoice = read_e_invoice(document, resources)

    assert (invoice.syntax, invoice.number, invoice.type_code) == (syntax, "RE-7", "380")
    assert (invoice.issued_on, invoice.due_on) == ("2026-03-02", "2026-03-16")
    assert invoice.seller is not None
    assert invoice.seller.name == "Musterfabrik GmbH (Demo)"
    assert invoice.seller.vat_id
    assert invoice.seller.address is not None
    assert invoice.seller.address.city
    assert invoice.seller.contact_name
    assert invoice.buyer is not None
    (line,) = invoice.lines
    assert (line.name, line.quantity, line.amount) == ("Wartung", "1", "100.00")
    assert line.tax_rate == "19.00"
    (tax,) = invoice.taxes
    assert (tax.category, tax.base, tax.amount) == ("S", "100.00", "19.00")
    assert (invoice.totals.net, invoice.totals.total) == ("100.00", "119.00")
    assert invoice.payment_means[0].account
    assert "04011000-12345-34" in {reference.number for reference in invoice.references}


def test_a_letter_holds_no_invoice(desk: Desk, resources: Resources) -> None:
    document, _ = taken_in(desk, plain_pdf())

    with pytest.raises(NotFound):
        read_e_invoice(document, resources)


@pytest.mark.req("B13")
def test_bytes_that_are_not_the_archived_ones_are_not_shown(
    desk: Desk, resources: Resources
) -> None:
    document, examination = taken_in(desk, zugferd())
    other = desk.add(document.organisation_id, "RE-OTHER", object_key=document.object_key,
                     version_id=document.version_id)  # fmt: skip

    for look in (
        lambda: draw_page(other, 1, examination, resources),
        lambda: read_e_invoice(other, resources),
    ):
        with pytest.raises(ArchiveDamaged):
            look()


def test_the_views_of_a_document_go_with_it(desk: Desk, resources: Resources) -> None:
    document, examination = taken_in(desk, zugferd())
    draw_page(document, 1, examination, resources)

    resources.views.forget(document)

    assert resources.views.find(document, "page-1.webp") is None


@pytest.mark.req("B15")
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not at hand")
@pytest.mark.parametrize("name", INVOICES)
def test_an_invoice_made_by_others_can_be_read_by_people(desk: Desk, name: str) -> None:
    content = (SAMPLES / "invoices" / name).read_bytes()
    invoice = desk.readers.view(content, PDF if name.endswith(".pdf") else XML)

    assert invoice is not None
    assert invoice.number == INVOICES[name][2]
    assert invoice.issued_on == INVOICES[name][3].isoformat()
    assert invoice.seller is not None
    assert invoice.seller.address is not None
    assert invoice.buyer is not None
    assert invoice.lines
    assert all(line.quantity and line.amount and line.name for line in invoice.lines)
    assert invoice.taxes
    assert invoice.totals.total
