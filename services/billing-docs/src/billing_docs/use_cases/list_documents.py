"""List an organisation's documents in the order asked for."""

from uuid import UUID

from billing_docs.domain.document_list import CursorRefused, cursor_at, place_in, wanted_by
from billing_docs.store.document_lists import DocumentLists
from billing_docs.use_cases.describe_document import describe_document
from contracts.billing_docs import DocumentPage, DocumentQuery
from contracts.errors import InvalidInput


def list_documents(
    organisation_id: UUID,
    query: DocumentQuery,
    lists: DocumentLists,
    *,
    reader: UUID | None,
    shown_types: tuple[str, ...] | None = None,
) -> DocumentPage:
    """Return one page; its cursor continues without gaps or repeats while documents arrive.

    `reader` is the person of the organisation for whom documents are read or unread;
    `shown_types` are those that the caller is shown, None for every one.

    Raises:
        InvalidInput: the cursor is none of ours or of another list, or a text has what none has.
    """
    for name, text in (("query.number", query.number), ("query.text", query.text)):
        if text is not None and "\x00" in text:
            raise InvalidInput(name, "unreadable")
    try:
        after = place_in(query)
    except CursorRefused as refused:
        raise InvalidInput("query.cursor", refused.reason) from refused
    wanted = wanted_by(query, organisation_id, reader, shown_types)
    found = lists.page(wanted, after=after, limit=query.limit)
    return DocumentPage(
        items=tuple(
            describe_document(document, is_unread=document.id in found.unread)
            for document in found.documents
        ),
        next_cursor=None if found.ends_at is None else cursor_at(found.ends_at, query),
    )
