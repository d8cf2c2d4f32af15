"""Post: the list of documents, and one of them."""

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.billing_docs import DocumentQuery
from contracts.errors import ArchiveDamaged, NotFound, ServiceUnavailable
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.clients.failures import AreaFailure, ServiceFault
from gateway.pages.e_invoice import InvoiceWords, rule_words
from gateway.pages.page import page

T = TypeVar("T")

DOCUMENT_TYPES = ("invoice", "credit_note", "reminder", "contract", "delivery_note", "letter")


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What the list's form asks for, as it was typed."""

    document_type: str = ""
    number: str = ""
    issued_from: str = ""
    issued_until: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything is left out of the list."""
        return any((self.document_type, self.number, self.issued_from, self.issued_until))


async def show_list(call: Call) -> Response:
    """Show documents, newest first."""
    parameters = dict(call.request.query_params)
    query = read_values(parameters, DocumentQuery)
    documents = await call.around.billing_docs.list_documents(call.context, query)
    return page(
        call,
        "post.html",
        documents=documents.items,
        filters=msgspec.convert(parameters, Filters),
        is_first_page=query.cursor is None,
        next_address=_next_address(parameters, documents.next_cursor),
        document_types=DOCUMENT_TYPES,
    )


async def show_document(call: Call) -> Response:
    """Show one document: what it is about, its preview, its download."""
    try:
        document_id = UUID(call.request.path_params["document_id"])
    except ValueError:
        raise NotFound from None
    billing_docs = call.around.billing_docs
    document = await billing_docs.get_document(call.context, document_id)
    examination, invoice = await asyncio.gather(
        _if_possible(billing_docs.get_examination(call.context, document_id)),
        _if_possible(
            billing_docs.get_e_invoice(call.context, document_id)
            if document.format != "plain_pdf"
            else None
        ),
    )
    return page(
        call,
        "document.html",
        document=document,
        examination=examination,
        invoice=invoice,
        show=InvoiceWords(call.texts, invoice.currency if invoice else None),
        rule_words=partial(rule_words, call.texts),
    )


async def _if_possible(asked: Awaitable[T] | None) -> T | None:
    """Return what is asked for, None if it cannot be had: the rest of the page is worth having."""
    if asked is None:
        return None
    try:
        return await asked
    except (NotFound, ArchiveDamaged, ServiceUnavailable, AreaFailure, ServiceFault):
        return None


def _next_address(parameters: dict[str, str], next_cursor: str | None) -> str | None:
    if next_cursor is None:
        return None
    kept = {name: value for name, value in parameters.items() if value and name != "lang"}
    return "/post?" + urlencode({**kept, "cursor": next_cursor})
