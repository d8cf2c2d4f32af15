"""E-invoices are tried against the rules and against their own pages, and archived all the same."""

from __future__ import annotations

from typing import Any

import pytest

from billing_docs.domain.examination import Examination, fault_codes
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.domain.read_document import ReadDocument
from billing_docs.store.examinations import ExaminationStore
from kontor_demo.documents import broken, make_invoice_pdf, make_xrechnung
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd
from tests.identity.integration.threads import at_once

XML = "application/xml"


def examined(desk: Desk, customer: Any) -> Examination:
    """Return what is remembered of the customer's one document."""
    (document,) = desk.stored(customer)
    with desk.database.transaction(organisation_id=customer) as session:
        examination = ExaminationStore(session).of_document(customer, document.id)
    assert examination is not None
    return examination


def taken_in(desk: Desk, content: bytes, **changes: Any) -> tuple[Any, Examination]:
    customer = desk.new_customer()
    desk.receive(desk.event(content, customer, "RE-2026-1001", **changes))
    return customer, examined(desk, customer)


def ubl(**changes: Any) -> bytes:
    return make_xrechnung(an_invoice(**changes), "ubl")


def cii() -> bytes:
    return make_xrechnung(an_invoice(), "cii")


@pytest.mark.req("B15")
@pytest.mark.parametrize(
    ("content", "media_type", "profile", "pages"),
    [
        (zugferd, "application/pdf", "EN 16931", 1),
        (ubl, XML, "XRechnung 3.0", 0),
        (cii, XML, "XRechnung 3.0", 0),
    ],
)
def test_a_good_invoice_breaks_no_rule(
    desk: Desk, content: Any, media_type: str, profile: str, pages: int
) -> None:
    customer, found = taken_in(desk, content(), media_type=media_type)

    assert (found.rules, found.findings, found.differences) == ("checked", (), ())
    assert (found.profile, found.page_count) == (profile, pages)
    assert desk.stored(customer)[0].faults == ()


@pytest.mark.req("B15")
@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (b"119.00</cbc:PayableAmount", b"99.00</cbc:PayableAmount", "BR-CO-16"),
        (b"<cbc:BuyerReference>04011000-12345-34</cbc:BuyerReference>", b"", "BR-DE-15"),
        (b">19.00</cbc:TaxAmount>", b">17.00</cbc:TaxAmount>", "BR-S-09"),
    ],
)  # fmt: skip
def test_a_rule_that_is_broken_is_named_by_its_id_and_the_invoice_archived(
    desk: Desk, before: bytes, after: bytes, rule: str
) -> None:
    content = ubl()
    assert before in content

    customer, found = taken_in(desk, content.replace(before, after), media_type=XML)

    assert rule in {each.rule for each in found.findings if each.severity == "error"}
    assert all(each.text and not each.text.startswith("[") for each in found.findings)
    assert rule in desk.stored(customer)[0].faults
    (told,) = desk.told("document.archived.v1")
    assert rule in told["data"]["faults"]


@pytest.mark.req("B15")
@pytest.mark.parametrize(
    ("profile", "severity", "faults"),
    [("XRechnung 3.0", "warning", ()), ("EN 16931", "error", ("BR-CL-23",))],
)
def test_a_unit_that_is_not_on_the_list_yet_is_advice_in_germany_and_an_error_in_europe(
    desk: Desk, profile: str, severity: str, faults: tuple[str, ...]
) -> None:
    content = cii().replace(b'unitCode="', b'unitCode="Q')

    report = desk.rule_book.check(content, DocumentFormat.CII, profile)

    found = {each.rule: each.severity for each in report.findings}
    assert (found["BR-CL-23"], report.broken) == (severity, faults)


@pytest.mark.req("B15")
def test_an_xml_that_breaks_its_schema_is_named_and_archived(desk: Desk) -> None:
    content = ubl().replace(b"<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", b"<cbc:Unknown/>")

    customer, _ = taken_in(desk, content, media_type=XML)

    assert "xml_breaks_schema" in desk.stored(customer)[0].faults


def test_an_invoice_too_large_for_the_rules_is_archived_and_says_so(desk: Desk) -> None:
    content = ubl() + b" " * (7 * 1024 * 1024)
    report = desk.rule_book.check(content, DocumentFormat.UBL, "XRechnung 3.0")

    assert report.state == "too_costly"
    assert "rules_not_checked" in fault_codes(ReadDocument(format=DocumentFormat.UBL), report)


def test_no_rules_are_tried_on_a_letter(desk: Desk) -> None:
    _, found = taken_in(desk, plain_pdf())

    assert (found.rules, found.xml, found.profile) == ("none_apply", None, None)


@pytest.mark.req("B13", "B15")
def test_the_xml_of_a_hybrid_is_remembered_as_it_is_embedded(desk: Desk) -> None:
    xml = cii()
    content = broken.with_attachments(make_invoice_pdf(an_invoice()), {"factur-x.xml": xml})

    _, found = taken_in(desk, content)

    assert found.xml is not None
    assert (found.xml.name, found.xml.syntax, found.xml.size_bytes) == (
        "factur-x.xml", "cii", len(xml),
    )  # fmt: skip


def contradicting() -> bytes:
    """Return a hybrid whose XML says another total and another account than its page."""
    page = make_invoice_pdf(an_invoice("RE-2026-1001"))
    xml = make_xrechnung(an_invoice("RE-2026-1001"), "cii")
    other = xml.replace(b"119.00", b"129.00").replace(b"19.00<", b"29.00<")
    assert other != xml
    return broken.with_attachments(page, {"factur-x.xml": other})


@pytest.mark.req("B15")
def test_a_hybrid_that_contradicts_itself_is_flagged_and_its_publisher_told_once(
    desk: Desk,
) -> None:
    customer = desk.new_customer()
    event = desk.event(contradicting(), customer, "RE-2026-1001")
    again = desk.event(contradicting(), customer, "RE-2026-1001")

    for each in (event, event, again):
        desk.receive(each)

    (document,) = desk.stored(customer)
    assert "total_differs_in_pdf" in document.faults
    (told,) = desk.told("document.mismatch.v1")
    assert told["data"]["event_id"] == event.id
    assert told["data"]["document_id"] == str(document.id)
    total = next(each for each in told["data"]["fields"] if each["field"] == "total")
    assert total["in_xml"] == "129.00"
    assert "119.00" in total["in_pdf"]
    assert examined(desk, customer).differences


@pytest.mark.req("B15")
def test_two_deliveries_at_once_are_told_of_once(desk: Desk) -> None:
    customer = desk.new_customer()
    event = desk.event(contradicting(), customer, "RE-2026-1001")

    at_once(lambda: desk.receive(event), lambda: desk.receive(event))

    assert len(desk.told("document.mismatch.v1")) == 1


def test_a_hybrid_that_agrees_with_itself_is_told_of_to_nobody(desk: Desk) -> None:
    taken_in(desk, zugferd())

    assert desk.told("document.mismatch.v1") == []


def test_the_demo_companys_hybrids_agree_with_themselves(desk: Desk) -> None:
    for number in ("RE-2026-1", "RE-2026-12345", "2026/03-7"):
        read = desk.readers.read(zugferd(number), "application/pdf")

        assert read.differences == ()
