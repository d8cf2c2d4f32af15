"""List the documents whose mails have reached nobody."""

from uuid import UUID

from billing_docs.store.delivery_failures import DeliveryFailureStore
from contracts.delivery_rules import DeliveryFailurePage, FailureQuery
from contracts.errors import InvalidInput


def list_delivery_failures(
    query: FailureQuery, organisation_id: UUID | None, store: DeliveryFailureStore
) -> DeliveryFailurePage:
    """Return one page of open failures, the last first; of every customer unless one is named.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    found = store.page(
        organisation_id=organisation_id,
        older_than=None if query.cursor is None else _place(query.cursor),
        limit=query.limit + 1,
    )
    items, more = found[: query.limit], len(found) > query.limit
    return DeliveryFailurePage(
        items=tuple(items), next_cursor=str(items[-1].document_id) if more else None
    )


def _place(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as error:
        raise InvalidInput("query.cursor", "unreadable") from error
