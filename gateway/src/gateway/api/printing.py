"""Print batches: what the vendor's print room fetches, one for each business day."""

from typing import Literal
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.delivery import PrintBatch, PrintBatchPage, PrintBatchQuery, PrintFile
from gateway.api.files import attached
from gateway.call import Call

IndexFormat = Literal["json", "csv"]
_INDEXES: dict[IndexFormat, PrintFile] = {"json": "index_json", "csv": "index_csv"}


class IndexChoice(msgspec.Struct, frozen=True, kw_only=True):
    """In which form the index is wanted."""

    format: IndexFormat = "json"


async def list_print_batches(call: Call, query: PrintBatchQuery) -> PrintBatchPage:
    """Return batches, the newest business day first; for the vendor's people and print room."""
    return await call.around.billing_docs.list_print_batches(call.context, query)


async def get_print_batch(call: Call, batch_id: UUID) -> PrintBatch:
    """Return one batch."""
    return await call.around.billing_docs.get_print_batch(call.context, batch_id)


async def get_print_file(call: Call, batch_id: UUID) -> Response:
    """Return the one PDF: before each document a sheet that says whose it is."""
    return await _download(call, batch_id, "file")


async def get_print_index(call: Call, batch_id: UUID, query: IndexChoice) -> Response:
    """Return what is in the PDF, on which page, with checksums; what was left out says why."""
    return await _download(call, batch_id, _INDEXES[query.format])


async def mark_printed(call: Call, batch_id: UUID) -> PrintBatch:
    """Say that a batch has been printed; saying it again changes nothing."""
    return await call.around.billing_docs.mark_printed(call.context, batch_id)


async def _download(call: Call, batch_id: UUID, which: PrintFile) -> Response:
    file = await call.around.billing_docs.open_print_file(call.context, batch_id, which)
    return await attached(call, file)
