"""Make the one PDF of a batch, and its index."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing_docs.adapters.print_files import Naming, PrintFiles
from billing_docs.adapters.printing.binding import BoundFile
from billing_docs.domain.printing import (
    BatchFile,
    IndexEntry,
    NotPrintable,
    OrderedDocument,
    PrintBatch,
    PrintedAs,
    batch_file_name,
    csv_index,
    json_index,
)
from billing_docs.resources import Resources
from billing_docs.store.print_orders import PrintOrderStore
from chassis.audit import AuditTrail

ACTOR = "system:billing_docs"
PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Printed:
    """Where a document stands in the file, its sheet included, or why it does not."""

    first_page: int | None = None
    pages: int | None = None
    printed_as: PrintedAs | None = None
    left_out_because: NotPrintable | None = None


def make_print_batch(session: Session, resources: Resources, *, now: datetime) -> UUID | None:
    """Make the file of the oldest batch that has none; return its id, None if there is none.

    The batch stays locked meanwhile: another process passes it over, and if this one dies the next
    one makes it anew. Each document is fetched, bound and let go by itself, so that memory is that
    of one. What cannot be printed is left out, and the index says why.

    Raises:
        DependencyDown: the archive is away; nothing was changed.
    """
    orders = PrintOrderStore(session)
    batch = orders.claim_unmade()
    if batch is None:
        return None
    orders.give_back_withheld(batch.id)
    documents, store = orders.documents_of(batch.id), PrintFiles(resources.archive)
    with TemporaryDirectory(prefix="kontor-print-") as folder:
        target = Path(folder) / "batch.pdf"
        with target.open("wb") as stream:
            bound = BoundFile(stream, resources.press, batch.business_day, count=len(documents))
            entries = tuple(
                _entry(document, position, _print(document, position, bound, resources))
                for position, document in enumerate(documents, 1)
            )
            bound.finish()
        files = _keep(batch, target, entries, store, pages=bound.pages)
    for entry in entries:
        if entry.left_out_because is not None:
            orders.leave_out(entry.document_id, entry.left_out_because)
    orders.make_ready(
        batch.id,
        files,
        documents=sum(entry.left_out_because is None for entry in entries),
        left_out=sum(entry.left_out_because is not None for entry in entries),
        pages=bound.pages,
        now=now,
    )
    AuditTrail(session, now).record(
        organisation_id=None,
        actor=ACTOR,
        action="print_batch.made",
        subject=f"print_batch:{batch.id}",
        details={"sha256": files["file"].sha256, "business_day": batch.business_day.isoformat()},
    )
    return batch.id


def _print(
    document: OrderedDocument, position: int, bound: BoundFile, resources: Resources
) -> _Printed:
    content = PrintFiles(resources.archive).read(document)
    if content is None:
        return _Printed(left_out_because="archive_damaged")
    printed_as: PrintedAs = "original"
    if document.media_type != PDF:
        printed_as, content = "reading_copy", _reading_copy(document, content, resources)
        if content is None:
            return _Printed(left_out_because="no_printable_page")
    first_page = bound.pages + 1
    pages = bound.add(document, content, position=position)
    if pages is None:
        return _Printed(left_out_because="unreadable_pdf")
    return _Printed(first_page=first_page, pages=pages, printed_as=printed_as)


def _reading_copy(document: OrderedDocument, content: bytes, resources: Resources) -> bytes | None:
    """Return the PDF that is printed of an XML file, None if nobody can read it."""
    invoice = resources.readers.view(content, document.media_type)
    if invoice is None:
        return None
    return resources.press.reading_copy(
        invoice,
        language=document.language,
        file_name=document.file_name,
        sha256=document.sha256,
    )


def _entry(document: OrderedDocument, position: int, printed: _Printed) -> IndexEntry:
    return IndexEntry(
        position=position,
        document_id=document.document_id,
        customer_number=document.customer_number,
        customer_name=document.customer_name,
        postal_address=document.postal_address,
        document_type=document.document_type,
        number=document.number,
        issued_on=document.issued_on,
        ordered_on=document.ordered_on,
        reason=document.reason,
        file_name=document.file_name,
        sha256=document.sha256,
        first_page=printed.first_page,
        pages=printed.pages,
        left_out_because=printed.left_out_because,
        printed_as=printed.printed_as,
    )


def _keep(
    batch: PrintBatch,
    bound: Path,
    entries: tuple[IndexEntry, ...],
    store: PrintFiles,
    *,
    pages: int,
) -> dict[str, BatchFile]:
    def naming(extension: str, media_type: str) -> Naming:
        name = batch_file_name(batch.business_day, extension)
        return Naming(file_name=name, media_type=media_type)

    with bound.open("rb") as stream:
        file = store.keep(batch.id, stream, naming("pdf", PDF))
    index = json_index(batch, entries, file_sha256=file.sha256, pages=pages)
    files = {
        "file": file,
        "index_json": store.keep(batch.id, io.BytesIO(index), naming("json", "application/json")),
        "index_csv": store.keep(
            batch.id, io.BytesIO(csv_index(entries)), naming("csv", "text/csv")
        ),
    }
    return msgspec.convert(files, dict[str, BatchFile])
