"""Files that mean harm: refused, or archived with a fault; the service goes on (S11, S12)."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import pytest

from billing_docs.adapters.reading import Readers
from billing_docs.domain.faults import DocumentRefused
from contracts.inbound import IssuedFile
from kontor_demo.documents import broken, make_xrechnung
from tests.billing_docs import hostile
from tests.billing_docs.integration.desk import Desk, shared_readers
from tests.billing_docs.integration.samples import an_invoice, plain_pdf, zugferd

PDF, XML = "application/pdf", "application/xml"


def cii() -> bytes:
    return make_xrechnung(an_invoice(), "cii")


def inside(spoil: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: hostile.inside(plain_pdf(), spoil, cii())


# What becomes of it: a refusal's code, or the faults it is archived with.
PDFS: dict[str, tuple[Callable[[], bytes], str | set[str]]] = {
    "arrays in arrays": (lambda: hostile.nested(1_000_000), {"pdf_damaged"}),
    "dictionaries in dictionaries": (
        lambda: hostile.nested(200_000, b"<</A", b">>"), {"pdf_damaged"},
    ),
    "a page tree in a circle": (hostile.page_tree_in_a_circle, "truncated_pdf"),
    "a page tree without a bottom": (lambda: hostile.deep_page_tree(100_000), "truncated_pdf"),
    "cross references in a circle": (hostile.cross_references_in_a_circle, {"pdf_damaged"}),
    "an object stream of 200 MiB": (lambda: hostile.object_stream_bomb(200), {"pdf_damaged"}),
    "a page of 100 MiB": (lambda: hostile.content_bomb(100), {"pdf_damaged"}),
    "a page packed three times": (lambda: hostile.content_bomb(100, filters=3), {"pdf_damaged"}),
    "a picture of 1.6 gigapixels": (lambda: hostile.image_bomb(40_000), set()),
    "forms that draw a milliard forms": (lambda: hostile.forms_drawing_forms(9, 10), set()),
    "400,000 objects in 26 MiB": (lambda: hostile.many_objects(400_000), "too_costly_to_read"),
    "a script in an object stream": (
        lambda: hostile.with_javascript_in_an_object_stream(zugferd()), {"active_content"},
    ),
    "a link that starts a program": (lambda: hostile.with_launch(zugferd()), {"active_content"}),
    "a program attached": (lambda: hostile.with_program_attached(zugferd()), set()),
    "a ZIP bomb": (hostile.zip_bomb, "not_a_pdf"),
    "a ZIP behind it": (lambda: zugferd() + b"PK\5\6" + bytes(18), {"bytes_around_pdf"}),
    "a web page before it": (lambda: hostile.web_page_before(zugferd()), {"bytes_around_pdf"}),
    "an empty password": (lambda: broken.encrypted(zugferd()), "encrypted_pdf"),
    "a password": (lambda: broken.encrypted(zugferd(), user_password="x"), "encrypted_pdf"),
    "a third missing": (lambda: broken.truncated(zugferd()), "truncated_pdf"),
    "an XML of 400 MiB in it": (
        lambda: broken.with_bomb(plain_pdf(), unpacked_bytes=400 << 20), {"attachment_too_large"},
    ),
    "a billion laughs in it": (inside(hostile.billion_laughs), {"doctype_refused"}),
    "an external entity in it": (inside(broken.with_doctype), {"doctype_refused"}),
    "a bottomless XML in it": (inside(lambda _: hostile.deep_xml(1_000_000)), {"broken_xml"}),
    "an XML of attributes in it": (
        inside(lambda xml: hostile.endless_attributes(xml, 900_000)), {"broken_xml"},
    ),
}  # fmt: skip
XMLS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a billion laughs": (lambda: hostile.billion_laughs(cii()), "doctype_refused"),
    "an external entity": (lambda: broken.with_doctype(cii()), "doctype_refused"),
    "no bottom": (lambda: hostile.deep_xml(1_000_000), "broken_xml"),
    "attributes": (lambda: hostile.endless_attributes(cii(), 900_000), "broken_xml"),
    "a ZIP bomb": (hostile.zip_bomb, "broken_xml"),
}


@pytest.fixture(scope="module")
def readers() -> Readers:
    return shared_readers()


def outcome(readers: Readers, content: bytes, media_type: str) -> str | set[str]:
    try:
        return {fault.code.value for fault in readers.read(content, media_type).faults}
    except DocumentRefused as refused:
        return refused.code.value


@pytest.mark.req("S12")
@pytest.mark.parametrize("name", PDFS)
def test_a_hostile_pdf_is_refused_or_named_within_seconds(readers: Readers, name: str) -> None:
    make, expected = PDFS[name]
    content = make()

    began = time.monotonic()
    found = outcome(readers, content, PDF)

    assert found == expected
    assert time.monotonic() - began < 30  # the wall; by its own CPU clock it has five
    assert outcome(readers, zugferd(), PDF) == set()


@pytest.mark.req("S12")
@pytest.mark.parametrize("name", XMLS)
def test_a_hostile_xml_is_refused_within_seconds(readers: Readers, name: str) -> None:
    make, expected = XMLS[name]

    assert outcome(readers, make(), XML) == expected
    assert outcome(readers, cii(), XML) == set()


@pytest.mark.req("S12")
@pytest.mark.parametrize(
    "make",
    [
        lambda: hostile.image_bomb(40_000),
        lambda: hostile.forms_drawing_forms(9, 10),
        lambda: hostile.content_bomb(100, filters=3),
        lambda: hostile.nested(1_000_000),
        lambda: hostile.one_page().replace(b"[0 0 200 200]", b"[0 0 9e9 1e-3]"),
        lambda: hostile.one_page().replace(b"[0 0 200 200]", b"[0 0 2 90000]"),
        lambda: hostile.one_page().replace(b"[0 0 200 200]", b"[0 0 -5 -9]"),
        hostile.page_tree_in_a_circle,
        hostile.zip_bomb,
    ],
)
def test_a_hostile_page_is_a_small_picture_or_none(
    readers: Readers, make: Callable[[], bytes]
) -> None:
    picture = readers.page(make(), 1)

    assert picture is None or len(picture) < 100_000
    assert readers.page(zugferd(), 1) is not None


@pytest.mark.req("S12", "B13")
@pytest.mark.parametrize(
    "spoil", [hostile.with_launch, hostile.with_program_attached, hostile.web_page_before]
)
def test_what_is_only_dangerous_to_open_is_archived_unchanged(
    desk: Desk, spoil: Callable[[bytes], bytes]
) -> None:
    customer, content = desk.new_customer(), spoil(zugferd())

    desk.receive(desk.event(content, customer))

    (document,) = desk.stored(customer)
    kept = desk.store().get_object(
        Bucket=desk.archive.bucket, Key=document.object_key, VersionId=document.version_id
    )
    assert kept["Body"].read() == content


@pytest.mark.req("S12")
def test_what_is_too_costly_is_refused_and_the_next_document_is_taken_in(desk: Desk) -> None:
    customer = desk.new_customer()

    with desk.refusal("too_large"):
        desk.receive(desk.event(hostile.many_objects(400_000), customer, "RE-1"))
    with desk.refusal("not_a_pdf"):
        desk.receive(desk.event(hostile.zip_bomb(), customer, "RE-2"))
    desk.receive(desk.event(zugferd(), customer, "RE-3"))

    assert [document.number for document in desk.stored(customer)] == ["RE-3"]


# S11: what a file may be called without the archive or a header ever believing it.
NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\boot.ini",
    "C:\\con.pdf",
    "invoice\u202efdp.exe",
    'a"; filename="evil.exe',
    "%2e%2e%2f.pdf",
    "Rechnung für Müller, 07/2026.pdf",
    "x" * 196 + ".pdf",
    ".",
    "nul",
]


@pytest.mark.req("S11")
@pytest.mark.parametrize("name", NAMES)
def test_the_archives_key_owes_nothing_to_the_files_name(desk: Desk, name: str) -> None:
    customer = desk.new_customer()
    plain_key = desk_key(desk, customer, "RE-PLAIN", "RE.pdf")

    hostile_key = desk_key(desk, customer, "RE-PLAIN-2", name)

    assert sha256(zugferd()).hexdigest() in hostile_key
    assert plain_key.rpartition("/")[0] == hostile_key.rpartition("/")[0]
    assert set(hostile_key) <= set("0123456789abcdef-/.pdf")
    (document,) = [each for each in desk.stored(customer) if each.number == "RE-PLAIN-2"]
    assert document.file_name == name


def desk_key(desk: Desk, customer: UUID, number: str, name: str) -> str:
    """Return under which key a document is kept whose file has this name."""
    content = zugferd()
    file = IssuedFile(
        name=name, media_type=PDF, sha256=sha256(content).hexdigest(), content=content
    )
    desk.receive(desk.event(content, customer, number, file=file))
    return next(each.object_key for each in desk.stored(customer) if each.number == number)


@pytest.mark.req("S11")
@pytest.mark.parametrize("name", ["a\0.pdf", "a\r\nSet-Cookie: x=1.pdf", "a\u2028b.pdf"])
def test_a_name_with_control_characters_is_refused(desk: Desk, name: str) -> None:
    customer = desk.new_customer()

    with desk.refusal("invalid_data"):
        desk_key(desk, customer, "RE-1", name)

    assert desk.stored(customer) == []
