"""Make the one PDF of a batch, and its index."""

import io
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.print_files import Naming, PrintFiles
from billing_docs.adapters.printing.binding import BoundPart, FetchedDocument, bind_batch
from billing_docs.domain.printing import (
    BatchFile,
    IndexEntry,
    OrderedDocument,
    PrintBatch,
    batch_file_name,
    csv_index,
    json_index,
)
from billing_docs.store.print_orders import PrintOrderStore
from chassis.audit import AuditTrail
from chassis.blocking import off_the_hub

ACTOR = "system:billing_docs"


def make_print_batch(session: Session, archive: Archive, *, now: datetime) -> UUID | None:
    """Make the file of the oldest batch that has none; return its id, None if there is none.

    The batch stays locked meanwhile: another process passes it over, and if this one dies the next
    one makes it anew. What cannot be printed is left out, and the index says why.

    Raises:
        DependencyDown: the archive is away; nothing was changed.
    """
    orders = PrintOrderStore(session)
    batch = orders.claim_unmade()
    if batch is None:
        return None
    documents, store = orders.documents_of(batch.id), PrintFiles(archive)
    with TemporaryDirectory(prefix="kontor-print-") as folder:
        target = Path(folder) / "batch.pdf"
        fetched = [_fetch(document, Path(folder), store) for document in documents]
        parts = off_the_hub(bind_batch, fetched, batch.business_day, target)
        entries = _entries(documents, parts)
        files = _keep(batch, target, entries, store)
    for entry in entries:
        if entry.left_out_because is not None:
            orders.leave_out(entry.document_id, entry.left_out_because)
    orders.make_ready(
        batch.id,
        files,
        documents=sum(entry.left_out_because is None for entry in entries),
        left_out=sum(entry.left_out_because is not None for entry in entries),
        pages=_pages(entries),
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


def _fetch(document: OrderedDocument, folder: Path, store: PrintFiles) -> FetchedDocument:
    content = store.read(document)
    if content is None:
        return FetchedDocument(document=document, path=None)
    path = folder / f"{document.document_id}.source"
    path.write_bytes(content)
    return FetchedDocument(document=document, path=path)


def _entries(
    documents: list[OrderedDocument], parts: tuple[BoundPart, ...]
) -> tuple[IndexEntry, ...]:
    return tuple(
        IndexEntry(
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
            first_page=part.first_page,
            pages=part.pages,
            left_out_because=part.left_out_because,
        )
        for position, (document, part) in enumerate(zip(documents, parts, strict=True), 1)
    )


def _pages(entries: tuple[IndexEntry, ...]) -> int:
    """Return how many pages the file has; a batch with nothing in it is one sheet that says so."""
    return sum(entry.pages or 0 for entry in entries) or 1


def _keep(
    batch: PrintBatch, bound: Path, entries: tuple[IndexEntry, ...], store: PrintFiles
) -> dict[str, BatchFile]:
    def naming(extension: str, media_type: str) -> Naming:
        name = batch_file_name(batch.business_day, extension)
        return Naming(file_name=name, media_type=media_type)

    with bound.open("rb") as stream:
        file = store.keep(batch.id, stream, naming("pdf", "application/pdf"))
    index = json_index(batch, entries, file_sha256=file.sha256, pages=_pages(entries))
    files = {
        "file": file,
        "index_json": store.keep(batch.id, io.BytesIO(index), naming("json", "application/json")),
        "index_csv": store.keep(
            batch.id, io.BytesIO(csv_index(entries)), naming("csv", "text/csv")
        ),
    }
    return msgspec.convert(files, dict[str, BatchFile])
