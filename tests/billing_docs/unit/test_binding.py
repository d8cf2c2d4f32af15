"""A day's documents become one PDF, written piece by piece, that every reader opens."""

import io
import itertools
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pypdfium2
import pytest

from billing_docs.adapters.printing.binding import BoundFile
from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.printing.reading_copy import reading_copy, words_in
from billing_docs.domain.printing import OrderedDocument
from chassis.ids import new_id
from contracts.e_invoice import EInvoice, InvoiceLine, InvoiceTotals
from tests.billing_docs.integration.samples import plain_pdf, zugferd

DAY = date(2026, 3, 2)
HOSTILE = {
    "no PDF": b"%PDF-1.7 and then nothing of the kind",
    "a tree of pages that is its own branch": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    ),
    "lists within lists": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/X "
        + b"[" * 100_000
        + b"]" * 100_000
        + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ),
}


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


def an_order(number: str) -> OrderedDocument:
    values: dict[str, Any] = {
        "document_id": new_id(),
        "organisation_id": new_id(),
        "customer_number": "10001",
        "customer_name": "Musterkunde AG (Demo)",
        "postal_address": None,
        "document_type": "invoice",
        "number": number,
        "issued_on": DAY,
        "ordered_on": DAY,
        "reason": "postal_mode",
        "file_name": f"{number}.pdf",
        "media_type": "application/pdf",
        "size_bytes": 1,
        "sha256": "0" * 64,
        "object_key": "00/x",
        "version_id": "1",
        "language": "de",
    }
    return OrderedDocument(**values)


def bound(press: Press, *contents: bytes) -> tuple[bytes, list[int | None]]:
    """Return the file of some documents, and how many pages each has in it."""
    stream = io.BytesIO()
    file = BoundFile(stream, press, DAY, count=len(contents))
    pages = [
        file.add(an_order(f"RE-{position}"), content, position=position)
        for position, content in enumerate(contents, 1)
    ]
    file.finish()
    return stream.getvalue(), pages


def copy_made_after(seconds: float, press: Press, invoice: EInvoice) -> bytes | None:
    """Return the reading copy; a PDF's moments are whole seconds."""
    time.sleep(seconds)
    return press.reading_copy(invoice, language="de", file_name="x.xml", sha256="0")


def pictures_of(content: bytes) -> list[bytes]:
    pdf = pypdfium2.PdfDocument(content)
    pictures = [page.render(scale=0.4).to_pil().tobytes() for page in pdf]
    pdf.close()
    return pictures


def test_each_page_looks_as_it_did_and_the_file_is_a_sound_pdf(press: Press) -> None:
    documents = [zugferd("RE-1"), plain_pdf("RE-2"), zugferd("RE-3")]

    file, pages = bound(press, *documents)

    with pikepdf.Pdf.open(io.BytesIO(file)) as opened:
        assert opened.check_pdf_syntax() == []
        assert len(opened.pages) == sum(each or 0 for each in pages)
    originals = [pictures_of(each) for each in documents]
    assert pages == [len(each) + 1 for each in originals]
    found = iter(pictures_of(file))
    for original in originals:
        next(found)  # the sheet
        assert list(itertools.islice(found, len(original))) == original


def test_a_document_that_breaks_or_costs_too_much_leaves_the_others_whole(press: Press) -> None:
    documents = [plain_pdf("RE-1"), *HOSTILE.values(), plain_pdf("RE-2")]

    file, pages = bound(press, *documents)

    assert pages == [2, *[None] * len(HOSTILE), 2]
    with pikepdf.Pdf.open(io.BytesIO(file)) as opened:
        assert opened.check_pdf_syntax() == []
        assert len(opened.pages) == 4


def test_the_same_documents_make_the_same_file(press: Press) -> None:
    assert bound(press, plain_pdf(), zugferd())[0] == bound(press, plain_pdf(), zugferd())[0]


def test_the_same_invoice_makes_the_same_reading_copy_in_another_second(press: Press) -> None:
    """Two recipients of one invoice get one file, and a copy made again finds its place."""
    invoice = EInvoice(syntax="ubl", number="RE-1")

    first, second = (copy_made_after(seconds, press, invoice) for seconds in (0, 1.1))

    assert first is not None
    assert second == first


def test_numbers_and_days_stand_as_the_reader_writes_them() -> None:
    invoice = EInvoice(
        syntax="ubl",
        currency="EUR",
        issued_on="2026-03-02",
        due_on="next Friday",
        totals=InvoiceTotals(net="-1234567.5", total="1E+999999", payable="0.119"),
        lines=(InvoiceLine(quantity="1.500", unit="HUR", unit_price="80"),),
    )

    german, english = (
        reading_copy(invoice, language=language, file_name="x.xml", sha256="0")
        for language in ("de", "en")
    )

    assert dict(german["facts"])["Rechnungsdatum"] == "02.03.2026"
    assert dict(german["facts"])["Zahlbar bis"] == "next Friday"
    assert dict(german["sums"])["Gesamtbetrag ohne USt"] == "-1.234.567,50 EUR"
    assert dict(english["sums"])["Total without VAT"] == "-1,234,567.50 EUR"
    assert dict(german["sums"])["Gesamtbetrag mit USt"] == "1E+999999 EUR"
    assert german["payable"] == "0,119 EUR"
    assert german["lines"][0]["quantity"] == "1,5 Std."


def test_both_languages_have_the_same_words() -> None:
    def keys(language: str) -> set[tuple[str, ...]]:
        words = words_in(language)
        return {
            (name, *deeper)
            for name, word in words.items()
            for deeper in ([(each,) for each in word] if isinstance(word, dict) else [()])
        }

    assert keys("de") == keys("en")
