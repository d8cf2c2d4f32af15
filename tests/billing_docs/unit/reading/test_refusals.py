"""Files that are not archived, and why."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing_docs.adapters.reading.reading import read_document
from billing_docs.domain.faults import DocumentRefused
from kontor_demo.documents import broken

PDF = "application/pdf"
XML = "application/xml"


def refusal_of(content: bytes, media_type: str) -> str:
    with pytest.raises(DocumentRefused) as refused:
        read_document(content, media_type)
    assert refused.value.explanation.endswith(".")
    return refused.value.code


@pytest.mark.parametrize("media_type", ["image/png", "application/zip", "", "pdf", "text/plain"])
def test_another_media_type_is_refused(plain_pdf: bytes, media_type: str) -> None:
    assert refusal_of(plain_pdf, media_type) == "unsupported_media_type"


@pytest.mark.parametrize("media_type", [PDF, XML])
@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_an_empty_file_is_refused(content: bytes, media_type: str) -> None:
    assert refusal_of(content, media_type) == "empty_file"


def test_an_xml_sent_as_pdf_is_refused(ubl: bytes) -> None:
    assert refusal_of(ubl, PDF) == "not_a_pdf"


def test_a_pdf_sent_as_xml_is_refused(plain_pdf: bytes) -> None:
    assert refusal_of(plain_pdf, XML) == "broken_xml"


@pytest.mark.parametrize("missing_bytes", [30, 2000, 20_000])
def test_a_pdf_cut_off_is_refused(zugferd: bytes, missing_bytes: int) -> None:
    assert refusal_of(zugferd[:-missing_bytes], PDF) == "truncated_pdf"


def test_a_pdf_with_nothing_between_head_and_end_is_refused() -> None:
    assert refusal_of(b"%PDF-1.7\nnothing\n%%EOF\n", PDF) == "truncated_pdf"


def test_a_pdf_that_lost_a_page_is_refused() -> None:
    one_page_of_two = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /MediaBox [0 0 9 9]>> endobj
3 0 obj <</Type /Page /Parent 2 0 R>> endobj
trailer <</Root 1 0 R /Size 5>>
startxref
0
%%EOF"""

    assert refusal_of(one_page_of_two, PDF) == "truncated_pdf"


@pytest.mark.parametrize("user_password", ["", "secret"])
def test_an_encrypted_pdf_is_refused_even_if_it_opens_without_password(
    zugferd: bytes, user_password: str
) -> None:
    locked = broken.encrypted(zugferd, user_password=user_password)

    assert refusal_of(locked, PDF) == "encrypted_pdf"


@pytest.mark.parametrize(
    "spoil",
    [
        broken.truncated,
        lambda xml: xml.replace(b"</", b"<", 1),
        lambda xml: xml.replace(b"RE-2026", b"RE & 2026"),
        lambda xml: xml + xml,
        lambda _: b"no XML at all",
        lambda _: b"\xff\xfe<\x00a",
    ],
)
def test_an_xml_that_is_not_well_formed_is_refused(
    ubl: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    assert refusal_of(spoil(ubl), XML) == "broken_xml"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>Rechnung</body></html>",
        b"<Invoice><ID>1</ID></Invoice>",  # the name alone, in no namespace
        b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>',
    ],
)
def test_an_xml_that_is_no_invoice_is_refused(content: bytes) -> None:
    assert refusal_of(content, XML) == "not_an_invoice_xml"


def test_a_bare_xml_with_a_doctype_is_refused(ubl: bytes) -> None:
    assert refusal_of(broken.with_doctype(ubl), XML) == "doctype_refused"


def test_the_explanation_repeats_nothing_of_the_document(ubl: bytes) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document(ubl.replace(b"</cbc:ID>", b"</cbc:RE-2026-0042>", 1), XML)

    assert "2026" not in refused.value.explanation
    assert "cbc" not in refused.value.explanation


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    form=st.sampled_from(["zugferd", "ubl", "cii"]),
    at=st.floats(0, 1, exclude_max=True),
    length=st.integers(0, 200),
    junk=st.binary(max_size=50),
)
def test_whatever_is_spoiled_in_a_document_it_is_read_or_refused(
    request: pytest.FixtureRequest, form: str, at: float, length: int, junk: bytes
) -> None:
    content: bytes = request.getfixturevalue(form)
    start = int(len(content) * at)
    spoiled = content[:start] + junk + content[start + length :]

    with suppress(DocumentRefused):
        read_document(spoiled, PDF if form == "zugferd" else XML)
