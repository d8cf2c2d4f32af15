"""List an organisation's documents, newest first."""

import base64
import binascii
from datetime import date
from uuid import UUID

from billing_docs.domain.document import BillingDocument
from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.describe_document import describe_document
from contracts.billing_docs import DocumentPage, DocumentQuery
from contracts.errors import InvalidInput


def list_documents(
    organisation_id: UUID, query: DocumentQuery, store: DocumentStore
) -> DocumentPage:
    """Return one page; its cursor continues without gaps or repeats while documents arrive.

    Raises:
        InvalidInput: the cursor is none of ours, or no number can begin like that.
    """
    if query.number is not None and "\x00" in query.number:
        raise InvalidInput("query.number", "unreadable")
    after = None if query.cursor is None else _place(query.cursor)
    found = store.page(organisation_id, query, older_than=after, limit=query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    return DocumentPage(
        items=tuple(describe_document(document) for document in items),
        next_cursor=_cursor(items[-1]) if more else None,
    )


def _cursor(document: BillingDocument) -> str:
    return base64.urlsafe_b64encode(f"{document.issued_on}/{document.id}".encode()).decode()


def _place(cursor: str) -> tuple[date, UUID]:
    try:
        issued_on, _, document_id = base64.urlsafe_b64decode(cursor).decode().partition("/")
        return date.fromisoformat(issued_on), UUID(document_id)
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("query.cursor", "unreadable") from error
