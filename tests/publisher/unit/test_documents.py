"""A file and what its publisher says about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.inbound import DocumentIssued
from kontor_publisher import InvalidDocument
from kontor_publisher.documents import describe_document, event_id_of
from kontor_publisher.events import make_event
from tests.publisher.documents import PDF


def described(file: Path | str | bytes = PDF, **changes: Any) -> DocumentIssued:
    about: dict[str, Any] = {
        "customer_number": "10001",
        "document_type": "invoice",
        "number": "R-2026-1",
        "issued_on": date(2026, 11, 1),
    }
    return describe_document(file, **(about | changes))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x00junk before the header %PDF-1.4", "application/pdf"),
        (b"<?xml version='1.0'?><Invoice/>", "application/xml"),
        (b"\n  <Invoice/>", "application/xml"),
        (b"\xef\xbb\xbf<Invoice/>", "application/xml"),
        ("<Invoice/>".encode("utf-16"), "application/xml"),
    ],
)
def test_pdf_and_xml_are_recognised_by_their_bytes(content: bytes, media_type: str) -> None:
    assert described(content).file.media_type == media_type


def test_other_kinds_need_a_media_type() -> None:
    with pytest.raises(InvalidDocument, match="media_type"):
        described(b"PK\x03\x04")

    assert described(b"PK\x03\x04", media_type="application/zip").file.name == "R-2026-1"


def test_bytes_without_a_name_are_named_after_the_number() -> None:
    assert described(number="R 2026/1").file.name == "R_2026_1.pdf"


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    (tmp_path / "Rechnung.pdf").write_bytes(PDF)

    assert described(str(tmp_path / "Rechnung.pdf")).file.name == "Rechnung.pdf"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": b""}, "empty"),
        ({"customer_number": "1001"}, r"\$\.customer_number"),
        ({"document_type": "Rechnung"}, r"\$\.document_type"),
        ({"number": ""}, r"\$\.number"),
        ({"issued_on": "1.11.2026"}, r"\$\.issued_on"),
        ({"title": "t" * 201}, r"\$\.title"),
    ],
)
def test_what_cannot_be_accepted_is_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidDocument, match=words):
        described(**changes)


def test_the_event_id_follows_from_source_type_number_and_file() -> None:
    known = event_id_of("/erp/demo", described())

    assert known == "348046a7811b9a6f84116249b54a7e8a"
    assert known == event_id_of("/erp/demo", described(title="another title"))
    others = {
        event_id_of("/erp/other", described()),
        event_id_of("/erp/demo", described(document_type="credit_note")),
        event_id_of("/erp/demo", described(number="R-2026-2")),
        event_id_of("/erp/demo", described(PDF + b"\n")),
    }
    assert len(others - {known}) == 4


def test_an_event_says_nothing_about_what_it_does_not_know() -> None:
    event = make_event(
        "document.issued.v1", described(), source="/erp/demo", event_id="1", subject=None
    )

    assert b"null" not in msgspec.json.encode(event)
    assert b"due_on" not in msgspec.json.encode(event)


@pytest.mark.parametrize("event_id", ["", "x" * 201])
def test_an_event_id_has_a_sane_length(event_id: str) -> None:
    with pytest.raises(InvalidDocument, match="event id"):
        make_event("t.v1", described(), source="/erp/demo", event_id=event_id, subject=None)
