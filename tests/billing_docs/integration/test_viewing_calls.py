"""The ways in to look at a document: whose it must be, and what is noted of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from chassis.ids import new_id
from contracts.billing_docs import ArchivedFile, Document
from contracts.e_invoice import EInvoice
from contracts.examination import DocumentExamination
from contracts.post import DocumentReaders
from contracts.principal import Principal
from kontor_demo.documents import broken, make_invoice_pdf, make_xrechnung
from tests.billing_docs.integration.samples import an_invoice, zugferd
from tests.billing_docs.integration.world import World

# Each way in, what it takes besides the document, and what it answers.
WAYS: dict[str, tuple[dict[str, Any], type[msgspec.Struct]]] = {
    "get_examination": ({}, DocumentExamination),
    "open_page": ({"number": 1}, ArchivedFile),
    "open_part": ({"part": "xml"}, ArchivedFile),
    "get_e_invoice": ({}, EInvoice),
}


@pytest.fixture
def document(world: World) -> Document:
    world.publish(zugferd())
    (document,) = world.wait_listed()
    return document


def colleague(world: World, **changes: Any) -> Principal:
    return world.admin(**{"subject": new_id(), "role": "member", "areas": ("post",), **changes})


def seen_by(world: World, document: Document, reader: Principal) -> tuple[bool, bool]:
    """Return whether a first preview and a first download of his are remembered."""
    answer = world.call("list_readers", world.admin(), document_id=str(document.id))
    for each in msgspec.convert(answer["result"], DocumentReaders).items:
        if each.person_id == reader.subject:
            return each.first_previewed_at is not None, each.first_downloaded_at is not None
    return False, False


@pytest.mark.req("B4", "B15", "SE-45")
@pytest.mark.parametrize("way", WAYS)
def test_a_reader_of_post_may_look_without_any_setup(
    world: World, document: Document, way: str
) -> None:
    arguments, answered = WAYS[way]

    answer = world.call(way, colleague(world), document_id=str(document.id), **arguments)

    assert answer["error"] is None, answer
    msgspec.convert(answer["result"], answered)


@pytest.mark.req("BR-10")
@pytest.mark.parametrize("way", WAYS)
def test_what_is_foreign_and_what_is_not_there_answer_the_same(
    world: World, document: Document, way: str
) -> None:
    arguments, _ = WAYS[way]
    stranger = colleague(world, organisation_id=new_id())

    foreign = world.call(way, stranger, document_id=str(document.id), **arguments)
    absent = world.call(way, stranger, document_id=str(new_id()), **arguments)
    barred = world.call(way, colleague(world, areas=()), document_id=str(document.id), **arguments)

    assert foreign["error"] == absent["error"]
    assert foreign["error"]["exc_type"] == "NotFound"
    assert barred["error"]["exc_type"] == "AreaNotVisible"


@pytest.mark.req("B4", "SE-45")
@pytest.mark.parametrize(
    ("way", "previewed", "downloaded"),
    [
        ("get_examination", False, False),
        ("open_page", True, False),
        ("get_e_invoice", True, False),
        ("open_part", False, True),
    ],
)
def test_looking_is_a_preview_and_taking_the_xml_a_download(
    world: World, document: Document, way: str, *, previewed: bool, downloaded: bool
) -> None:
    reader, (arguments, _) = colleague(world), WAYS[way]

    world.call(way, reader, document_id=str(document.id), **arguments)

    assert seen_by(world, document, reader) == (previewed, downloaded)


@pytest.mark.parametrize(
    ("way", "arguments"),
    [("open_page", {"number": 2}), ("open_page", {"number": 0}), ("open_part", {"part": "all"})],
)
def test_a_page_or_part_that_is_not_there_is_refused(
    world: World, document: Document, way: str, arguments: dict[str, Any]
) -> None:
    answer = world.call(way, colleague(world), document_id=str(document.id), **arguments)

    assert answer["error"]["exc_type"] in {"NotFound", "InvalidInput"}


@pytest.mark.req("B15")
def test_a_publisher_hears_of_a_hybrid_that_contradicts_itself(world: World) -> None:
    xml = make_xrechnung(an_invoice(), "cii").replace(b"119.00", b"129.00")
    page = make_invoice_pdf(an_invoice())

    event_id = world.publish(broken.with_attachments(page, {"factur-x.xml": xml}))

    told = world.heard("document.mismatch.v1", event_id)
    (total,) = [each for each in told["fields"] if each["field"] == "total"]
    assert (total["in_xml"], total["in_pdf"]) == ("129.00", ["119.00"])
