"""One document: what it is about, its preview, its download, and what belongs to it."""

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import TypeVar

from starlette.responses import Response

from contracts.errors import ArchiveDamaged, NotFound, ServiceUnavailable
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.belongings import belongings_of
from gateway.pages.document_deletion import is_deletion_offered
from gateway.pages.e_invoice import InvoiceWords, rule_words
from gateway.pages.page import page
from gateway.pages.path_ids import id_in

T = TypeVar("T")


async def show_document(call: Call) -> Response:
    """Show one document: what it is about, its preview, its download."""
    document_id = id_in(call, "document_id", "document")
    billing_docs = call.around.billing_docs
    document = await billing_docs.get_document(call.context, document_id, is_opened=True)
    examination, invoice, belongings, deliveries = await asyncio.gather(
        if_possible(billing_docs.get_examination(call.context, document_id)),
        if_possible(
            billing_docs.get_e_invoice(call.context, document_id)
            if document.format != "plain_pdf"
            else None
        ),
        belongings_of(call, document),
        if_possible(billing_docs.list_deliveries(call.context, document_id)),
    )
    return page(
        call,
        "document.html",
        document=document,
        examination=examination,
        invoice=invoice,
        belongings=belongings,
        may_delete=is_deletion_offered(call, document),
        here=f"/post/{document.id}",
        deliveries=deliveries,
        show=InvoiceWords(call.texts, invoice.currency if invoice else None),
        rule_words=partial(rule_words, call.texts),
    )


async def if_possible(asked: Awaitable[T] | None) -> T | None:
    """Return what is asked for, None if it cannot be had: the rest of the page is worth having."""
    if asked is None:
        return None
    try:
        return await asked
    except (NotFound, ArchiveDamaged, ServiceUnavailable, AreaFailure, ServiceFault):
        return None
