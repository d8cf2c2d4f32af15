"""The preview beside the list of Post: the document that the list's address names."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from contracts.billing_docs import Document
from contracts.e_invoice import EInvoice
from contracts.errors import NotFound
from gateway.call import Call
from gateway.pages.e_invoice import InvoiceWords
from gateway.pages.post import if_possible


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """One document as it is shown beside the list."""

    document: Document
    invoice: EInvoice | None
    show: InvoiceWords


async def preview_in(call: Call) -> Preview | None:
    """Return the document that the address names by `show`; None where it names none to be seen."""
    try:
        document_id = UUID(call.request.query_params.get("show", ""))
    except ValueError:
        return None
    billing_docs = call.around.billing_docs
    # Both at once: whether there is an e-invoice is known only with the document.
    document, invoice = await asyncio.gather(
        _opened(call, document_id),
        if_possible(billing_docs.get_e_invoice(call.context, document_id)),
    )
    if document is None:
        return None
    currency = invoice.currency if invoice else None
    return Preview(document=document, invoice=invoice, show=InvoiceWords(call.texts, currency))


async def _opened(call: Call, document_id: UUID) -> Document | None:
    try:
        return await call.around.billing_docs.get_document(
            call.context, document_id, is_opened=True
        )
    except NotFound:
        return None
