"""A standing recipient gets the PDF, the XML or both, whatever kind of invoice was published."""

from __future__ import annotations

import hashlib
from typing import Any, get_args
from uuid import UUID

import pypdfium2
import pytest

from billing_docs.domain.delivery_rules import files_for
from chassis.testing import TestKeys
from contracts.delivery_rules import Form
from kontor_demo.documents import make_xrechnung
from tests.billing_docs.integration.clearing import Clearing
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.post_office import PostOffice
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.billing_docs.integration.test_deletion_runs import NINE_YEARS

XML, PDF = "application/xml", "application/pdf"
FORMS: tuple[Form, ...] = get_args(Form)


@pytest.fixture
def office(desk: Desk) -> PostOffice:
    return PostOffice(desk=desk)


def a_customer_with_all_forms(office: PostOffice) -> UUID:
    customer = office.desk.new_customer()
    for form in FORMS:
        office.add_confirmed(customer, f"{form}@musterkunde.example", form=form)
    return customer


def issue(office: PostOffice, customer: UUID, content: bytes, media_type: str = PDF) -> str:
    """Let a document come in; return the digest of what was published."""
    office.desk.receive(office.desk.event(content, customer, "RE-7", media_type=media_type))
    return hashlib.sha256(content).hexdigest()


def files_mailed(office: PostOffice) -> dict[str, list[dict[str, Any]]]:
    """Return the files that went to the recipient of each form."""
    office.prepare()
    mails = office.mails("document_delivered")
    return {mail["recipient"].partition("@")[0]: mail["attachments"] for mail in mails}


def bytes_of(desk: Desk, attachment: dict[str, Any]) -> bytes:
    """Return what notifications will find, after proving it as notifications does."""
    answer = desk.store().get_object(
        Bucket=desk.archive.bucket,
        Key=attachment["object_key"],
        VersionId=attachment["version_id"],
    )
    content: bytes = answer["Body"].read()
    assert hashlib.sha256(content).hexdigest() == attachment["sha256"]
    assert len(content) == attachment["size_bytes"]
    return content


@pytest.mark.req("SE-43", "SE-48", "B9")
def test_of_an_xml_file_a_pdf_for_reading_is_made_for_who_wants_one(office: PostOffice) -> None:
    customer = a_customer_with_all_forms(office)
    xml = make_xrechnung(an_invoice("RE-7"))

    published = issue(office, customer, xml, XML)

    files = files_mailed(office)
    assert [each["sha256"] for each in files["xml"]] == [published]
    assert [each["file_name"] for each in files["pdf"]] == ["RE-7-Lesefassung.pdf"]
    assert [each["media_type"] for each in files["both"]] == [XML, PDF]
    assert files["both"][1]["sha256"] == files["pdf"][0]["sha256"]
    copy = pypdfium2.PdfDocument(bytes_of(office.desk, files["pdf"][0]))
    words = copy[0].get_textpage().get_text_range()
    copy.close()
    assert "RE-7" in words
    assert "Lesefassung einer elektronischen Rechnung" in words
    assert bytes_of(office.desk, files["both"][0]) == xml


@pytest.mark.req("SE-43", "SE-48", "B15")
def test_of_a_hybrid_the_xml_goes_by_itself_to_who_wants_xml(office: PostOffice) -> None:
    customer = a_customer_with_all_forms(office)

    published = issue(office, customer, zugferd("RE-7"))

    files = files_mailed(office)
    assert [each["sha256"] for each in files["pdf"]] == [published]
    (xml,) = files["xml"]
    assert (xml["file_name"], xml["media_type"]) == ("RE-7.xml", XML)
    assert b"CrossIndustryInvoice" in bytes_of(office.desk, xml)
    assert files["both"] == files["pdf"]


@pytest.mark.req("SE-48")
def test_whoever_wants_xml_gets_the_pdf_where_there_is_nothing_else(office: PostOffice) -> None:
    customer = a_customer_with_all_forms(office)

    published = issue(office, customer, plain_pdf())

    assert {
        form: [each["sha256"] for each in files] for form, files in files_mailed(office).items()
    } == {form: [published] for form in FORMS}


@pytest.mark.req("SE-48")
def test_the_next_in_turn_gets_the_files_that_he_has_chosen(office: PostOffice) -> None:
    customer = office.desk.new_customer()
    office.add_confirmed(customer, "first@musterkunde.example", form="xml")
    office.add_confirmed(customer, "next@musterkunde.example", form="pdf", turn="fallback")
    issue(office, customer, make_xrechnung(an_invoice("RE-7")), XML)

    office.bounce(office.mails("document_delivered")[0])

    files = files_mailed(office)
    assert [each["media_type"] for each in files["first"]] == [XML]
    assert [each["media_type"] for each in files["next"]] == [PDF]


@pytest.mark.req("B12")
def test_what_was_made_for_mails_and_whom_they_went_to_goes_with_its_document(
    office: PostOffice, keys: TestKeys
) -> None:
    desk, customer = office.desk, a_customer_with_all_forms(office)
    clearing = Clearing(desk=desk, keys=keys)
    issue(office, customer, zugferd("RE-7"))
    office.prepare()
    (document,) = desk.stored(customer)
    clearing.let_locks_pass(document)
    desk.clock.move(NINE_YEARS)
    clearing.release(clearing.propose())

    assert clearing.carry_out() == 1

    left = desk.store().list_object_versions(
        Bucket=desk.archive.bucket, Prefix=f"mail-parts/{document.id}/"
    )
    assert not left.get("Versions")
    rows = desk.run_sql("SELECT recipient, files::text, state FROM delivery ORDER BY id")
    assert {(row[0], row[1]) for row in rows} == {("", "[]")}
    assert len(rows) == 1 + len(FORMS)
    (recipients,) = desk.run_sql("SELECT string_agg(d::text, ' ') FROM delivery d")
    assert "@" not in recipients[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("document_format", ["plain_pdf", "hybrid_pdf", "ubl", "cii"])
def test_nobody_goes_without_a_file(form: Form, document_format: str) -> None:
    files = files_for(form, document_format)

    assert files
    assert len(set(files)) == len(files)
    assert form != "both" or files[0] == "original"
