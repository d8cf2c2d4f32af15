"""List the documents that nobody was told of, for vendor administration."""

from uuid import UUID

from billing_docs.store.documents import DocumentStore
from billing_docs.use_cases.describe_document import describe_document
from contracts.billing_docs import DocumentPage, WithoutNoticeQuery
from contracts.errors import InvalidInput


def list_without_notice(query: WithoutNoticeQuery, store: DocumentStore) -> DocumentPage:
    """Return one page, the last received first, of every customer or of the named one.

    A document stands here when its customer had no e-billing address as it came. Naming one later
    sends nothing for it: the vendor's people decide what to do.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.without_notice(
        organisation_id=query.organisation_id,
        older_than=None if query.cursor is None else _place(query.cursor),
        limit=query.limit + 1,
    )
    items, more = found[: query.limit], len(found) > query.limit
    return DocumentPage(
        items=tuple(describe_document(document) for document in items),
        next_cursor=str(items[-1].id) if more else None,
    )


def _place(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise InvalidInput("query.cursor", "unreadable") from error
