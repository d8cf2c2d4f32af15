"""Find one print batch, and where its files lie."""

from uuid import UUID

from billing_docs.domain import printing
from billing_docs.store.print_orders import PrintOrderStore
from contracts.billing_docs import ArchivedFile
from contracts.delivery import PrintBatch, PrintFile
from contracts.errors import NotFound


def get_print_batch(batch_id: UUID, orders: PrintOrderStore) -> printing.PrintBatch:
    """Return the batch.

    Raises:
        NotFound: there is none.
    """
    batch = orders.batch(batch_id)
    if batch is None:
        raise NotFound("print_batch")
    return batch


def describe_batch(batch: printing.PrintBatch) -> PrintBatch:
    """Return the batch in the words of the contract."""
    file = batch.files.get("file")
    return PrintBatch(
        id=batch.id,
        business_day=batch.business_day,
        state=batch.state,
        documents=batch.documents,
        left_out=batch.left_out,
        pages=batch.pages,
        size_bytes=None if file is None else file.size_bytes,
        sha256=None if file is None else file.sha256,
        closed_at=batch.closed_at,
        ready_at=batch.ready_at,
        printed_at=batch.printed_at,
        expired_at=batch.expired_at,
    )


def find_print_file(batch: printing.PrintBatch, which: PrintFile, *, bucket: str) -> ArchivedFile:
    """Return where one of the batch's files lies, for the gateway to check and stream.

    Raises:
        NotFound: the batch has no files yet, or none any more.
    """
    file = batch.files.get(which)
    if file is None:
        raise NotFound("print_file")
    return ArchivedFile(
        document_id=batch.id,
        bucket=bucket,
        object_key=file.object_key,
        version_id=file.version_id,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        file_name=file.file_name,
    )
