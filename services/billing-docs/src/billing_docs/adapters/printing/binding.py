"""Binds documents into one PDF: before each a sheet that says whose it is and where it goes."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pikepdf

from billing_docs.adapters.printing.sheets import typeset_sheets
from billing_docs.domain.printing import NotPrintable, OrderedDocument

PDF = "application/pdf"
# So many documents are open at once: a process often has a thousand file handles and no more.
_AT_ONCE = 50


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

    The documents' pages are taken over as they are. They are bound in sections of fifty beside
    `target`, so that file handles do not grow with each of them; memory does, by some 350 KB a
    document (1000 invoices of 42 KB: 2 s of work, 480 MB). Pages count from 1.
    """
    parts = _places([_checked(one) for one in fetched])
    printable = [
        (one.document, one.path)
        for one, part in zip(fetched, parts, strict=True)
        if part.pages is not None and one.path is not None
    ]
    sheets = typeset_sheets([document for document, _ in printable], business_day)
    with pikepdf.Pdf.open(sheets) as bound_sheets:
        sections = [
            _bind_section(printable[begin : begin + _AT_ONCE], begin, bound_sheets, target)
            for begin in range(0, len(printable), _AT_ONCE)
        ]
        if not sections:
            bound_sheets.save(target, deterministic_id=True)
            return parts
    _join(sections, target)
    return parts


def _checked(fetched: FetchedDocument) -> int | NotPrintable:
    """Return how many pages the document has, or why it cannot be printed."""
    if fetched.document.media_type != PDF:
        return "no_printable_page"
    if fetched.path is None:
        return "archive_damaged"
    try:
        with pikepdf.Pdf.open(fetched.path, suppress_warnings=True) as source:
            return len(source.pages) or "unreadable_pdf"
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return "unreadable_pdf"


def _places(found: list[int | NotPrintable]) -> tuple[BoundPart, ...]:
    parts, next_page = [], 1
    for pages in found:
        if isinstance(pages, int):
            parts.append(BoundPart(first_page=next_page, pages=pages + 1))
            next_page += pages + 1
        else:
            parts.append(BoundPart(left_out_because=pages))
    return tuple(parts)


def _bind_section(
    documents: list[tuple[OrderedDocument, Path]], begin: int, sheets: pikepdf.Pdf, target: Path
) -> Path:
    section = target.with_name(f"{target.stem}-{begin}.section")
    with ExitStack() as opened, pikepdf.Pdf.new() as bound:
        for number, (_, path) in enumerate(documents, begin):
            bound.pages.append(sheets.pages[number])
            source = opened.enter_context(pikepdf.Pdf.open(path, suppress_warnings=True))
            bound.pages.extend(source.pages)
        bound.save(section)
    return section


def _join(sections: list[Path], target: Path) -> None:
    with ExitStack() as opened, pikepdf.Pdf.new() as bound:
        for section in sections:
            bound.pages.extend(opened.enter_context(pikepdf.Pdf.open(section)).pages)
        bound.save(target, deterministic_id=True)
