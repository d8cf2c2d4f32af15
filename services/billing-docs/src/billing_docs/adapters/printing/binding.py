"""Binds documents into one PDF: before each a sheet that says whose it is and where it goes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pikepdf

from billing_docs.adapters.printing.sheets import typeset_sheets
from billing_docs.domain.printing import NotPrintable, OrderedDocument

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedDocument:
    """A document and the file on disk that holds its bytes; None if the archive has lost them."""

    document: OrderedDocument
    path: Path | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundPart:
    """Where a document stands in the bound file, its sheet included, or why it does not."""

    first_page: int | None = None
    pages: int | None = None
    left_out_because: NotPrintable | None = None


def bind_batch(
    fetched: list[FetchedDocument], business_day: date, target: Path
) -> tuple[BoundPart, ...]:
    """Write the one PDF to `target`; return a part for each document, in the same order.

    The documents' pages are taken over as they are. Sources stay on the disk until they are
    written, so that memory does not grow with the batch. Pages count from 1.
    """
    bound = pikepdf.Pdf.new()
    sources = [_opened(one) for one in fetched]
    printable = [
        one.document
        for one, source in zip(fetched, sources, strict=True)
        if isinstance(source, pikepdf.Pdf)
    ]
    sheets = iter(pikepdf.Pdf.open(typeset_sheets(printable, business_day)).pages)
    parts = []
    for source in sources:
        if not isinstance(source, pikepdf.Pdf):
            parts.append(BoundPart(left_out_because=source))
            continue
        first_page = len(bound.pages) + 1
        bound.pages.append(next(sheets))
        bound.pages.extend(source.pages)
        parts.append(BoundPart(first_page=first_page, pages=len(bound.pages) + 1 - first_page))
    if not printable:
        bound.pages.append(next(sheets))
    bound.save(target, deterministic_id=True)
    for source in sources:
        if isinstance(source, pikepdf.Pdf):
            source.close()
    return tuple(parts)


def _opened(fetched: FetchedDocument) -> pikepdf.Pdf | NotPrintable:
    if fetched.document.media_type != PDF:
        return "no_printable_page"
    if fetched.path is None:
        return "archive_damaged"
    try:
        source = pikepdf.Pdf.open(fetched.path, suppress_warnings=True)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return "unreadable_pdf"
    return source if len(source.pages) else "unreadable_pdf"
