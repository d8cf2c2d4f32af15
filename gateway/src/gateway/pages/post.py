"""Post: the list of documents, and one of them."""

from urllib.parse import urlencode
from uuid import UUID

import msgspec
from starlette.responses import Response

from contracts.billing_docs import DocumentQuery
from contracts.errors import NotFound
from gateway.api.decoding import read_values
from gateway.call import Call
from gateway.pages.page import page

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
    document = await call.around.billing_docs.get_document(call.context, document_id)
    return page(call, "document.html", document=document)


def _next_address(parameters: dict[str, str], next_cursor: str | None) -> str | None:
    if next_cursor is None:
        return None
    kept = {name: value for name, value in parameters.items() if value and name != "lang"}
    return "/post?" + urlencode({**kept, "cursor": next_cursor})
